import Glibc
import Synchronization

/// A thread of our own for work that blocks: the cooperative pool has as many threads as the machine has cores, and a
/// blocked one is missing to everybody.
package final class WorkerThread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let isDone = Mutex(false)

    private init() {}

    /// Starts a thread that runs `body`; where no thread can be had, `body` isn't run and nil comes back.
    package static func start(_ body: @escaping @Sendable () -> Void) -> WorkerThread? {
        let worker = WorkerThread()
        let work = Work {
            body()
            worker.isDone.withLock { $0 = true }
        }
        let argument = unsafe Unmanaged.passRetained(work)
        var thread = pthread_t()
        // > pthread_create(3): On success returns 0; on error, an error number, and the contents of *thread are undefined.
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, argument.toOpaque())
        guard status == 0 else {
            unsafe argument.release()
            return nil
        }
        // > pthread_detach(3): its resources are released when it ends, without another thread having to join.
        pthread_detach(thread)
        return worker
    }

    /// Whether the body has returned.
    package var hasEnded: Bool { isDone.withLock { $0 } }
}

extension WorkerThread {
    /// Runs what blocks on a thread of its own and waits for it without blocking one of the pool's.
    ///
    /// Where no thread can be had it runs on the caller's, which is better than not at all.
    package static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation { continuation in
            let finish: @Sendable () -> Void = { continuation.resume(returning: Result(catching: body)) }
            if start(finish) == nil { finish() }
        }
        return try result.get()
    }
}
