internal import CRdKafka
internal import Glibc

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
    /// Asked for by time, where the protocol has two that stand for begin and end: `rd_kafka_query_watermark_offsets`
    /// waits for ever in 2.0.2 when the leader goes away between question and answer (librdkafka#4460).
    func watermarks(
        _ place: TopicPartition, timeout: Duration
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        let deadline = Deadline(after: timeout)
        do throws(KafkaError) {
            return try bounds(of: place, Deadline(after: timeout / 2))
        } catch {
            // The leader that the library remembers may be gone, and it doesn't ask for another by itself.
            return try boundsOfMoved(place, deadline)
        }
    }

    /// The same, of whoever leads the partition by now. Who is named may not know it yet: a topic that was made a moment ago, or a leader
    /// that has just changed.
    private func boundsOfMoved(
        _ place: TopicPartition, _ deadline: Deadline
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        while true {
            _ = try metadata(of: place.topic, timeout: deadline.remaining)
            do throws(KafkaError) {
                return try bounds(of: place, deadline)
            } catch {
                guard error.code == .notLeader || error.code == .leaderNotAvailable, !deadline.hasPassed else {
                    throw error
                }
                _ = poll(nil, 0, Int32(clamping: deadline.remaining(atMost: .milliseconds(50)).milliseconds))
            }
        }
    }

    private func bounds(of place: TopicPartition, _ deadline: Deadline) throws(KafkaError) -> (low: Int64, high: Int64)
    {
        let low = try offset(of: place, at: Int64(RD_KAFKA_OFFSET_BEGINNING), deadline)
        return (low, try offset(of: place, at: Int64(RD_KAFKA_OFFSET_END), deadline))
    }

    /// > rd_kafka_offsets_for_times: … The timestamps to query are represented as offset in offsets on input, and offset
    /// > will contain the offset on output. … The function will block for at most timeout_ms milliseconds.
    private func offset(
        of place: TopicPartition, at time: Int64, _ deadline: Deadline
    ) throws(KafkaError) -> Int64 {
        let list = PartitionList([place: time])
        try KafkaError.check(unsafe rd_kafka_offsets_for_times(pointer, list.pointer, deadline.remaining.milliseconds))
        guard let found = list.entries.first else { throw KafkaError(.failed, "the broker said nothing of \(place)") }
        if let error = found.error { throw error }
        return found.offset
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
