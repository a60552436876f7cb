import Postgres
import Synchronization
import Threads

/// Lets a build go on behind live while somebody works for long on what both had at a moment, so that it has little to catch up
/// with afterwards.
final class Follower: Sendable {
    /// How often it looks where live stands.
    private static let interval = Duration.milliseconds(100)

    private let isStopping = Atomic(false)
    private let wakeup: Wakeup
    private let thread = Mutex<WorkerThread?>(nil)

    /// Begins to follow, on a thread and a session of its own.
    ///
    /// - parameter extend: lets the build go on to these offsets.
    init(
        _ live: LiveStore, _ settings: ConnectionSettings, extend: @escaping @Sendable ([LogPlace]) -> Void
    ) throws(PostgresError) {
        wakeup = try Wakeup()
        let worker = WorkerThread.start { [self] in
            // Whoever wants the build at live's offsets brings it there anyway: without this it only takes longer.
            try? follow(live, settings, extend)
        }
        thread.withLock { $0 = worker }
    }

    private func follow(
        _ live: LiveStore, _ settings: ConnectionSettings, _ extend: ([LogPlace]) -> Void
    ) throws(PostgresError) {
        var connection = try Connection.connect(settings)
        while !isStopping.load(ordering: .acquiring) {
            extend(try live.positions(isLocked: false, on: &connection))
            _ = wakeup.wait(Self.interval)
        }
    }

    /// Ends it, and waits until it has: from then on the build stands at the last offsets.
    func stop(pause: (Duration) -> Void) {
        isStopping.store(true, ordering: .releasing)
        wakeup.signal()
        while let thread = thread.withLock({ $0 }), !thread.hasEnded { pause(.milliseconds(2)) }
    }
}
