internal import CRdKafka

/// A topic to be made.
package struct NewTopic: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// How many partitions; nil: as the broker likes.
    package var partitions: Int?
    /// How many copies of each; nil: as the broker likes.
    package var replication: Int?
    /// Its settings, by Kafka's names.
    package var config: [String: String]

    /// A topic.
    package init(_ name: String, partitions: Int? = nil, replication: Int? = nil, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}

extension Admin {
    /// Makes topics; one that is there is an error of that topic's. Other clients may not see them for a moment.
    package func createTopics(
        _ topics: [NewTopic], validateOnly: Bool = false, timeout: Duration
    ) throws(KafkaError) -> [TopicResult] {
        guard !topics.isEmpty else { return [] }
        var list: [OpaquePointer?] = unsafe []
        defer { unsafe list.forEach { unsafe rd_kafka_NewTopic_destroy($0) } }
        for topic in topics { unsafe list.append(try Self.make(topic)) }
        let event = try unsafe request(RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout: timeout, validateOnly: validateOnly) {
            unsafe rd_kafka_CreateTopics($0, &list, list.count, $1, $2)
        }
        var count = 0
        return unsafe Self.results(
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.pointer), &count), count: count
        )
    }

    /// > rd_kafka_NewTopic_new: … num_partitions, replication_factor: … -1 to use the broker's default. … Returns a new
    /// > allocated NewTopic object, or NULL if the input parameters are invalid.
    private static func make(_ topic: NewTopic) throws(KafkaError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 512)
        let made = unsafe rd_kafka_NewTopic_new(
            topic.name, Int32(clamping: topic.partitions ?? -1), Int32(clamping: topic.replication ?? -1), &text,
            text.count)
        guard let made = unsafe made else { throw KafkaError(.invalidArgument, "\(topic.name): \(string(text))") }
        for (name, value) in topic.config {
            guard let error = unsafe KafkaError(rd_kafka_NewTopic_set_config(made, name, value)) else { continue }
            unsafe rd_kafka_NewTopic_destroy(made)
            throw error
        }
        return unsafe made
    }

    /// Deletes topics, with all that is in them.
    package func deleteTopics(_ names: [String], timeout: Duration) throws(KafkaError) -> [TopicResult] {
        guard !names.isEmpty else { return [] }
        var list = unsafe names.map { unsafe rd_kafka_DeleteTopic_new($0) }
        defer { unsafe list.forEach { unsafe rd_kafka_DeleteTopic_destroy($0) } }
        let event = try unsafe request(RD_KAFKA_ADMIN_OP_DELETETOPICS, timeout: timeout) {
            unsafe rd_kafka_DeleteTopics($0, &list, list.count, $1, $2)
        }
        var count = 0
        return unsafe Self.results(
            rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.pointer), &count), count: count
        )
    }

    /// Grows topics to so many partitions in all. A key may then land elsewhere than its records of before.
    package func createPartitions(
        _ totals: [String: Int], validateOnly: Bool = false, timeout: Duration
    ) throws(KafkaError) -> [TopicResult] {
        guard !totals.isEmpty else { return [] }
        var list: [OpaquePointer?] = unsafe []
        defer { unsafe list.forEach { unsafe rd_kafka_NewPartitions_destroy($0) } }
        for (topic, total) in totals {
            var text = [CChar](repeating: 0, count: 512)
            guard let made = unsafe rd_kafka_NewPartitions_new(topic, max(total, 0), &text, text.count) else {
                throw KafkaError(.invalidArgument, "\(topic): \(string(text))")
            }
            unsafe list.append(made)
        }
        let event = try unsafe request(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, timeout: timeout, validateOnly: validateOnly)
        {
            unsafe rd_kafka_CreatePartitions($0, &list, list.count, $1, $2)
        }
        var count = 0
        let result = unsafe rd_kafka_event_CreatePartitions_result(event.pointer)
        return unsafe Self.results(rd_kafka_CreatePartitions_result_topics(result, &count), count: count)
    }
}
