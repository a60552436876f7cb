import Threads

/// Runs `body`, which may block, on a thread of its own: the cooperative pool has few, and they are not to wait.
package func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await WorkerThread.run(body)
}
