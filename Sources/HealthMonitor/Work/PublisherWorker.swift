import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

/// The thread that publishes: what the outbox holds, in its order, and what needs no table.
///
/// At least once: a row is deleted when its record is in the log, and a group in which anything failed is sent again as a whole, so
/// that the last record of each key is the newest whatever happened before.
final class PublisherWorker {
    static let name = "monitor-publish"
    /// Records of one group.
    private static let limit = 500
    /// How long a group may be under way.
    private static let patience = Duration.seconds(15)

    private let shared: MonitorShared
    private let producer: Producer
    private let session: DatabaseSession
    /// Records without a table that have not arrived yet: the newest of each key, in order.
    private var waiting: [Outgoing] = []
    private var backoff = Backoff.outage
    private var voice: Voice?
    /// When the outbox was counted last (monotonic nanoseconds).
    private var counted: Int64 = 0

    init(_ shared: MonitorShared, producer: Producer) {
        self.shared = shared
        self.producer = producer
        session = DatabaseSession(shared.settings.database)
    }

    /// What a turn came to.
    private enum Turn { case idle, more, failed }

    /// Publishes until it is told to stop and nothing is left, or five seconds have passed since.
    func run() {
        var deadline: Int64?
        while true {
            shared.beat(Self.name)
            let isDraining = shared.state.withLock { $0.isDraining }
            if isDraining, deadline == nil { deadline = Clock.monotonic + 5_000_000_000 }
            let left = deadline.map { Duration.nanoseconds($0 - Clock.monotonic) } ?? Self.patience
            let turn = shared.voice.map { self.turn($0, within: left) } ?? .idle
            if let deadline, turn == .idle || Clock.monotonic > deadline {
                // A broker that took nothing takes no goodbye either, and the program's end must not wait for it.
                if turn == .idle { sayGoodbye() }
                break
            }
            if turn == .more { continue }
            let pause = turn == .idle ? Duration.seconds(1) : backoff.next(jitter: 0.5)
            _ = shared.publisherWakeup.wait(min(pause, .seconds(5)))
            shared.publisherWakeup.reset()
        }
        _ = producer.close(deadline: .seconds(2))
        shared.ended(Self.name)
    }

    /// Publishes what needs no table and, with the lease, one group of the outbox.
    private func turn(_ voice: Voice, within limit: Duration) -> Turn {
        if self.voice != voice { (self.voice, waiting) = (voice, []) }
        do {
            try publishDirect(voice, limit)
            let mayBeMore = try publishOutbox(voice, limit)
            shared.state.withLock { $0.status.publishing = nil }
            backoff.reset()
            return mayBeMore ? .more : .idle
        } catch {
            // One whose right has ended has nothing to publish.
            guard shared.voice == voice else { return .idle }
            shared.state.withLock { $0.status.publishing = "\(error)" }
            shared.report(PublishFailed(error: "\(error)"))
            return .failed
        }
    }

    private func publishDirect(_ voice: Voice, _ limit: Duration) throws(KafkaError) {
        let fresh = shared.state.withLock { state in
            defer { state.direct = [] }
            // What was said by another right, a moment ago, is not this one's to say.
            return state.direct.filter { $0.voice == voice }.map(\.record)
        }
        let keys = Set(fresh.map(\.key))
        waiting = waiting.filter { !keys.contains($0.key) } + fresh
        guard !waiting.isEmpty else { return }
        try deliver(waiting, voice, limit)
        waiting = []
    }

    /// One group from the outbox; whether there may be more.
    private func publishOutbox(_ voice: Voice, _ limit: Duration) throws -> Bool {
        guard case .active(let epoch) = voice, shared.voice == voice else { return false }
        // Counted now and then only: in a long backlog that costs as much as publishing.
        let isCounted = Clock.monotonic &- counted > 10_000_000_000
        let (rows, count) = try session.use { connection throws(PostgresError) in
            let rows = try OutboxStore.read(limit: Self.limit, on: &connection)
            let isAll = rows.count < Self.limit
            return (rows, isAll ? rows.count : isCounted ? try OutboxStore.count(on: &connection) : nil)
        }
        if isCounted { counted = Clock.monotonic }
        let unpublished = shared.state.withLock { state in
            state.unpublished = count ?? max(rows.count, state.unpublished)
            return state.unpublished
        }
        guard !rows.isEmpty else { return false }
        try deliver(rows.filter { !$0.isExpired && !isOwnEnd($0.record) }.map(\.record), voice, limit)
        try session.use { connection throws(PostgresError) in
            try OutboxStore.delete(rows.map(\.id), epoch: epoch, on: &connection)
        }
        shared.state.withLock { $0.unpublished = max(0, unpublished - rows.count) }
        return rows.count == Self.limit
    }

