import Bytes
import Events
import JSON
import Kafka
import Pipeline
import Synchronization
import Telemetry

/// The thread that reads the health topic, from its beginning and for as long as the process lives: what stands there, who speaks, and
/// whether this monitor is to speak while nobody can hold the lease.
///
/// The data's own consumer knows no other topics; this one is small, and its hang holds up nothing but a deputy.
final class FollowWorker {
    static let name = "monitor-follow"

    private let shared: MonitorShared
    private let consumer: Consumer
    private let queue: LaneQueue
    private let admin: Admin
    private let deputyship: Deputyship
    private let arena = Arena(blockSize: 1 << 12)
    private var headers = PackedHeaders.Builder()
    private var horizon = Horizon()
    private var positions: [TopicPartition: Int64] = [:]
    private var backoff = Backoff.outage
    /// Whether the log no longer has an offset that was asked for.
    private var isLost = false
    /// When assigning may be tried again (monotonic nanoseconds).
    private var nextTry: Int64 = .min

    init(_ shared: MonitorShared, consumer: Consumer, queue: LaneQueue, admin: Admin) {
        self.shared = shared
        self.consumer = consumer
        self.queue = queue
        self.admin = admin
        deputyship = Deputyship(id: shared.settings.id)
    }

    /// Reads until it is told to stop.
    func run() {
        while !shared.isStopping {
            shared.beat(Self.name)
            if positions.isEmpty, Clock.monotonic >= nextTry { begin() }
            queue.consume(timeout: .milliseconds(200)) { [self] message in take(message) }
            while let event = consumer.poll(.zero) {
                guard case .failed(let error) = event else { continue }
                report(error)
                if error.isFatal {
                    shared.state.withLock { $0.status.stuck = "the Kafka client can't go on: \(error)" }
                }
            }
            // Retention of segments went past us, or the topic was made anew: all of it is read once more.
            if isLost { again() }
            look()
            decide()
        }
        _ = consumer.close(deadline: .seconds(5))
        shared.ended(Self.name)
    }

    private func report(_ error: KafkaError) {
        shared.report(LookFailed(what: shared.settings.healthTopic, error: error.description))
    }

    /// Assigns the whole topic from its beginning: compaction has left the newest of each key, which is what is to be known.
    private func begin() {
        do throws(KafkaError) {
            let topic = shared.settings.healthTopic
            guard let numbers = try admin.partitions(of: topic, timeout: .seconds(5)) else {
                throw KafkaError(.unknownTopic, "the topic \(topic) doesn't exist: run 'zapline topics apply'")
            }
            let places = numbers.map { TopicPartition(topic, $0) }
            let taken = Clock.monotonic / 1_000
            let bounds = try admin.watermarks(places, timeout: .seconds(10))
            for place in places { try consumer.forward(place, to: queue) }
            let starts = bounds.mapValues(\.low)
            try consumer.assign(starts)
            for (place, offset) in starts { horizon.add(place, at: offset) }
            horizon.look(bounds.mapValues(\.high), taken: taken)
            positions = starts
            backoff.reset()
        } catch {
            report(error)
            again()
        }
    }

    /// Begins anew a little later.
    private func again() {
        try? consumer.unassign(Array(positions.keys))
        (positions, horizon, isLost) = ([:], Horizon(), false)
        let pause = backoff.next(jitter: 0.5)
        nextTry =
            Clock.monotonic + pause.components.seconds * 1_000_000_000 + pause.components.attoseconds / 1_000_000_000
    }

    private func take(_ message: borrowing FetchedMessage) -> Bool {
        let partition = TopicPartition(shared.settings.healthTopic, message.partition)
        guard let known = positions[partition] else { return true }
        switch message.problem {
        case nil where message.offset >= known:
            read(message)
            advance(partition, to: message.offset &+ 1)
        case nil: break
        case .endOfPartition: advance(partition, to: message.offset)
        case .failed(let error):
            report(error)
            if error.code == .autoOffsetReset || error.code.isDamage { isLost = true }
        }
        return true
    }

    private func advance(_ partition: TopicPartition, to offset: Int64) {
        positions[partition] = max(offset, positions[partition] ?? offset)
        horizon.advance(partition, to: offset)
    }

    private func read(_ message: borrowing FetchedMessage) {
        arena.reset(keeping: 1 << 16)
        guard let key = message.key?.string else { return }
        let writer = message.headers(&headers, into: arena).value(of: Writer.headerBytes).flatMap { Writer($0.string) }
        var record = TopicPicture.Record(
            key: key, writer: writer, isTombstone: message.value == nil, partition: message.partition)
        // Sessions are thousands, and their verdicts are in a table.
        if !key.hasPrefix("session/"), let value = message.value, let event = try? JSONValue(parsing: value.array) {
            record.verdict = event["data"]?["verdict"]?.string.flatMap { Verdict(rawValue: $0) }
            record.since = event["data"]?["since"]?.string.flatMap { EventTime.microseconds($0) }
        }
        let whole = record
        shared.picture.withLock { $0.read(whole, now: Clock.monotonic) }
    }

    /// Takes in where the topic ends; times are monotonic microseconds here.
    private func look() {
        let looks = shared.state.withLock { state in
            defer { state.topicLooks = [] }
            return state.topicLooks
        }
        for look in looks { horizon.look(look.ends, taken: look.taken) }
        shared.followed(to: horizon.moment)
    }

    /// Whether to speak without a lease.
    private func decide() {
        let epoch = shared.state.withLock { $0.lastEpoch }
        let facts = Deputyship.Facts(
            epoch: epoch, answered: shared.leaseAnswered, followed: horizon.moment.map { $0 * 1_000 },
            heard: shared.picture.withLock { $0.heard })
        let may = shared.epoch == nil && deputyship.maySpeak(facts, now: Clock.monotonic)
        guard let isDeputy = shared.setDeputy(may) else { return }
        if isDeputy { shared.report(BecameDeputy()) } else { shared.report(EndedDeputy()) }
    }
}
