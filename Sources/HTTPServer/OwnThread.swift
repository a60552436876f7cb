import Glibc

/// Threads for calls that block: the cooperative pool has few of its own, and a blocked one is missing to everybody.
package enum OwnThread {
    /// Starts a thread that runs `body`; false where the system has none left.
    @discardableResult
    package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let context = unsafe Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        guard unsafe pthread_create(&thread, nil, runWork, context.toOpaque()) == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// Runs `body` on a thread of its own and waits without holding one. Where the system has none left it runs here:
    /// blocking is better than not stopping.
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            if !start({ continuation.resume(returning: body()) }) { continuation.resume(returning: body()) }
        }
    }

    fileprivate final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

/// > pthread_create: The new thread starts execution by invoking start_routine(); arg is passed as the sole argument of
/// > start_routine().
private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context { unsafe Unmanaged<OwnThread.Work>.fromOpaque(context).takeRetainedValue().body() }
    return nil
}
