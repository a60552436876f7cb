import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry
import Threads

/// What the monitor's threads know of each other; everything in it may be used by any of them.
///
/// ```
/// lease ──role──▶ data ──outbox──▶ publisher ──▶ Kafka
///                  ▲ │ asks              ▲
///             looks│ ▼                   │ consumers, pipelines, heartbeat
///                  lag ──────────────────┘
/// ```
final class MonitorShared: Sendable {
    /// What the threads tell each other.
    struct State: Sendable {
        var status = MonitorStatus()
        /// Until when the lease may be used (monotonic nanoseconds): the lease's thread may be waiting for the database just
        /// when it ends.
        var validUntil: Int64 = .min
        /// What only the lag thread may publish without a table, newest last.
        var direct: [Outgoing] = []
        var looks: [Look] = []
        var isLookWanted = false
        var lagRounds = 0
        var unpublished = 0
        var sessions: [Verdict: Int] = [:]
        var snapshot = HealthSnapshot()
        var isSnapshotWanted = true
        var isStopping = false
        var isDraining = false
        var ending: MonitorRunner.Ending?
        var waiters: [CheckedContinuation<MonitorRunner.Ending, Never>] = []
    }

    /// What the broker said of the source topics: where their partitions end.
    struct Look: Sendable {
        /// A moment before it was asked.
        let taken: Moment
        let ends: [TopicPartition: Int64]
    }

    let settings: MonitorSettings
    let report: MonitorReporter
    let state = Mutex(State())
    /// When records of each partition were written, as the data thread reads them and the lag thread asks.
    let times = Mutex<[TopicPartition: TimestampIndex]>([:])
    /// The last day of every subject; it outlives a tenure.
    let history = Mutex(HistoryBook())
    let leaseWakeup: Wakeup
    let lagWakeup: Wakeup
    let publisherWakeup: Wakeup
    /// Ends the pauses between two tries at a transaction; signalled once, by a stop.
    let stopWakeup: Wakeup
    let queue: LaneQueue
    private let lastAnswer = Atomic(Clock.monotonic)
    private let lastMove = Atomic(Clock.monotonic)
    private let beats = Mutex<[String: Int64]>([:])

    init(_ settings: MonitorSettings, queue: LaneQueue, report: MonitorReporter) throws(PostgresError) {
        self.settings = settings
        self.queue = queue
        self.report = report
        leaseWakeup = try Wakeup()
        lagWakeup = try Wakeup()
        publisherWakeup = try Wakeup()
        stopWakeup = try Wakeup()
    }

    /// The epoch in which this monitor is active, or nil.
    var epoch: Int64? {
        state.withLock { state in
            guard case .active(let epoch) = state.status.role, Clock.monotonic < state.validUntil else { return nil }
            return epoch
        }
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Asks every thread to come to an end.
    func stop() {
        state.withLock { $0.isStopping = true }
        stopWakeup.signal()
        wakeAll()
    }

    /// Ends every wait.
    func wakeAll() {
        for wakeup in [leaseWakeup, lagWakeup, publisherWakeup] { wakeup.signal() }
        queue.wake()
    }

    /// Hands a look at the log's ends to the data thread. A few are enough where nobody takes them: the ends only grow.
    func saw(_ look: Look) {
        state.withLock { state in
            state.looks.append(look)
            if state.looks.count > 16 { state.looks.remove(at: 1) }
        }
        queue.wake()
    }

    /// Asks for a look at the log's ends before the next one is due.
    func askForLook() {
        let isNew = state.withLock { state in
            defer { state.isLookWanted = true }
            return !state.isLookWanted
        }
        if isNew { lagWakeup.signal() }
    }

    /// Hands records over that need no table.
    func publish(_ records: [Outgoing]) {
        guard !records.isEmpty else { return }
        state.withLock { $0.direct += records }
        publisherWakeup.signal()
    }

    /// A thread goes round.
    func beat(_ thread: String) { beats.withLock { $0[thread] = Clock.monotonic } }

    /// A thread has ended, and its silence means nothing.
    func ended(_ thread: String) {
        _ = beats.withLock { $0.removeValue(forKey: thread) }
        leaseWakeup.signal()
    }

    /// Whether every one of `threads` has ended.
    func haveEnded(_ threads: Set<String>) -> Bool { beats.withLock { threads.isDisjoint(with: $0.keys) } }

    /// The broker answered a question.
    func brokerAnswered() { lastAnswer.store(Clock.monotonic, ordering: .relaxed) }

    /// The data thread has read something, or knows that there was nothing to read.
    func moved() { lastMove.store(Clock.monotonic, ordering: .relaxed) }

    /// A broker that is asked every few seconds and hasn't answered for so long is away, whatever the client says: a look-up of
    /// 2.0.2 can overrun its timeout by far, and says nothing meanwhile.
    private static let patience: Int64 = 20_000_000_000

    /// A thread that hasn't gone round for so long won't by itself: every wait of ours is shorter.
    private static let bound: Int64 = 120_000_000_000

    /// The status, with what the beats say.
    var status: MonitorStatus {
        var (status, ending) = state.withLock { ($0.status, $0.ending) }
        let now = Clock.monotonic
        let still = beats.withLock { $0.filter { now - $0.value > Self.bound }.keys.sorted() }
        let silence = now - lastAnswer.load(ordering: .relaxed)
        if status.broker == nil, silence > Self.patience, ending == nil {
            status.broker = "no broker has answered for \(silence / 1_000_000_000) s"
        }
        // A look comes every few seconds, and moves the horizon wherever nothing is left to read.
        if case .active = status.role, status.broker == nil, status.database == nil, status.reading == nil,
            ending == nil,
            now - lastMove.load(ordering: .relaxed) > Self.bound
        {
            status.stuck = status.stuck ?? "the broker answers, and the monitor reads nothing"
        }
        if let thread = still.first { status.stuck = status.stuck ?? "the thread \(thread) stands still" }
        return status
    }
}

/// The two clocks.
enum Clock {
    /// Microseconds since the Unix epoch.
    static var wall: Moment { WallTime.now().microseconds }

    /// Nanoseconds of a clock that only goes forward.
    static var monotonic: Int64 { MonotonicClock.nanoseconds }
}
