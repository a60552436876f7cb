internal import JSON
internal import Kafka
internal import Service

/// What `verify` found.
struct DriftReport: Hashable, Sendable {
    /// A table's part.
    struct Counts: Hashable, Sendable {
        var table: String
        /// Rows that were held against each other, on whichever side they are.
        var compared: Int
        var missing: Int
        var tooMany: Int
        var changed: Int
        /// Rows of live's that no event ever named.
        var leftAlone: Int

        /// Whether anything differs.
        var differs: Bool { missing + tooMany + changed > 0 }
    }

    /// The boundary: an offset that both sides stood at.
    struct Place: Hashable, Sendable {
        var topic: String
        var logID: Int16
        var partition: Int32
        /// The next offset of both.
        var offset: Int64
    }

    /// What became of the differences.
    struct Repair: Hashable, Sendable {
        /// Rows of live's that were brought to what the log says.
        var rows: Int
        /// How many audit rows tell of it.
        var audits: Int
    }

    var pipeline: String
    var tables: [Counts]
    /// Each row once, table by table. Perhaps not all that were counted.
    var differences: [RowDifference]
    var places: [Place]
    /// The instances that were looked at; nil: all.
    var sample: [String]?
    /// What the fold couldn't know, `RebuildStart.Lack.text` each.
    var lacks: [String] = []
    /// nil: nothing was to be mended.
    var repair: Repair?

    /// Whether live and the log don't say the same, or didn't before it was mended.
    var hasDrift: Bool { tables.contains(where: \.differs) }
    var exitCode: ExitCode { hasDrift ? .found : .done }

    private func sum(_ part: (Counts) -> Int) -> Int { tables.reduce(0) { $0 + part($1) } }

    /// A table of the tables, each difference up to a number, and the whole in a sentence.
    func text(prefix: String, width: Int, limit: Int = 50) -> String {
        var table = Table([
            .init("TABLE"), .init("COMPARED", .right), .init("MISSING", .right), .init("TOO MANY", .right),
            .init("CHANGED", .right), .init("LEFT ALONE", .right),
        ])
        for counts in tables {
            let numbers = [counts.compared, counts.missing, counts.tooMany, counts.changed, counts.leftAlone]
            table.add([counts.table] + numbers.map { ProgressLine.grouped($0) })
        }
        let found = differences.text(limit: limit, width: width)
        let sentences = sentences(prefix: prefix).flatMap { TextWrap.wrap($0, width: width) }
        return table.text(width: width) + "\n" + (found.isEmpty ? "" : found + "\n")
            + sentences.map { DisplayWidth.printable($0) + "\n" }.joined()
    }

    private func sentences(prefix: String) -> [String] {
        let rows = "\(ProgressLine.grouped(sum(\.compared))) rows"
        let of =
            sample.map { " of \(ProgressLine.grouped($0.count)) \($0.count == 1 ? "instance" : "instances")" } ?? ""
        let at = places.map { place in
            "\(TopicPartition(place.topic, place.partition).short(prefix: prefix))=\(place.offset)"
        }
        var sentences = ["\(pipeline): \(rows)\(of) compared, live and log both at \(at.joined(separator: " "))."]
        if sum(\.leftAlone) > 0 {
            let noun = sum(\.leftAlone) == 1 ? "row" : "rows"
            sentences.append(
                "\(ProgressLine.grouped(sum(\.leftAlone))) \(noun) that no event ever named \(sum(\.leftAlone) == 1 ? "is" : "are") "
                    + "left alone.")
        }
        sentences += lacks.prefix(20).map { "\($0)." }
        let count = sum { $0.missing + $0.tooMany + $0.changed }
        guard count > 0 else { return sentences + ["No drift."] }
        let found = "\(ProgressLine.grouped(count)) \(count == 1 ? "row differs" : "rows differ")"
        guard let repair else { return sentences + ["\(found); --repair mends just those."] }
        return sentences + [
            "\(found); \(ProgressLine.grouped(repair.rows)) \(repair.rows == 1 ? "is" : "are") mended, each with a row in "
                + "zapline.audit_log."
        ]
    }

    /// The whole.
    var json: JSONValue {
        [
            "pipeline": .string(pipeline), "drift": .bool(hasDrift),
            "tables": .array(
                tables.map {
                    [
                        "table": .string($0.table), "compared": .integer($0.compared), "missing": .integer($0.missing),
                        "too_many": .integer($0.tooMany), "changed": .integer($0.changed),
                        "left_alone": .integer($0.leftAlone),
                    ]
                }),
            "differences": .array(differences.map(\.json)),
            "offsets": .array(
                places.map {
                    [
                        "topic": .string($0.topic), "log_id": .integer($0.logID), "partition": .integer($0.partition),
                        "offset": .integer($0.offset),
                    ]
                }),
            "sample": sample.map { .array($0.map { .string($0) }) } ?? .null,
            "lacks": .array(lacks.map { .string($0) }),
            "repaired": repair.map { ["rows": .integer($0.rows), "audit_rows": .integer($0.audits)] } ?? .null,
        ]
    }
}
