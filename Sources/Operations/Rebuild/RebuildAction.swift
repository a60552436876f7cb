internal import JSON
internal import Pipeline
internal import Postgres
package import Service

/// `zapline rebuild`.
package enum RebuildAction {
    /// The pipelines whose tables can be made again.
    package static let pipelines = PipelineNames.rebuilt

    /// `rebuild list`.
    package static func list(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let list = RebuildList(rows: try await Database.use(settings.session()) { try RebuildRow.list(on: &$0) })
        surroundings.console.output(
            surroundings.wantsJSON ? list.json.text + "\n" : list.text(width: surroundings.output.width))
        return .done
    }

    /// `rebuild abandon`.
    package static func abandon(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let pipeline = surroundings.invocation.arguments.first ?? ""
        let shown = try await Database.use(settings.session()) { try Abandonment(pipeline, on: &$0) }
        if !surroundings.wantsJSON { say(shown.consequence, surroundings) }
        let isAgreed = try await mayGoOn("Drop it?", surroundings)
        if isAgreed {
            try await Blocking.run { try perform(shown, settings.session()) }
        }
        if surroundings.wantsJSON {
            surroundings.console.output(shown.json(isDone: isAgreed).text + "\n")
        } else if isAgreed {
            surroundings.console.output("\(shown.row.name) is abandoned\n")
        }
        return .done
    }

    private static func perform(_ shown: Abandonment, _ database: ConnectionSettings) throws {
        do { try Abandonment.perform(shown, database) } catch let error as PostgresError {
            throw Database.failure(error)
        } catch let error as RebuildError {
            throw OperationError(error.description, exitCode: .found)
        }
    }

    /// Prints a sentence in as many lines as it takes.
    static func say(_ sentence: String, _ surroundings: Surroundings) {
        for line in TextWrap.wrap(sentence, width: surroundings.output.width) {
            surroundings.console.output(DisplayWidth.printable(line) + "\n")
        }
    }

    /// Whether it may be done: not in a dry run, and only with an operator's word.
    static func mayGoOn(_ question: String, _ surroundings: Surroundings) async throws -> Bool {
        if surroundings.invocation.has("dry-run") { return false }
        if try await Consent.isGiven(question, surroundings) { return true }
        if !surroundings.wantsJSON { surroundings.console.output("nothing was changed\n") }
        return false
    }
}
