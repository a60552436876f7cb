internal import JSON
internal import Pipeline
internal import Postgres
package import Service

/// `zapline verify`.
package enum VerifyAction {
    /// `verify`.
    package static func run(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        let options = try VerifyOptions(surroundings.invocation, environment: surroundings.environment)
        if options.repair != nil { try Consent.requireSomebody(surroundings) }
        let preparation = try await VerifyPreparation.make(options, settings)
        try preparation.refuseLate(options)
        let work = RebuildWork(
            pipeline: options.pipeline, title: preparation.title, pace: options.pace, isPlain: options.isPlain,
            sample: preparation.sample, settings: settings, surroundings: surroundings)
        let verifying = Verifying(
            options: options, preparation: preparation, settings: settings, surroundings: surroundings)
        do {
            let report = try await work.run(whenRead: RebuildAction.comparing) { try verifying.run($0) }
            surroundings.console.output(
                surroundings.wantsJSON
                    ? report.json.text + "\n"
                    : report.text(prefix: settings.topicPrefix, width: surroundings.output.width))
            return report.exitCode
        } catch let error as RebuildError {
            let verb = options.repair != nil && error.code == .refused ? "mended" : "verified"
            throw OperationError(
                "\(options.pipeline) can't be \(verb) as things are:\n\(error.description)", exitCode: .found)
        }
    }
}
