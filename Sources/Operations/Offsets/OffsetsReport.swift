internal import JSON
internal import Kafka
internal import Service

/// What `offsets show` prints.
struct OffsetsReport {
    var rows: [OffsetRow]
    /// What the broker has of each partition, where it said so.
    var bounds: [TopicPartition: LogBounds]
    /// Why the ends aren't known, or nil.
    var note: String?
    var prefix: String
    /// Whether lives of topics that are over are among the rows.
    var hasAllLives: Bool

    /// A row's bounds: those of the log are of the topic's current life.
    private func bounds(of row: OffsetRow) -> LogBounds? { row.isCurrent ? bounds[row.place] : nil }

    /// A list of objects.
    var json: JSONValue { .array(rows.map { $0.json(bounds(of: $0)) }) }

    /// A table, why each halted partition is, and what is not known.
    func text(width: Int) -> String {
        guard !rows.isEmpty else { return "no pipeline has claimed a partition yet\n" + noteLine }
        return table.text(width: width) + halts(width: width) + noteLine
    }

    private var table: Table {
        var columns: [Table.Column] = [.init("PIPELINE"), .init("PARTITION")]
        if hasAllLives { columns.append(.init("LIFE", .right)) }
        columns += [.init("NEXT", .right), .init("END", .right), .init("LAG", .right)]
        columns += [.init("STATE"), .init("OWNER"), .init("AGE", .right)]
        var table = Table(columns)
        for row in rows {
            let limits = bounds(of: row)
            var cells = [row.title, row.place.short(prefix: prefix)]
            if hasAllLives { cells.append("\(row.logID)") }
            cells += ["\(row.next)", limits.map { "\($0.high)" } ?? "-"]
            cells.append(limits.map { ProgressLine.grouped(Int($0.lag(from: row.next))) } ?? "-")
            table.add(cells + [row.isCurrent ? row.state : "over", row.owner, Age.text(row.age)])
        }
        return table
    }

    private func halts(width: Int) -> String {
        rows.filter { $0.isHalted && $0.isCurrent }.map { row in
            let retries = row.haltRetries ? " (it is tried again by itself)" : ""
            let lines = TextWrap.wrap(
                (row.haltReason ?? "no reason given") + retries, width: width,
                first: "\(row.title) \(row.place.short(prefix: prefix)) is halted: ", rest: "    ")
            return "\n" + lines.map { DisplayWidth.printable($0) + "\n" }.joined()
        }.joined()
    }

    private var noteLine: String { note.map { "\n\(DisplayWidth.printable($0))\n" } ?? "" }
}
