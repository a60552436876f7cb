package import Service

/// `zapline verify`.
package enum VerifyAction {
    /// `verify`.
    package static func run(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        _ = try VerifyOptions(surroundings.invocation, environment: surroundings.environment)
        _ = settings
        throw OperationError("this build can't read the log again yet")
    }
}
