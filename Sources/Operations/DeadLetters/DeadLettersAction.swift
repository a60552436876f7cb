internal import JSON
internal import Postgres
package import Service

/// `zapline dead-letters`.
package enum DeadLettersAction {
    /// The pipelines that there are.
    package static let pipelines = ["archive", "health", "messages", "status"]
    /// What can become of a letter.
    package static let states = ["open", "noted", "redriven", "discarded"]

    /// `dead-letters list`.
    package static func list(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let filter = try filter(surroundings.invocation)
        let (letters, total) = try await Database.use(settings.session()) { try DeadLetterStore.list(filter, &$0) }
        surroundings.console.output(
            surroundings.wantsJSON
                ? JSONValue.array(letters.map { .object($0.facts) }).text + "\n"
                : text(letters, total: total, prefix: settings.topicPrefix, width: surroundings.output.width))
        return .done
    }

    /// `dead-letters show`.
    package static func show(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let arguments = surroundings.invocation.arguments
        guard arguments.count == 2, let place = RecordPlace(arguments[1], prefix: settings.topicPrefix) else {
            throw UsageError(
                "give a record as TOPIC/PARTITION/OFFSET, messages/3/1207 for example",
                path: surroundings.invocation.path)
        }
        let pipeline = arguments[0]
        let letters = try await Database.use(settings.session()) { try DeadLetterStore.show(pipeline, place, &$0) }
        guard !letters.isEmpty else {
            throw OperationError(
                "there is no dead letter of \(pipeline) for \(place); `zapline dead-letters list` shows those there are",
                exitCode: .found)
        }
        surroundings.console.output(
            surroundings.wantsJSON
                ? JSONValue.array(letters.map(\.json)).text + "\n"
                : letters.map { $0.text(width: surroundings.output.width) }.joined(separator: "\n"))
        return .done
    }

    static func filter(_ invocation: Invocation) throws(UsageError) -> DeadLetterStore.Filter {
        var filter = DeadLetterStore.Filter()
        filter.pipeline = invocation.value("pipeline")
        filter.reason = invocation.value("reason")
        filter.instance = invocation.value("instance")
        filter.state = invocation.value("state")
        filter.limit = try invocation.integer("limit", in: 1...100_000, default: 100)
        return filter
    }

    static func text(_ letters: [DeadLetter], total: Int, prefix: String, width: Int) -> String {
        guard !letters.isEmpty else { return "no dead letters\n" }
        var table = Table([
            .init("PIPELINE"), .init("RECORD"), .init("INSTANCE"), .init("REASON"), .init("STATE"),
            .init("AGE", .right),
        ])
        for letter in letters {
            table.add([
                letter.title, letter.place.short(prefix: prefix), letter.instance ?? "-", letter.reason,
                letter.state,
                Age.text(letter.age),
            ])
        }
        let rest =
            total > letters.count
            ? "; the newest \(ProgressLine.grouped(letters.count)) are shown, --limit shows more" : ""
        let noun = total == 1 ? "dead letter" : "dead letters"
        return table.text(width: width) + "\n\(ProgressLine.grouped(total)) \(noun)\(rest)\n"
    }
}
