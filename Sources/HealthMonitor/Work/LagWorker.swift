import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

/// The thread that asks: the broker where logs end, Postgres where consumers stand; and that gives the monitor's heartbeat.
final class LagWorker {
    static let name = "monitor-lag"

    let shared: MonitorShared
    private let admin: Admin
    private let session: DatabaseSession
    private let judge = LagJudge()
    private var stalls = StallWatch()
    var ledger: (epoch: Int64, SubjectLedger)?
    var activeSince: Moment = 0
    private var partitions: [String: [Int32]] = [:]
    private var nextRound: Int64 = .min

    init(_ shared: MonitorShared, admin: Admin) {
        self.shared = shared
        self.admin = admin
        session = DatabaseSession(shared.settings.database)
    }

    /// Looks, every few seconds and when somebody asks.
    func run() {
        let interval = shared.settings.lagInterval
        while !shared.isStopping {
            shared.beat(Self.name)
            let isWanted = shared.state.withLock { state in
                defer { state.isLookWanted = false }
                return state.isLookWanted
            }
            let isDue = Clock.monotonic >= nextRound
            if isDue || isWanted { round(everything: isDue) }
            if isDue { nextRound = Clock.monotonic + interval.components.seconds * 1_000_000_000 }
            let left = max(1_000_000, nextRound - Clock.monotonic)
            _ = shared.lagWakeup.wait(.nanoseconds(left))
            shared.lagWakeup.reset()
        }
        shared.ended(Self.name)
    }

    /// One round: ends first and rows after, so that a consumer is never judged by ends that are younger than its row.
    private func round(everything: Bool) {
        guard let epoch = shared.epoch else {
            probe()
            return
        }
        if ledger?.epoch != epoch {
            ledger = (epoch, SubjectLedger(epoch: epoch, rule: shared.settings.publication))
            activeSince = Clock.wall
            stalls = StallWatch()
        }
        let taken = Clock.wall
        let ends = look(refresh: everything)
        let sources = Set(shared.settings.sources)
        let known = ends.filter { sources.contains($0.key.topic) }.mapValues(\.high)
        shared.saw(MonitorShared.Look(taken: taken, ends: known))
        if everything { judgeConsumers(ends, epoch: epoch) }
    }

    /// On standby only whether the broker is there.
    private func probe() {
        do throws(KafkaError) {
            let fault = try findPartitions()
            shared.state.withLock { $0.status.broker = fault }
        } catch { return failed(error) }
    }

    private func failed(_ error: KafkaError) {
        shared.state.withLock { $0.status.broker = error.description }
        shared.report(LookFailed(what: "broker", error: error.description))
    }

    /// Finds the topics' partitions.
    ///
    /// - returns: that a topic of ours isn't there, which is a fault that an operator mends; or nil.
    private func findPartitions() throws(KafkaError) -> String? {
        var missing: String?
        for topic in Set(
            shared.settings.sources + shared.settings.pipelines.flatMap { $0.topics.map(shared.settings.topic) })
        {
            if let found = try admin.partitions(of: topic, timeout: .seconds(5)) {
                shared.brokerAnswered()
                partitions[topic] = found
            } else {
                missing = topic
            }
        }
        return missing.map { "the topic \($0) doesn't exist: run 'zapline topics apply'" }
    }

    /// Where logs end, as far as the broker says: a partition that can't be asked is left out, and so nothing is claimed of it.
    private func look(refresh: Bool) -> [TopicPartition: LagJudge.Ends] {
        var ends: [TopicPartition: LagJudge.Ends] = [:]
        var fault: String?
        let isWhole = refresh || partitions.isEmpty
        if isWhole {
            do throws(KafkaError) {
                fault = try findPartitions()
            } catch {
                failed(error)
                return ends
            }
        }
        var failures = 0
        for partition in wanted(refresh: refresh) where failures < 3 {
            do throws(KafkaError) {
                let found = try admin.watermarks(partition, timeout: .seconds(2))
                shared.brokerAnswered()
                ends[partition] = LagJudge.Ends(low: found.low, high: found.high)
            } catch {
                failures += 1
                failed(error)
            }
        }
        // Only once all of them have answered: a partition that can't be asked must not seem well in between.
        if isWhole, failures == 0 { shared.state.withLock { $0.status.broker = fault } }
        return ends
    }

    /// All partitions, or where only somebody waits for the source topics' ends, theirs.
    private func wanted(refresh: Bool) -> [TopicPartition] {
        let topics = refresh ? partitions.keys.sorted() : shared.settings.sources
        return topics.flatMap { topic in (partitions[topic] ?? []).map { TopicPartition(topic, $0) } }
    }

    private func judgeConsumers(_ ends: [TopicPartition: LagJudge.Ends], epoch: Int64) {
        let now = Clock.wall
        do {
            let rows = try session.use { connection throws(PostgresError) in try ConsumerStore.read(on: &connection) }
            let times = shared.times.withLock { $0 }
            let consumers = places(rows).map { place in
                let (row, found) = (rows[place], ends[place.partition])
                return judge.judge(
                    place, row: row, ends: found, standing: stalls.standing(place, row, found, now: Clock.monotonic),
                    now: now, time: { times[place.partition]?.time(at: $0) })
            }
            forgetTimes(rows)
            shared.report(LagJudged(consumers: consumers))
            say(consumers, fault: nil, now: now)
        } catch {
            shared.report(LookFailed(what: "consumer_offsets", error: error.description))
            say([], fault: Reason(.database, "the offsets can't be read: \(error.description)"), now: now)
        }
        shared.state.withLock { $0.lagRounds += 1 }
    }

    /// Every partition of the expected pipelines, and whatever else has a row.
    private func places(_ rows: [ConsumerPlace: ConsumerRow]) -> [ConsumerPlace] {
        var places = Set(rows.keys)
        for (pipeline, topics) in shared.settings.pipelines {
            for topic in topics.map(shared.settings.topic) {
                for number in partitions[topic] ?? [] {
                    places.insert(ConsumerPlace(pipeline: pipeline, TopicPartition(topic, number)))
                }
            }
        }
        return places.sorted()
    }

    /// What every consumer has passed is asked for no more.
    private func forgetTimes(_ rows: [ConsumerPlace: ConsumerRow]) {
        var least: [TopicPartition: Int64] = [:]
        for (place, row) in rows { least[place.partition] = min(row.nextOffset, least[place.partition] ?? .max) }
        shared.times.withLock { times in
            for (partition, offset) in least { times[partition]?.forget(below: offset) }
        }
    }
}
