internal import JSON
internal import Postgres
package import Service

extension RebuildAction {
    /// `rebuild start`.
    package static func start(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        let options = try RebuildOptions(
            surroundings.invocation, environment: surroundings.environment, prefix: settings.topicPrefix)
        let isDryRun = surroundings.invocation.has("dry-run")
        let preparation = try await RebuildPreparation.make(options, isDryRun: isDryRun, settings)
        if !surroundings.wantsJSON {
            if preparation.plan.resumed != nil, options.hasFrom {
                say("It goes on where it stands; --from counts only for a new one.", surroundings)
            }
            surroundings.console.output(preparation.plan.text(width: surroundings.output.width))
        } else if isDryRun {
            surroundings.console.output(preparation.plan.json.text + "\n")
        }
        let question = preparation.plan.resumed == nil ? "Begin it?" : "Go on with it?"
        guard try await mayGoOn(question, surroundings) else { return .done }
        throw OperationError("this build can't read the log again yet")
    }

    /// `rebuild promote`.
    package static func promote(_ surroundings: Surroundings) async throws -> ExitCode {
        _ = try OperatorAct(surroundings.invocation, environment: surroundings.environment)
        _ = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        throw OperationError("this build can't promote yet")
    }

    /// The board that shows how far a replay is: on standard error where standard output is for JSON.
    static func board(_ title: String, prefix: String, isPlain: Bool, _ surroundings: Surroundings) -> ReplayBoard {
        let isJSON = surroundings.wantsJSON
        return ReplayBoard(
            title: title, prefix: prefix, terminal: isJSON ? surroundings.errors : surroundings.output,
            isPlain: isPlain,
            write: isJSON ? surroundings.console.error : surroundings.console.output)
    }
}
