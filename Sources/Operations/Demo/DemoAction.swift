package import Service

/// What `zapline demo` does.
package enum DemoAction {
    /// Runs a demo; 0: every row is right, 1: some is not, or it was stopped before.
    package static func run(_ surroundings: Surroundings) async throws -> ExitCode {
        let options = try DemoOptions(surroundings.invocation)
        return try await Blocking.run { try DemoRun(options, surroundings).run() }
    }
}
