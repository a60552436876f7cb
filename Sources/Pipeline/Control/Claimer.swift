import Kafka
import Postgres
import Synchronization
import Threads

/// What the claimer is asked to do.
enum ClaimRequest: Sendable {
    /// Claim these, trying until it succeeds.
    case claim([PartitionID])
    /// These are not ours any more.
    case forget([PartitionID])
    /// Write down why a partition stands still.
    case halt(PartitionID, Claim, reason: String, retries: Bool)
    /// The thread ends.
    case stop
}

/// What the claimer answers.
struct ClaimAnswer: Sendable {
    let claims: [PartitionID: Claim]
    /// Where the log of each ended at the time.
    let ends: [PartitionID: Int64]
}

/// The thread that claims: it blocks on Postgres and on broker look-ups, so that the control thread can poll on.
///
/// Between claims it asks both servers for a sign of life, which is what readiness goes by while nothing is consumed, and looks
/// at what nobody else would notice (`Claimer+Probe.swift`).
final class Claimer {
    let shared: ClaimerHandle
    let store: OffsetStore
    private let database: ConnectionSettings
    let consumer: Consumer
    let settings: PipelineSettings
    let topics: [String]
    let lanes: [LaneHandle]
    private let report: PipelineReporter
    private var session: Session?
    private var wanted: Set<PartitionID> = []
    private var halts: [(PartitionID, Claim, reason: String, retries: Bool)] = []
    /// The rows that say why a partition of ours is halted, by life and epoch.
    var haltMarks: [PartitionID: (logID: Int16, epoch: Int64)] = [:]
    /// Which broker led each partition when it was asked last.
    var leaders: [PartitionID: Int32] = [:]
    var watchdog: Watchdog
    /// The partition whose log's end was asked for last.
    var lastAsked = PartitionID(topic: 0, partition: -1)
    private var backoff = Backoff.outage
    private var cluster: String?
    private var isStopping = false

    init(
        shared: ClaimerHandle, store: OffsetStore, consumer: Consumer, settings: PipelineSettings, topics: [String],
        lanes: [LaneHandle], report: PipelineReporter
    ) {
        self.shared = shared
        self.store = store
        self.consumer = consumer
        self.settings = settings
        self.topics = topics
        self.lanes = lanes
        watchdog = Watchdog(bounds: settings.watchdog)
        self.report = report
        var database = settings.database
        database.synchronousCommit = true
        database.lockTimeout = .seconds(2)
        self.database = database
    }

    /// Claims and probes until it is told to stop.
    func run() {
        var pause = Duration.zero
        while !isStopping {
            _ = shared.wakeup.wait(pause)
            shared.wakeup.reset()
            shared.beat()
            for request in shared.requests.drain() { note(request) }
            guard !isStopping else { break }
            pause = work() ? settings.probeInterval : backoff.next(jitter: 0.5)
        }
        session = nil
    }

    private func note(_ request: ClaimRequest) {
        switch request {
        case .claim(let partitions): wanted.formUnion(partitions)
        case .forget(let partitions):
            wanted.subtract(partitions)
            halts.removeAll { partitions.contains($0.0) }
            for partition in partitions { haltMarks[partition] = nil }
            watchdog.forget(partitions)
        case .halt(let partition, let claim, let reason, let retries):
            halts.append((partition, claim, reason, retries))
            watchdog.forget([partition])
        case .stop: isStopping = true
        }
    }

    /// Does what is open; whether all of it could be done.
    private func work() -> Bool {
        let reachesBroker = probeBroker()
        do {
            let session = try connected()
            try writeHalts(session)
            if !wanted.isEmpty { try claim(session) }
            // What a claim found out is written down at once: the table is where an operator looks.
            try writeHalts(session)
            try checkPositions(session)
            shared.database.withLock { $0 = nil }
        } catch {
            failed(error)
            watchdog.pause()
            shared.stalls.withLock { $0 = [] }
            return false
        }
        watchProgress(reachesBroker: reachesBroker)
        if reachesBroker { backoff.reset() }
        return reachesBroker && wanted.isEmpty
    }

    private func failed(_ error: any Error) {
        if let error = error as? KafkaError {
            shared.broker.withLock { $0 = error.description }
        } else {
            session = nil
            shared.database.withLock { $0 = "\(error)" }
        }
        report(ClaimFailed(error: "\(error)"))
    }

    private func connected() throws(PostgresError) -> Session {
        if let session, !session.connection.isBroken { return session }
        let made = Session(try Connection.connect(database))
        session = made
        return made
    }

    private func writeHalts(_ session: Session) throws(PostgresError) {
        while let (partition, claim, reason, retries) = halts.first {
            try store.halt(
                partition: partition.partition, logID: claim.logID, epoch: claim.epoch, reason: reason,
                retries: retries, on: &session.connection)
            haltMarks[partition] = (claim.logID, claim.epoch)
            halts.removeFirst()
        }
    }

    /// A look at the metadata: whether the broker answers, and whether the topics are there.
    private func probeBroker() -> Bool {
        do {
            for (place, topic) in topics.enumerated() {
                guard let found = try consumer.topic(topic, timeout: .seconds(5)) else {
                    shared.broker.withLock { $0 = "the topic \(topic) doesn't exist: run 'zapline topics apply'" }
                    return false
                }
                noteLeaders(of: found, at: place)
            }
            shared.broker.withLock { $0 = nil }
            return true
        } catch {
            shared.broker.withLock { $0 = error.description }
            return false
        }
    }

    // MARK: - Claims

