import Dispatch
import Synchronization

/// Work that blocks, on a thread that isn't the test's.
final class SideThread: Sendable {
    private let outcome = Mutex<Result<Void, any Error>?>(nil)
    private let group = DispatchGroup()

    /// Starts `body`.
    init(_ body: @escaping @Sendable () throws -> Void) {
        group.enter()
        DispatchQueue(label: "side thread").async {
            let result = Result { try body() }
            self.outcome.withLock { $0 = result }
            self.group.leave()
        }
    }

    /// Waits for its end, and throws what it threw.
    func join() throws {
        group.wait()
        try outcome.withLock { $0 }?.get()
    }
}
