internal import JSON
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

    /// Something that must hold.
    struct Check: Hashable, Sendable {
        /// What, in a few words.
        var name: String
        /// Why it doesn't, with what to do; nil: it does.
        var failure: String?
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
    var tables: [Changes]
    /// Dead letters that the build has and live hasn't, and the other way round; both are in live then, or gone from it.
    var lettersAdded: Int
    var lettersRemoved: Int
    var checks: [Check]
    /// The row of the audit log, where it was promoted.
    var audit: Int64?
    /// How long consumers of live waited; nil: they didn't.
    var waited: Duration?

    var failures: [Check] { checks.filter { $0.failure != nil } }
    var exitCode: ExitCode { failures.isEmpty ? .done : .found }

    /// What changes, which checks failed, and what others feel of it.
    func text(width: Int) -> String {
        let isDone = outcome == .promoted
        var table = Table([
            .init("TABLE"), .init(isDone ? "ADDED" : "TO ADD", .right), .init(isDone ? "CHANGED" : "TO CHANGE", .right),
            .init(isDone ? "REMOVED" : "TO REMOVE", .right),
        ])
        for changes in tables {
            let numbers = [changes.add, changes.change, changes.remove]
            table.add([changes.table] + numbers.map { ProgressLine.grouped($0) })
        }
        let failed = failures.flatMap {
            TextWrap.wrap("\($0.name): \($0.failure ?? "")", width: width, first: "FAIL  ", rest: "      ")
        }
        let sentences = sentences.flatMap { TextWrap.wrap($0, width: width) }
        return table.text(width: width) + "\n" + (failed + sentences).map { DisplayWidth.printable($0) + "\n" }.joined()
    }

    private var sentences: [String] {
        let name = "\(pipeline) rebuild \(generation)"
        var sentences: [String] = []
        if lettersAdded + lettersRemoved > 0 {
            sentences.append(
                "Dead letters: \(ProgressLine.grouped(lettersAdded)) to add, \(ProgressLine.grouped(lettersRemoved)) to remove."
            )
        }
        switch outcome {
        case .refused:
            sentences.append("\(name) is not promoted, and nothing was changed.")
        case .planned:
            sentences.append(
                "The tables stay, with their owners, policies, grants, views and triggers; only these rows change, in one "
                    + "transaction. Readers never wait. Consumers of \(pipeline) wait for it and claim their partitions again by "
                    + "themselves.")
        case .promoted:
            let waiting = waited.map {
                " They waited for \(DurationText.format(.milliseconds(Int64($0 / .milliseconds(1)))))."
            }
            sentences.append(
                "\(name) is live\(audit.map { ", audit row \($0)" } ?? ""). Consumers of \(pipeline) claim their partitions again "
                    + "by themselves.\(waiting ?? "")")
        }
        return sentences
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
            "dead_letters": ["add": .integer(lettersAdded), "remove": .integer(lettersRemoved)],
            "checks": .array(
                checks.map {
                    ["name": .string($0.name), "passed": .bool($0.failure == nil), "failure": .text($0.failure)]
                }),
            "audit": audit.map { .integer($0) } ?? .null,
            "waited_milliseconds": waited.map { .integer(Int64($0 / .milliseconds(1))) } ?? .null,
        ]
    }
}
