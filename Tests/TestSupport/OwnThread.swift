import Glibc

/// Runs `body`, which may block, on a thread of its own: the cooperative pool has few, and they are not to wait.
package func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let work = Work { continuation.resume(with: Swift.Result { try body() }) }
        let context = unsafe Unmanaged.passRetained(work)
        var thread = pthread_t()
        let status = unsafe pthread_create(&thread, nil, runWork, context.toOpaque())
        guard status == 0 else {
            unsafe context.release()
            continuation.resume(throwing: ThreadFailure(status: status))
            return
        }
        pthread_detach(thread)
    }
}

private struct ThreadFailure: Error {
    let status: Int32
}

private final class Work {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
}

/// > pthread_create: The new thread starts execution by invoking start_routine(); arg is passed as the sole argument.
private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context { unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
    return nil
}
