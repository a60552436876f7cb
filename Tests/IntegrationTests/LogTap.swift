import Bytes
import Kafka
import Reference
import TestSupport

/// Reads a whole log for the oracle, by itself: nothing of the pipelines is involved.
enum LogTap {
    /// Every record of the bench's topics, partition by partition, in order.
    static func read(_ bench: PipelineBench, logIDs: [String: Int]) throws -> [LogRecord] {
        let consumer = try Consumer(
            ClientSettings(bootstrapServers: bench.bootstrapServers, clientID: "tap"), group: nil, limits: QueueLimits()
        ) { _ in }
        let queue = try consumer.makeQueue()
        let topics: [(String, LogRecord.Topic)] = [
            ("lifecycle", .lifecycle), ("heartbeats", .heartbeats), ("messages", .messages),
        ]
        var left: [TopicPartition: Int64] = [:]
        var starts: [TopicPartition: Int64] = [:]
        for (name, _) in topics {
            for number in try consumer.partitions(of: bench.prefix + name, timeout: .seconds(10)) ?? [] {
                let place = TopicPartition(bench.prefix + name, number)
                let marks = try consumer.watermarks(place, timeout: .seconds(10))
                guard marks.high > marks.low else { continue }
                (left[place], starts[place]) = (marks.high, marks.low)
                try consumer.forward(place, to: queue)
            }
        }
        try consumer.assign(starts)
        var records: [TopicPartition: [LogRecord]] = [:]
        let arena = Arena()
        var headers = PackedHeaders.Builder()
        let deadline = ContinuousClock.now + .seconds(60)
        while !left.isEmpty, ContinuousClock.now < deadline {
            _ = consumer.poll(.zero)
            queue.consume(timeout: .milliseconds(200)) { message in
                let place = TopicPartition(message.topicName.string, message.partition)
                guard message.problem == nil else {
                    if message.offset >= left[place] ?? .max { left[place] = nil }
                    return true
                }
                let topic = topics.first { bench.prefix + $0.0 == place.topic }?.1 ?? .messages
                var pairs: [LogRecord.Header] = []
                message.headers(&headers, into: arena).forEach { name, value in
                    pairs.append(LogRecord.Header(name: name.array, value: value?.array))
                }
                records[place, default: []].append(
                    LogRecord(
                        topic: topic, logID: logIDs[place.topic] ?? 0, partition: message.partition,
                        offset: message.offset,
                        timestamp: message.timestamp, key: message.key?.array, headers: pairs,
                        value: message.value?.array))
                return true
            }
        }
        _ = consumer.close(deadline: .seconds(10))
        return records.sorted { $0.key < $1.key }.flatMap(\.value)
    }
}
