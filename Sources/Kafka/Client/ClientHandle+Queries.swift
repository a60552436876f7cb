internal import CRdKafka

/// What every client can ask the brokers. All of these block, and in 2.0.2 some for longer than their timeout
/// (librdkafka#4460: a partition without a leader): threads that must not stand still leave them to others.
extension ClientHandle {
    /// The brokers, and all topics or none.
    ///
    /// > rd_kafka_metadata: … metadata: returned metadata, must be freed with rd_kafka_metadata_destroy().
    func metadata(allTopics: Bool, timeout: Duration) throws(KafkaError) -> Metadata {
        var raw: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(unsafe rd_kafka_metadata(pointer, allTopics ? 1 : 0, nil, &raw, timeout.milliseconds))
        return try unsafe copy(raw)
    }

    /// What the brokers say of one topic.
    func metadata(of topic: String, timeout: Duration) throws(KafkaError) -> Metadata {
        // > rd_kafka_topic_new: … conf is an optional configuration … NULL: the default. … NULL on error, see
        // > rd_kafka_last_error().
        guard let handle = unsafe rd_kafka_topic_new(pointer, topic, nil) else {
            throw KafkaError(rd_kafka_last_error()) ?? KafkaError(.failed)
        }
        defer { unsafe rd_kafka_topic_destroy(handle) }
        var raw: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(unsafe rd_kafka_metadata(pointer, 0, handle, &raw, timeout.milliseconds))
        return try unsafe copy(raw)
    }

    private func copy(_ raw: UnsafePointer<rd_kafka_metadata>?) throws(KafkaError) -> Metadata {
        guard let raw = unsafe raw else { throw KafkaError(.failed, "the brokers said nothing") }
        defer { unsafe rd_kafka_metadata_destroy(raw) }
        return unsafe Metadata(raw)
    }

    /// The partitions of a topic, or nil where there is no such topic.
    func partitions(of topic: String, timeout: Duration) throws(KafkaError) -> [Int32]? {
        try self.topic(topic, timeout: timeout)?.partitions.map(\.id)
    }

    /// A topic, or nil where there is none of that name.
    func topic(_ name: String, timeout: Duration) throws(KafkaError) -> Metadata.Topic? {
        guard let found = try metadata(of: name, timeout: timeout).topic(name) else { return nil }
        guard let error = found.error else { return found }
        if error.code == .unknownTopicOrPartition || error.code == .unknownTopic { return nil }
        throw error
    }

    /// The first offset that a partition's log still has, and the one that its next record gets.
    ///
    /// > rd_kafka_query_watermark_offsets: Query broker for low (oldest/beginning) and high (newest/end) offsets for
    /// > partition.
    func watermarks(
        _ place: TopicPartition, timeout: Duration
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        var low: Int64 = 0
        var high: Int64 = 0
        try KafkaError.check(
            unsafe rd_kafka_query_watermark_offsets(
                pointer, place.topic, place.partition, &low, &high, timeout.milliseconds))
        return (low, high)
    }

    /// The cluster's id, or nil where no broker said it within `timeout`.
    ///
    /// > rd_kafka_clusterid: … Returns a newly allocated string containing the ClusterId, or NULL … must be freed using
    /// > rd_kafka_mem_free(). An implicit wait for metadata; so one is asked for first.
    func clusterID(timeout: Duration) -> String? {
        let deadline = Deadline(after: timeout)
        if let known = unsafe take(rd_kafka_clusterid(pointer, 0)) { return known }
        guard (try? metadata(allTopics: false, timeout: timeout)) != nil else { return nil }
        return unsafe take(rd_kafka_clusterid(pointer, deadline.remaining.milliseconds))
    }

    private func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text = unsafe text else { return nil }
        defer { unsafe rd_kafka_mem_free(pointer, text) }
        return unsafe String(cString: text)
    }
}