    private func claim(_ session: Session) throws {
        let known = cluster ?? consumer.clusterID(timeout: .seconds(5))
        guard let known else {
            throw KafkaError(.timedOut, "the broker doesn't say which cluster it is of")
        }
        cluster = known
        var claims: [PartitionID: Claim] = [:]
        var ends: [PartitionID: Int64] = [:]
        for topic in Set(wanted.map(\.topic)).sorted() {
            let partitions = wanted.filter { $0.topic == topic }.sorted()
            if let replay = settings.replay {
                let found = try claim(partitions, of: replay, cluster: known, session)
                claims.merge(found.claims) { $1 }
                ends.merge(found.ends) { $1 }
                continue
            }
            let rows = try claimRows(partitions, self.bounds(of: partitions), cluster: known, session)
            // Asked again, since until the claim an older owner may have applied records newer than the first answer.
            let bounds = try self.bounds(of: partitions)
            for partition in partitions {
                guard let limits = bounds[partition] else { continue }
                ends[partition] = limits.high
                guard let row = rows[partition] else {
                    claims[partition] = missing
                    continue
                }
                let claim = LogGuard.judge(row, limits, cluster: known, topic: topics[topic])
                claims[partition] = claim
                note(claim, row, partition)
            }
        }
        try store.lift(
            claims.filter { $0.value.haltReason == nil }.map { ($0.key.partition, $0.value) }, on: &session.connection)
        wanted.removeAll()
        for partition in claims.keys { haltMarks[partition] = nil }
        shared.answer(ClaimAnswer(claims: claims, ends: ends))
    }

    /// Writes down what is wrong with the log. Judged anew at each claim, so it is one that is tried again: the right cluster may
    /// come back by itself.
    private func note(_ claim: Claim, _ row: OffsetStore.ClaimedRow, _ partition: PartitionID) {
        guard let reason = claim.haltReason, row.claim.haltReason == nil else { return }
        halts.append((partition, claim, reason: reason, retries: true))
    }

    /// A partition without a row, where the settings say that it must have one.
    private var missing: Claim {
        Claim(
            logID: 0, epoch: 0, next: 0,
            haltReason: "no offset is stored and ZAPLINE_START=fail: set one with 'zapline offsets set'")
    }

    /// Where the logs begin and end.
    func bounds(of partitions: [PartitionID]) throws(KafkaError) -> [PartitionID: LogGuard.Bounds] {
        var result: [PartitionID: LogGuard.Bounds] = [:]
        for partition in partitions {
            shared.beat()
            let place = TopicPartition(topics[partition.topic], partition.partition)
            let marks = try consumer.watermarks(place, timeout: .seconds(5))
            result[partition] = LogGuard.Bounds(low: marks.low, high: marks.high)
        }
        return result
    }

    private func claimRows(
        _ partitions: [PartitionID], _ bounds: [PartitionID: LogGuard.Bounds], cluster: String, _ session: Session
    ) throws(PostgresError) -> [PartitionID: OffsetStore.ClaimedRow] {
        guard let topic = partitions.first?.topic else { return [:] }
        let request = OffsetStore.ClaimRequest(
            topic: topics[topic], cluster: cluster, owner: settings.owner,
            starts: partitions.map { ($0.partition, start($0, bounds)) })
        do {
            let rows = try store.claim(request, on: &session.connection)
            return Dictionary(
                rows.map { (PartitionID(topic: topic, partition: $0.partition), $0) }, uniquingKeysWith: { $1 })
        } catch  where error.sqlState == .lockNotAvailable {
            // An older owner stands still in a transaction that holds a row; its session is ended, and the next try gets it.
            _ = try store.endHolders(
                topic: topics[topic], partitions: partitions.map(\.partition), on: &session.connection)
            throw error
        }
    }

    private func start(_ partition: PartitionID, _ bounds: [PartitionID: LogGuard.Bounds]) -> Int64? {
        switch settings.start {
        case .earliest: bounds[partition]?.low
        case .latest: bounds[partition]?.high
        case .fail: nil
        }
    }
}

/// How other threads talk to the claimer, and what they may see of it.
final class ClaimerHandle: Sendable {
    let requests = Mailbox<ClaimRequest>()
    let wakeup: Wakeup
    let answer: @Sendable (ClaimAnswer) -> Void
    /// Hears of partitions that are not what they are taken for.
    let found: @Sendable ([PartitionID: PositionCheck.Finding]) -> Void
    /// Where each partition stands as its lane knows it.
    let positions: PositionBoard
    /// The partitions that stand still although there is something to consume.
    let stalls = Mutex<[Watchdog.Stall]>([])
    /// Why the database can't be used, or nil.
    let database = Mutex<String?>("not connected yet")
    /// Why the broker can't be used, or nil.
    let broker = Mutex<String?>("not connected yet")
    /// Why the leader of a partition of ours can't be used although some broker answers, or nil.
    let leader = Mutex<String?>(nil)
    private let lastBeat = Atomic(MonotonicClock.nanoseconds)

    init(
        positions: PositionBoard, answer: @escaping @Sendable (ClaimAnswer) -> Void,
        found: @escaping @Sendable ([PartitionID: PositionCheck.Finding]) -> Void
    ) throws(PostgresError) {
        self.positions = positions
        self.answer = answer
        self.found = found
        wakeup = try Wakeup()
        requests.whenSent { [wakeup] in wakeup.signal() }
    }

    func beat() { lastBeat.store(MonotonicClock.nanoseconds, ordering: .relaxed) }

    /// How long ago the thread went round.
    var silence: Duration { .nanoseconds(MonotonicClock.nanoseconds - lastBeat.load(ordering: .relaxed)) }
}
