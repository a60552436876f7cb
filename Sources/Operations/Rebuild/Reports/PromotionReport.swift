internal import JSON
internal import Pipeline
internal import Service

/// What `rebuild promote` will do or did, or why it can't.
struct PromotionReport: Hashable, Sendable {
    /// A table's part: what happens to live's rows.
    struct Changes: Hashable, Sendable {
        var table: String
        var add: Int
        var change: Int
        var remove: Int
    }

    /// Dead letters of live's: those that apply now, and those that were added.
    struct Letters: Hashable, Sendable {
        var settled: Int
        var added: Int
    }

    /// How far it is.
    enum Outcome: String, Hashable, Sendable {
        /// Only told.
        case planned
        /// A check failed; nothing was changed.
        case refused
        /// Live has the rows.
        case promoted
    }

    var pipeline: String
    var generation: Int32
    var outcome: Outcome
    var tables: [Changes] = []
    /// What became of live's dead letters; nil: nothing yet.
    var letters: Letters?
    /// The checks that failed, each with what to do.
    var failures: [String] = []
    /// The row of the audit log, where it was promoted.
    var audit: Int64?

    var exitCode: ExitCode { outcome == .refused ? .found : .done }

    /// What changes, which checks failed, and what others feel of it.
    func text(width: Int) -> String {
        let failed = failures.flatMap { TextWrap.wrap($0, width: width, first: "FAIL  ", rest: "      ") }
        let sentences = sentences.flatMap { TextWrap.wrap($0, width: width) }
        let text = (failed + sentences).map { DisplayWidth.printable($0) + "\n" }.joined()
        return tables.isEmpty ? text : table.text(width: width) + "\n" + text
    }

    private var table: Table {
        let words =
            outcome == .promoted ? ["ADDED", "CHANGED", "REMOVED"] : ["TO ADD", "TO CHANGE", "TO REMOVE"]
        var table = Table([.init("TABLE")] + words.map { .init($0, .right) })
        for changes in tables {
            let numbers = [changes.add, changes.change, changes.remove]
            table.add([changes.table] + numbers.map { ProgressLine.grouped($0) })
        }
        return table
    }

    private var sentences: [String] {
        let name = "\(pipeline) rebuild \(generation)"
        switch outcome {
        case .refused: return ["\(name) is not promoted, and nothing was changed."]
        case .planned:
            return [
                "The tables stay, with their owners, policies, grants, views and triggers; only these rows change, in one "
                    + "transaction. Readers never wait. Consumers of \(pipeline) wait for it and claim their partitions again by "
                    + "themselves."
            ]
        case .promoted:
            var sentences: [String] = []
            if let letters, letters.settled + letters.added > 0 {
                sentences.append(
                    "Dead letters: \(ProgressLine.grouped(letters.settled)) apply now, "
                        + "\(ProgressLine.grouped(letters.added)) were added.")
            }
            sentences.append(
                "\(name) is live\(audit.map { ", audit row \($0)" } ?? ""). Consumers of \(pipeline) claim their partitions "
                    + "again by themselves.")
            return sentences
        }
    }

    /// The whole.
    var json: JSONValue {
        [
            "pipeline": .string(pipeline), "generation": .integer(generation), "outcome": .string(outcome.rawValue),
            "tables": .array(
                tables.map {
                    [
                        "table": .string($0.table), "add": .integer($0.add), "change": .integer($0.change),
                        "remove": .integer($0.remove),
                    ]
                }),
            "dead_letters": letters.map { ["settled": .integer($0.settled), "added": .integer($0.added)] } ?? .null,
            "failures": .array(failures.map { .string($0) }), "audit": audit.map { .integer($0) } ?? .null,
        ]
    }
}

extension PromotionReport {
    /// What a comparison found, to be agreed to.
    init(planned promotion: Promotion, _ rebuild: Rebuild) {
        self.init(pipeline: rebuild.pipeline, generation: rebuild.generation, outcome: .planned)
        tables = promotion.comparison.counts.map {
            Changes(table: $0.table, add: $0.missing, change: $0.changed, remove: $0.tooMany)
        }
    }

    /// What was done.
    init(done promotion: Promotion, _ rebuild: Rebuild, audit: Int64?) {
        self.init(pipeline: rebuild.pipeline, generation: rebuild.generation, outcome: .promoted)
        tables = promotion.merged.map {
            Changes(table: $0.table, add: $0.inserted, change: $0.updated, remove: $0.deleted)
        }
        letters = Letters(settled: promotion.letters.settled, added: promotion.letters.added)
        self.audit = audit
    }
}
