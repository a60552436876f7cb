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

    private let shared: MonitorShared
    private let producer: Producer
    private let session: DatabaseSession
    /// Records without a table that have not arrived yet: the newest of each key, in order.
    private var waiting: [Outgoing] = []
    private var backoff = Backoff.outage
    private var tenure: Int64?

    init(_ shared: MonitorShared, producer: Producer) {
        self.shared = shared
        self.producer = producer
        session = DatabaseSession(shared.settings.database)
    }

    /// Publishes until it is told to stop and nothing is left, or ten seconds have passed since.
    func run() {
        var deadline: Int64?
        while true {
            shared.beat(Self.name)
            let isDraining = shared.state.withLock { $0.isDraining }
            if isDraining, deadline == nil { deadline = Clock.monotonic + 10_000_000_000 }
            let isDone = shared.epoch.map { turn($0) } ?? true
            if let deadline, isDone || Clock.monotonic > deadline { break }
            let pause = isDone ? Duration.seconds(1) : backoff.next(jitter: 0.5)
            _ = shared.publisherWakeup.wait(min(pause, .seconds(5)))
            shared.publisherWakeup.reset()
        }
        sayGoodbye()
        _ = producer.close(deadline: .seconds(5))
        shared.ended(Self.name)
    }

    /// Publishes what is there; whether all of it arrived.
    private func turn(_ epoch: Int64) -> Bool {
        if tenure != epoch { (tenure, waiting) = (epoch, []) }
        do {
            try publishDirect()
            while try publishOutbox(epoch) {}
            shared.state.withLock { $0.status.publishing = nil }
            backoff.reset()
            return true
        } catch {
            shared.state.withLock { $0.status.publishing = "\(error)" }
            shared.report(PublishFailed(error: "\(error)"))
            return false
        }
    }

    private func publishDirect() throws(KafkaError) {
        let fresh = shared.state.withLock { state in
            defer { state.direct = [] }
            return state.direct
        }
        let keys = Set(fresh.map(\.key))
        waiting = waiting.filter { !keys.contains($0.key) } + fresh
        guard !waiting.isEmpty else { return }
        try send(waiting)
        waiting = []
    }

    /// One group from the outbox; whether there may be more.
    private func publishOutbox(_ epoch: Int64) throws -> Bool {
        guard shared.epoch == epoch else { return false }
        let (rows, count) = try session.use { connection throws(PostgresError) in
            let rows = try OutboxStore.read(limit: Self.limit, on: &connection)
            return (rows, rows.count < Self.limit ? rows.count : try OutboxStore.count(on: &connection))
        }
        shared.state.withLock { $0.unpublished = count }
        guard !rows.isEmpty else { return false }
        try send(rows.filter { !$0.isExpired }.map(\.record))
        try session.use { connection throws(PostgresError) in
            try OutboxStore.delete(rows.map(\.id), epoch: epoch, on: &connection)
        }
        shared.state.withLock { $0.unpublished = max(0, count - rows.count) }
        return rows.count == Self.limit
    }

    /// Sends a group and waits until all of it is in the log.
    private func send(_ records: [Outgoing]) throws(KafkaError) {
        let before = producer.counts
        var counts: [String: Int] = [:]
        for record in records {
            counts[record.topic, default: 0] += 1
            try producer.send(
                OutgoingRecord(
                    topic: shared.settings.topic(record.topic), key: Array(record.key.utf8), value: record.value,
                    headers: record.value == nil ? [] : [Self.contentType]),
                waiting: .seconds(5))
        }
        let isFlushed = producer.flush(deadline: .seconds(15))
        let after = producer.counts
        guard isFlushed, after.failed == before.failed else {
            throw after.lastError ?? KafkaError(.timedOut, "records were not acknowledged in time")
        }
        shared.report(RecordsPublished(counts: counts))
    }

    private static let contentType = OutgoingRecord.Header("content-type", Array("application/cloudevents+json".utf8))

    /// A monitor that ends in good order takes its heartbeat off the topic.
    private func sayGoodbye() {
        guard shared.epoch != nil else { return }
        // Where that fails, the next active monitor does it.
        _ = try? send([.tombstone(.monitor(shared.settings.id))])
    }
}