    /// Whether it says that we are gone: it was written when another took over from us, and we are back.
    private func isOwnEnd(_ record: Outgoing) -> Bool {
        record.value == nil && record.key == HealthEvents.Subject.monitor(shared.settings.id).text
    }

    /// Sends a group; where the broker or the client refuses some of it for its size, each record by itself. One that is too large is
    /// reported and given up: it would be refused for ever, and everything behind it would wait.
    private func deliver(_ records: [Outgoing], _ voice: Voice, _ limit: Duration) throws(KafkaError) {
        do throws(KafkaError) {
            return try send(records, voice, limit)
        } catch {
            // What is still under way of the group must not count as a single record's fault.
            guard error.code == .messageTooLarge, producer.flush(deadline: limit) else { throw error }
        }
        for record in records {
            shared.beat(Self.name)
            do throws(KafkaError) {
                try send([record], voice, limit)
            } catch {
                guard error.code == .messageTooLarge else { throw error }
                shared.report(RecordRefused(record: record, error: error.description))
            }
        }
    }

    /// Sends a group and waits until all of it is in the log.
    ///
    /// The right is looked at before each record: a process that was stopped for a while in the middle of a group must not
    /// put old verdicts behind those of its successor.
    private func send(_ records: [Outgoing], _ voice: Voice, _ limit: Duration) throws(KafkaError) {
        let before = producer.counts
        let writer = OutgoingRecord.Header(Writer.header, Array(voice.writer(shared.settings.id).text.utf8))
        var counts: [String: Int] = [:]
        for record in records {
            guard shared.voice == voice else { throw KafkaError(.state, "the lease is not ours any more") }
            counts[record.topic, default: 0] += 1
            try send(
                OutgoingRecord(
                    topic: shared.settings.topic(record.topic), key: Array(record.key.utf8), value: record.value,
                    headers: record.value == nil ? [writer] : [Self.contentType, writer]),
                readsClock: record.isHeartbeat, waiting: min(limit, .seconds(5)))
        }
        let isFlushed = producer.flush(deadline: max(limit, .milliseconds(100)))
        let after = producer.counts
        guard isFlushed, after.failed == before.failed else {
            // The last error may be one of long ago.
            let error = after.failed == before.failed ? nil : after.lastError
            throw error ?? KafkaError(.timedOut, "records were not acknowledged in time")
        }
        shared.report(RecordsPublished(counts: counts))
        if records.contains(where: \.isHeartbeat) { shared.report(HeartbeatTaken(at: Clock.wall)) }
    }

    /// Hands one record over; a heartbeat's report brings the broker's clock, where the topic has its records dated by that.
    private func send(_ record: OutgoingRecord, readsClock: Bool, waiting limit: Duration) throws(KafkaError) {
        guard readsClock else { return try producer.send(record, waiting: limit) }
        let (shared, sent) = (self.shared, Clock.wall)
        try producer.send(record, waiting: limit) { result in
            guard case .success(let delivery) = result else { return }
            let received = Clock.wall
            let exchange = delivery.appendedAt.map { theirs in
                // In the middle of the millisecond, which is as far as it tells.
                ClockExchange(sent: sent, received: received, theirs: theirs &* 1_000 &+ 500)
            }
            // One that waited for long, for a broker or for replicas, tells little; the one before tells more.
            if let exchange, exchange.roundTrip > 2 { return }
            shared.state.withLock { $0.brokerClock = exchange }
        }
    }

    private static let contentType = OutgoingRecord.Header("content-type", Array("application/cloudevents+json".utf8))

    /// A monitor that ends in good order takes its heartbeat off the topic.
    private func sayGoodbye() {
        guard let voice = shared.voice else { return }
        // Where that fails, the next active monitor does it.
        _ = try? send([.tombstone(.monitor(shared.settings.id))], voice, .seconds(2))
    }
}
