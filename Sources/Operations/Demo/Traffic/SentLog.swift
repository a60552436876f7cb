internal import Kafka
internal import Reference

/// The demo's own record of the log: what it published, with the place that each record must have.
///
/// Topics are new and nobody else writes to them, and an idempotent producer keeps the order of `send` in each partition: so the
/// place follows from the key and from what was sent before. That all of it holds, the broker's count and every compared row show.
struct SentLog: Sendable {
    /// The records of each instance, in the order in which they were sent; under nil those that name none.
    private(set) var records: [String?: [LogRecord]] = [:]
    /// How many there are in each partition.
    private(set) var counts: [TopicPartition: Int64] = [:]

    /// How many there are.
    var count: Int { Int(counts.values.reduce(0, +)) }

    /// How many there are in some topics.
    func count(in topics: [String]) -> Int {
        Int(counts.reduce(0) { topics.contains($1.key.topic) ? $0 + $1.value : $0 })
    }

    /// Where a record will land.
    func partition(of record: DemoRecord) -> TopicPartition {
        let topic = record.topic.rawValue
        return TopicPartition(topic, Murmur2.partition(of: record.key, among: DemoTopics.partitions(of: topic)))
    }

    /// Takes note of a record that was sent with that timestamp.
    mutating func add(_ record: DemoRecord, at partition: TopicPartition, timestamp: Int64) {
        let offset = counts[partition, default: 0]
        counts[partition] = offset + 1
        records[record.instance, default: []].append(
            LogRecord(
                topic: record.topic, partition: partition.partition, offset: offset, timestamp: timestamp,
                key: record.key,
                headers: Self.headers, value: record.value))
    }

    private static let headers = [LogRecord.Header(DemoRecord.header.name, DemoRecord.header.value)]
}
