internal import JSON
internal import Service

extension ContractReport {
    /// A row a topic, then each kind of fault with one record to look at.
    ///
    /// - parameter limit: how many kinds are shown.
    func text(prefix: String, limit: Int, width: Int) -> String {
        let shown = ordered.prefix(limit)
        var lines = shown.flatMap { entry($0.kind, $0.count, prefix: prefix, width: width) }
        if !lines.isEmpty { lines.append("") }
        let rest = kinds.count - shown.count
        if rest > 0 { lines.append("\(ProgressLine.grouped(rest)) more kinds; --limit shows more") }
        if uncounted > 0 {
            lines.append("\(ProgressLine.grouped(uncounted)) faults are of kinds that were not counted")
        }
        lines += remarks.flatMap { TextWrap.wrap($0, width: width, rest: "    ") }
        return table.text(width: width) + "\n"
            + (lines + TextWrap.wrap(summary, width: width)).map { DisplayWidth.printable($0) + "\n" }.joined()
    }

    private var table: Table {
        var table = Table([
            .init("TOPIC"), .init("RECORDS", .right), .init("STRUCTURED", .right), .init("BINARY", .right),
            .init("TOMBSTONES", .right), .init("BROKEN", .right), .init("POISON", .right),
        ])
        for topic in ContractTopic.allCases {
            guard let tally = tallies[topic] else { continue }
            let numbers = [
                tally.records, tally.structured, tally.binary, tally.tombstones, tally.broken, tally.poison,
            ]
            table.add([topic.rawValue] + numbers.map { ProgressLine.grouped($0) })
        }
        return table
    }

    private func entry(_ kind: Kind, _ count: Count, prefix: String, width: Int) -> [String] {
        let records = ProgressLine.grouped(count.records)
        let number = String(repeating: " ", count: max(0, 9 - records.count)) + records
        let effect = kind.fault.effect.rawValue
        let first = "\(number)  \(effect)\(String(repeating: " ", count: 11 - effect.count))"
        let indent = String(repeating: " ", count: 22)
        let name = DisplayWidth.cut(kind.fault.name, to: max(20, width - 22))
        let type = kind.type.map { DisplayWidth.cut($0, to: 100) } ?? "no type"
        let from = count.sources.first.map { ", from \(DisplayWidth.cut($0, to: 100))" } ?? ""
        let others = count.sources.count > 1 ? " and others" : ""
        return TextWrap.wrap("\(name): \(kind.fault.detail)", width: width, first: first, rest: indent)
            + TextWrap.wrap(
                "\(type), first at \(count.first.short(prefix: prefix))\(from)\(others)", width: width, first: indent,
                rest: indent)
    }

    private var summary: String {
        let total = total
        let looked = "\(ProgressLine.grouped(total.records)) records\(isStopped ? " before it was stopped" : "")"
        guard isBroken else { return "no record of \(looked) breaks the contract" }
        let poison = total.poison > 0 ? ", \(ProgressLine.grouped(total.poison)) of them as poison" : ""
        return "\(ProgressLine.grouped(total.broken)) of \(looked) break the contract\(poison)"
    }
}
