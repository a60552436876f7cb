import Kafka
import Postgres
import Synchronization
import Telemetry

extension Tenure {
    /// Takes the partitions over: whoever was active before can't move them any more, nor anything else, since its lease is gone.
    func claim(_ admin: Admin) throws {
        guard let cluster = admin.clusterID(timeout: .seconds(5)) else {
            throw KafkaError(.timedOut, "the broker doesn't say which cluster it is of")
        }
        for topic in shared.settings.sources {
            shared.beat(DataWorker.name)
            guard let numbers = try admin.partitions(of: topic, timeout: .seconds(5)) else {
                throw End(description: "the topic \(topic) doesn't exist: run 'zapline topics apply'")
            }
            let bounds = try admin.watermarks(numbers.map { TopicPartition(topic, $0) }, timeout: .seconds(10))
            let starts = numbers.map { ($0, bounds[TopicPartition(topic, $0)]?.low ?? 0) }
            let claimed = try session.use { [epoch, positionStore] connection throws(PostgresError) in
                try connection.execute("BEGIN; \(LeaseStore.hold(epoch: epoch))", timeout: .seconds(10))
                let rows = try positionStore.claim(topic, starts, cluster: cluster, on: &connection)
                try connection.execute("COMMIT", timeout: .seconds(10))
                return rows
            }
            for (partition, position) in claimed {
                let checked = checked(partition, position, bounds[partition], cluster: cluster)
                positions[partition] = checked
                shared.times.withLock { times in
                    // The times of another log's offsets.
                    if times[partition]?.log != position.logID || checked.next != position.next {
                        times[partition] = TimestampIndex(log: position.logID)
                    }
                }
            }
        }
    }

    /// Where a row points outside its log, because of retention, a topic made anew or another cluster, reading begins at the
    /// beginning. Everywhere else that would skip or repeat records without a word, and is forbidden; here it is right: what the
    /// monitor keeps is a summary of now, epochs and sequences keep old events from counting twice, and a monitor that
    /// stands still over records that nobody can bring back would see nothing at all.
    private func checked(
        _ partition: TopicPartition, _ position: PositionStore.Position, _ bounds: (low: Int64, high: Int64)?,
        cluster: String
    ) -> PositionStore.Position {
        guard let bounds else { return position }
        let isInside = bounds.low <= position.next && position.next <= bounds.high
        guard !isInside || position.cluster != cluster else { return position }
        shared.report(PositionReset(partition: partition, from: position.stored, to: bounds.low))
        // Where retention took what was to be read, the rest is the log that was counted.
        if position.next > bounds.high || position.cluster != cluster { reset.append(partition) }
        var moved = position
        moved.next = bounds.low
        return moved
    }

    /// Forgets what rows counted of logs that aren't read any more, and stores that before the first record is: a crash would meet
    /// marks and positions of different logs.
    func forgetOtherLogs() throws {
        for source in SourceTopic.allCases {
            let claimed = positions.filter { self.source(of: $0.key.topic) == source }
            guard let log = claimed.first?.value.logID else { continue }
            book.keepCounts(of: source, log: log, partitions: claimed.count)
        }
        guard !reset.isEmpty else { return }
        for partition in reset {
            guard let source = source(of: partition.topic), let log = positions[partition]?.logID else { continue }
            book.uncount(source, partition.partition, log: log)
        }
        try store(book.places, reached: positions.mapValues(\.next), Clock.wall)
    }

    /// Begins to fetch.
    func fetch(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        for (partition, offset) in offsets {
            horizon.add(partition, at: offset)
            try consumer.forward(partition, to: shared.queue)
        }
        try consumer.assign(offsets)
    }
}
