internal import Synchronization

/// Somebody wants the program to stop: a signal, a fault, the end of what there was to do.
///
/// It happens once and stays so. Tasks `wait` for it, threads are told by `onRequest`. Stopping is not cancelling: a
/// task that cleans up must still be able to wait for what it cleans up.
package final class StopRequest: Sendable {
    private struct State {
        var cause: String?
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var actions: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    /// Nobody has asked yet.
    package init() {}

    /// Why it was asked for; nil: it wasn't.
    package var cause: String? { state.withLock { $0.cause } }

    /// Whether it was asked for.
    package var isRequested: Bool { cause != nil }

    /// Asks for it; false where somebody had already.
    @discardableResult
    package func request(_ cause: String) -> Bool {
        let released = state.withLock { state -> State? in
            guard state.cause == nil else { return nil }
            let before = state
            state = State(cause: cause, nextWaiter: state.nextWaiter)
            return before
        }
        guard let released else { return false }
        for action in released.actions { action() }
        for waiter in released.waiters.values { waiter.resume() }
        return true
    }

    /// Runs `action` when it is asked for, on the thread that asks; at once where it was already. It must be quick.
    package func onRequest(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            if state.cause == nil { state.actions.append(action) }
            return state.cause != nil
        }
        if isLate { action() }
    }

    /// Returns when it is asked for, or when the task is cancelled.
    package func wait() async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // The handler below may have run already: then nobody would resume this any more.
                    if state.cause != nil || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
