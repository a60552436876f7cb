internal import JSON
internal import Kafka
internal import Pipeline
internal import Service

/// What `verify` found.
struct DriftReport: Hashable, Sendable {
    /// An offset that both sides stood at.
    struct Place: Hashable, Sendable {
        var topic: String
        /// Life and partition, and the next offset of both.
        var place: LogPlace
    }

    var pipeline: String
    var tables: [TableCounts]
    /// The first rows that differ, table by table.
    var differences: [Difference]
    /// The boundary.
    var places: [Place]
    /// The instances that were looked at; nil: all.
    var sample: [String]?
    /// What the fold couldn't know, `RebuildStart.Lack.text` each.
    var lacks: [String] = []
    /// Letters that were redriven in live and that the fold couldn't apply.
    var unsettled: [LetterMerge.Unsettled] = []
    /// Whether live may know what the fold can't.
    var beginsLate = false
    /// How many rows of live's were brought to what the log says; nil: nothing was to be mended.
    var repaired: Int?

    /// How many rows differ, or did before they were mended.
    var total: Int { sum(\.differences) }
    var exitCode: ExitCode { total > 0 ? .found : .done }

    private func sum(_ part: (TableCounts) -> Int) -> Int { tables.reduce(0) { $0 + part($1) } }

    /// A table of the tables, each difference up to a number, and the whole in a sentence.
    func text(prefix: String, width: Int, limit: Int = 50) -> String {
        var table = Table([
            .init("TABLE"), .init("COMPARED", .right), .init("MISSING", .right), .init("TOO MANY", .right),
            .init("CHANGED", .right), .init("LEFT ALONE", .right),
        ])
        for counts in tables {
            let numbers = [counts.compared, counts.missing, counts.tooMany, counts.changed, counts.unnamed]
            table.add([counts.table] + numbers.map { ProgressLine.grouped($0) })
        }
        let found = differences.text(limit: limit, total: total, width: width)
        let sentences = sentences(prefix: prefix).flatMap { TextWrap.wrap($0, width: width) }
        return head(width) + table.text(width: width) + "\n" + (found.isEmpty ? "" : found + "\n")
            + sentences.map { DisplayWidth.printable($0) + "\n" }.joined()
    }

    /// What must be known before the numbers are read; nothing where the fold knows all that live does.
    private func head(_ width: Int) -> String {
        guard beginsLate else { return "" }
        let lines = TextWrap.wrap(
            "Archive and log begin later than live's history: where a row was made of older records, a difference can't be told "
                + "from history that is gone.", width: width)
        return lines.map { $0 + "\n" }.joined() + "\n"
    }

    private func sentences(prefix: String) -> [String] {
        let of = sample.map { " of \(count($0.count, "instance", "instances"))" } ?? ""
        let at = places.map {
            "\(TopicPartition($0.topic, $0.place.partition).short(prefix: prefix))=\($0.place.offset)"
        }
        var sentences = [
            "\(pipeline): \(count(sum(\.compared), "row", "rows"))\(of) compared, live and log both at "
                + "\(at.joined(separator: " "))."
        ]
        let unnamed = sum(\.unnamed)
        if unnamed > 0 {
            sentences.append(
                "\(count(unnamed, "row", "rows")) that no event ever named \(unnamed == 1 ? "is" : "are") left alone.")
        }
        sentences += lacks.prefix(20).map { "\($0)." }
        sentences += unsettled.map { letter in
            let partition = TopicPartition(letter.topic, letter.place.partition).short(prefix: prefix)
            return "\(partition)/\(letter.place.offset) was redriven in live, and the fold could not apply it "
                + "(\(letter.reason)): what differs by its effect is right in live, so --repair refuses."
        }
        guard total > 0 else { return sentences + ["No drift."] }
        let found = count(total, "row differs", "rows differ")
        guard let repaired else {
            guard unsettled.isEmpty else { return sentences + ["\(found)."] }
            return sentences + ["\(found); --repair\(beginsLate ? " --accept-late-start" : "") mends just those."]
        }
        return sentences + [
            "\(found); \(count(repaired, "row", "rows")) mended, each that differed with a row in zapline.audit_log."
        ]
    }

    private func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(ProgressLine.grouped(number)) \(number == 1 ? one : many)"
    }

    /// The whole.
    var json: JSONValue {
        [
            "pipeline": .string(pipeline), "drift": .bool(total > 0), "begins_late": .bool(beginsLate),
            "tables": .array(tables.map(\.json)),
            "differences": .array(differences.map(\.json)),
            "offsets": .array(
                places.map {
                    [
                        "topic": .string($0.topic), "log_id": .integer($0.place.logID),
                        "partition": .integer($0.place.partition), "offset": .integer($0.place.offset),
                    ]
                }),
            "sample": sample.map { .array($0.map { .string($0) }) } ?? .null,
            "lacks": .array(lacks.map { .string($0) }), "unsettled": .array(unsettled.map(\.json)),
            "repaired": repaired.map { .integer($0) } ?? .null,
        ]
    }
}

extension TableCounts {
    /// As one object.
    var json: JSONValue {
        [
            "table": .string(table), "compared": .integer(compared), "missing": .integer(missing),
            "too_many": .integer(tooMany), "changed": .integer(changed), "left_alone": .integer(unnamed),
        ]
    }
}

extension LetterMerge.Unsettled {
    /// As one object.
    var json: JSONValue {
        [
            "topic": .string(topic), "log_id": .integer(place.logID), "partition": .integer(place.partition),
            "offset": .integer(place.offset), "reason": .string(reason),
        ]
    }
}
