internal import Dispatch
internal import Synchronization
internal import Telemetry
internal import Threads

/// Calls that block, kept off the threads that tasks share.
package enum Blocking {
    /// Runs `body` on a thread that may stand still.
    package static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await WorkerThread.run(body)
    }

    /// The same, but nobody waits for longer than `limit`; nil then, and the thread is left to itself.
    ///
    /// Some calls of librdkafka 2.0.2 take longer than the timeout that they are given (librdkafka#4460).
    package static func run<Value: Sendable>(
        within limit: Duration, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value? {
        try await withCheckedThrowingContinuation { continuation in
            let once = Once(continuation)
            let finish: @Sendable () -> Void = { once.finish(Result { .some(try body()) }) }
            if WorkerThread.start(finish) == nil { finish() }
            DispatchQueue.global().asyncAfter(deadline: .now() + limit.seconds) { once.finish(.success(nil)) }
        }
    }
}

/// A continuation that whoever comes first resumes.
private final class Once<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value?, any Error>?>

    init(_ continuation: CheckedContinuation<Value?, any Error>) { self.continuation = Mutex(continuation) }

    func finish(_ result: Result<Value?, any Error>) {
        let waiting = continuation.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        waiting?.resume(with: result)
    }
}
