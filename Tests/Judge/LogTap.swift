internal import Bytes
internal import Kafka
package import Reference

/// Reads a whole log for the oracle, by itself: nothing of the pipelines is involved.
package enum LogTap {
    /// Every record of the topics under `prefix`, partition by partition, in order.
    ///
    /// - parameter logIDs: the life of each topic, by its whole name.
    /// - throws: where the log can't be read to its end within a minute.
    package static func read(
        _ bootstrapServers: String, prefix: String, logIDs: [String: Int]
    ) throws -> [LogRecord] {
        let consumer = try Consumer(
            ClientSettings(bootstrapServers: bootstrapServers, clientID: "tap"), group: nil, limits: QueueLimits()
        ) { _ in }
        let queue = try consumer.makeQueue()
        let topics: [(String, LogRecord.Topic)] = [
            ("lifecycle", .lifecycle), ("heartbeats", .heartbeats), ("messages", .messages),
        ]
        var left: [TopicPartition: Int64] = [:]
        var starts: [TopicPartition: Int64] = [:]
        for (name, _) in topics {
            for number in try consumer.partitions(of: prefix + name, timeout: .seconds(10)) ?? [] {
                let place = TopicPartition(prefix + name, number)
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
                let topic = topics.first { prefix + $0.0 == place.topic }?.1 ?? .messages
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
        guard left.isEmpty else { throw Incomplete(places: left.map { "\($0.key) up to \($0.value)" }.sorted()) }
        return records.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// The log could not be read whole.
    package struct Incomplete: Error {
        /// What was not read.
        package let places: [String]
    }
}
