import Synchronization
import Threads

/// What other threads may see of a lane.
final class LaneStatus: Sendable {
    private let lastBeat = Atomic(MonotonicClock.nanoseconds)
    private let connected = Atomic(true)
    private let seenRecords = Atomic(0)
    private let seenBytes = Atomic(0)
    private let lastFault = Mutex<(text: String, since: Int64)?>(nil)

    /// The lane's thread goes round.
    func beat() { lastBeat.store(MonotonicClock.nanoseconds, ordering: .relaxed) }

    /// How long ago the thread went round.
    var silence: Duration { .nanoseconds(MonotonicClock.nanoseconds - lastBeat.load(ordering: .relaxed)) }

    /// A batch is done with.
    func went(through records: Int, bytes: Int) {
        seenRecords.add(records, ordering: .relaxed)
        seenBytes.add(bytes, ordering: .relaxed)
    }

    /// The records of all batches that are done with, and their bytes.
    var seen: (records: Int, bytes: Int) {
        (seenRecords.load(ordering: .relaxed), seenBytes.load(ordering: .relaxed))
    }

    /// Whether the database answered the last time that it was asked.
    var isConnected: Bool { connected.load(ordering: .relaxed) }

    /// Why the batch at hand isn't applied yet, or nil.
    var fault: String? { lastFault.withLock { $0?.text } }

    /// The same, and since when nothing could be applied.
    var failing: (text: String, duration: Duration)? {
        lastFault.withLock { fault in
            fault.map { ($0.text, .nanoseconds(MonotonicClock.nanoseconds - $0.since)) }
        }
    }

    func failed(_ fault: Fault) {
        if FailureClass(fault) == .reconnect { connected.store(false, ordering: .relaxed) }
        lastFault.withLock { $0 = (fault.description, $0?.since ?? MonotonicClock.nanoseconds) }
    }

    /// There is a connection again; whether anything can be applied on it is still to be seen.
    func reconnected() { connected.store(true, ordering: .relaxed) }

    /// Something was applied, or there is no batch at hand any more that waits for it.
    func succeeded() {
        connected.store(true, ordering: .relaxed)
        lastFault.withLock { $0 = nil }
    }
}
