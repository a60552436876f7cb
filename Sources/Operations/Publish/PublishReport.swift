package import JSON
package import Service

/// What `publish` did, for people and for scripts.
package struct PublishReport: Hashable, Sendable {
    /// A problem and where it was found.
    package struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// The file, `-` for standard input.
        package var file: String
        /// Where its document begins, `LINE:COLUMN`; nil: the file as such.
        package var place: String?
        /// What is wrong.
        package var problem: PublishProblem

        /// In the form that editors and scripts know from compilers.
        package var description: String { "\(file):\(place.map { "\($0): " } ?? " ")\(problem.reason)" }
    }

    /// How many problems are kept for the JSON; all are printed as they come.
    static let keptProblems = 1_000

    /// How many documents were read.
    package var documents = 0
    /// How many events they gave.
    package var events = 0
    /// How many documents carry nothing for us, by the reason.
    package var ignored: [String: Int] = [:]
    /// How many problems there were.
    package private(set) var problemCount = 0
    /// The first of them.
    package private(set) var problems: [Finding] = []
    /// Whether somebody stopped it before the end of a file was seen. Standard input may have none, so there a stop is no fault.
    package var isCutShort = false
    /// What became of the events.
    package var result = SinkResult(sent: [:])

    /// Nothing was done yet.
    package init() {}

    /// Takes note of a problem.
    mutating func add(_ finding: Finding) {
        problemCount += 1
        if problems.count < Self.keptProblems { problems.append(finding) }
    }

    /// What the process ends with.
    package var exitCode: ExitCode {
        if result.complaint != nil { return .unavailable }
        return problemCount > 0 || isCutShort ? .found : .done
    }

    /// The table at the end.
    package func text(width: Int, isDryRun: Bool) -> String {
        var table = Table([.init(isDryRun ? "WOULD GO TO" : "TOPIC"), .init("EVENTS", .right)])
        for (topic, count) in result.sent.sorted(by: { $0.key < $1.key }) {
            table.add([topic, ProgressLine.grouped(count)])
        }
        var text = table.count > 0 ? table.text(width: width) + "\n" : ""
        text += "\(counted(documents, "document")) read, \(counted(events, "event")) "
        text += isDryRun ? "made, none sent" : outcome
        text += ", \(ProgressLine.grouped(ignored.values.reduce(0, +))) ignored, \(counted(problemCount, "problem"))\n"
        if isCutShort {
            text += "stopped before the end: publish the files again, an event that is there twice counts once\n"
        }
        for (reason, count) in ignored.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            text +=
                TextWrap.wrap(
                    "\(ProgressLine.grouped(count)) ignored: \(reason)", width: width, first: "  ", rest: "    "
                )
                .joined(separator: "\n") + "\n"
        }
        return text
    }

    private var outcome: String {
        result.complaint == nil ? "published" : "made, \(ProgressLine.grouped(result.delivered)) delivered"
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        "\(ProgressLine.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// The same for scripts.
    package var json: JSONValue {
        [
            "documents": .integer(documents), "events": .integer(events), "published": counts(result.sent),
            "delivered": .integer(result.delivered), "failed": .integer(result.failed + result.lost),
            "stopped": .bool(isCutShort), "ignored": counts(ignored),
            "problemCount": .integer(problemCount), "problems": .array(problems.map(\.json)),
        ]
    }

    private func counts(_ counts: [String: Int]) -> JSONValue {
        .object(counts.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: .integer($0.value)) })
    }
}

extension PublishReport.Finding {
    fileprivate var json: JSONValue {
        [
            "file": .string(file), "place": place.map { .string($0) } ?? .null, "code": .string(problem.code),
            "field": .string(problem.field), "reason": .string(problem.reason),
        ]
    }
}
