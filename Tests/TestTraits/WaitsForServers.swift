import TestSupport
package import Testing

/// Runs tests that wait for servers on threads of their own (`BlockingExecutor`).
package struct WaitsForServers: TestTrait, SuiteTrait, TestScoping {
    package let isRecursive = true

    @concurrent package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(BlockingExecutor.shared, operation: function)
    }
}

extension Trait where Self == WaitsForServers {
    /// The test blocks its thread while servers work.
    package static var waitsForServers: Self { Self() }
}
