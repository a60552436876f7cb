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
///                  ▲ │ asks              ▲         │ whatsapp.health
///             looks│ ▼                   │         ▼
///                  lag ──────────────────┘      follower ──what stands there, who speaks──▶ data, lag
/// ```
final class MonitorShared: Sendable {
    /// What the threads tell each other.
    struct State: Sendable {
        var status = MonitorStatus()
        /// Until when the lease may be used (monotonic nanoseconds): the lease's thread may be waiting for the database just
        /// when it ends.
        var validUntil: Int64 = .min
        /// The epoch of the last lease that was held; 0: none was.
        var lastEpoch: Int64 = 0
        /// Since when this monitor speaks without a lease; nil: it doesn't.
        var deputySince: Moment?
        /// What is published without a table, newest last, and by which right it is said.
        var direct: [(voice: Voice, record: Outgoing)] = []
        /// What other threads have to say of subjects, for the lag thread to say with the rest.
        var handedIn: [HealthEvents.Subject: SubjectLedger.News] = [:]
        /// The partitions of each pipeline.
        var places: [String: [TopicPartition]] = [:]
        /// The next records of consumers whose times nobody knows, by their offsets, and what was found of them.
        var wantedAges: [ConsumerPlace: Int64] = [:]
        var ages: [ConsumerPlace: RecordAge] = [:]
        /// What consumer groups have committed to Kafka, as far as it is known now.
        var committed: [ConsumerPlace: Int64] = [:]
        /// Where the health topic's partitions end.
        var topicLooks: [Look] = []
        var looks: [Look] = []
        var isLookWanted = false
        /// The broker's clock beside ours, when it took the last heartbeat.
        var brokerClock: ClockExchange?
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
    /// What stands on the health topic, as the follower reads it.
    let picture = Mutex(TopicPicture())
    let startedAt = Clock.wall
    /// The last day of every subject; it outlives a tenure.
    let history = Mutex(HistoryBook())
    let leaseWakeup: Wakeup
    let lagWakeup: Wakeup
    let publisherWakeup: Wakeup
    let groupWakeup: Wakeup
    let ageWakeup: Wakeup
    /// Ends the pauses between two tries at a transaction; signalled once, by a stop.
    let stopWakeup: Wakeup
    let queue: LaneQueue
    private let lastAnswer = Atomic(Clock.monotonic)
    private let lastMove = Atomic(Clock.monotonic)
    private let lastLeaseAnswer = Atomic(Clock.monotonic)
    private let lastFollowed = Atomic(Int64.min)
    private let beats = Mutex<[String: Int64]>([:])

    init(_ settings: MonitorSettings, queue: LaneQueue, report: MonitorReporter) throws(PostgresError) {
        self.settings = settings
        self.queue = queue
        self.report = report
        leaseWakeup = try Wakeup()
        lagWakeup = try Wakeup()
        publisherWakeup = try Wakeup()
        groupWakeup = try Wakeup()
        ageWakeup = try Wakeup()
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
        for wakeup in [leaseWakeup, lagWakeup, publisherWakeup, groupWakeup, ageWakeup] { wakeup.signal() }
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

    /// Asks how old records are that the monitor hasn't read.
    func wantAges(_ wanted: [ConsumerPlace: Int64]) {
        state.withLock { state in
            state.wantedAges = wanted
            state.ages = state.ages.filter { wanted[$0.key] != nil }
        }
        if !wanted.isEmpty { ageWakeup.signal() }
    }

    /// Hands records over that need no table. They go out by this right or not at all.
    func publish(_ records: [Outgoing], as voice: Voice) {
        guard !records.isEmpty else { return }
        state.withLock { state in state.direct += records.map { (voice, $0) } }
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

    /// When the database last answered a question about the lease, whatever it said (monotonic nanoseconds).
    var leaseAnswered: Int64 { lastLeaseAnswer.load(ordering: .relaxed) }

    /// It answered.
    func answeredLease() { lastLeaseAnswer.store(Clock.monotonic, ordering: .relaxed) }

    /// Up to when the health topic is read, in a clock of the follower's own; nil: not to an end yet.
    func followed(to moment: Moment?) { lastFollowed.store(moment ?? .min, ordering: .relaxed) }

    /// Whether the health topic was read to an end once.
    var hasFollowed: Bool { lastFollowed.load(ordering: .relaxed) != .min }

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
