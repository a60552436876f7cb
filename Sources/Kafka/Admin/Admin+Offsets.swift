internal import CRdKafka

extension Admin {
    /// The first offset that a partition's log still has, and the one that its next record gets.
    package func watermarks(
        _ partition: TopicPartition, timeout: Duration
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try client.watermarks(partition, timeout: timeout)
    }

    /// The same of many partitions, one after the other within one timeout.
    package func watermarks(
        _ partitions: some Sequence<TopicPartition>, timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: (low: Int64, high: Int64)] {
        let deadline = Deadline(after: timeout)
        var found: [TopicPartition: (low: Int64, high: Int64)] = [:]
        for partition in partitions { found[partition] = try watermarks(partition, timeout: deadline.remaining) }
        return found
    }

    /// For each partition the first offset whose record is not older than the time given (milliseconds since the Unix
    /// epoch); nil where there is none. The mock cluster always says nil.
    ///
    /// > rd_kafka_offsets_for_times: … The timestamps to query are represented as offset in offsets on input, and
    /// > offset will contain the offset on output. … if there is no such message, the special value RD_KAFKA_OFFSET_END
    /// > is returned.
    package func offsets(
        forTimes times: [TopicPartition: Int64], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64?] {
        let list = PartitionList(times)
        try KafkaError.check(unsafe rd_kafka_offsets_for_times(client.pointer, list.pointer, timeout.milliseconds))
        var found: [TopicPartition: Int64?] = [:]
        for entry in list.entries {
            if let error = entry.error { throw error }
            found[entry.place] = .some(entry.offset >= 0 ? entry.offset : nil)
        }
        return found
    }

    /// What a group has committed to Kafka, which for ours is a courtesy to tools; partitions without an offset are
    /// left out.
    package func committedOffsets(
        of group: String, timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        // > rd_kafka_ListConsumerGroupOffsets_new: … partitions: … NULL for all partitions with committed offsets.
        var list = unsafe [rd_kafka_ListConsumerGroupOffsets_new(group, nil)]
        defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(list[0]) }
        let event = try unsafe request(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, timeout: timeout) {
            unsafe rd_kafka_ListConsumerGroupOffsets($0, &list, list.count, $1, $2)
        }
        var count = 0
        let groups = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(
            rd_kafka_event_ListConsumerGroupOffsets_result(event.pointer), &count)
        guard let groups = unsafe groups, count > 0 else { return [:] }
        try KafkaError.check(unsafe rd_kafka_error_code(rd_kafka_group_result_error(groups[0])))
        var offsets: [TopicPartition: Int64] = [:]
        for entry in unsafe PartitionList.entries(of: rd_kafka_group_result_partitions(groups[0]))
        where entry.offset >= 0 {
            offsets[entry.place] = entry.offset
        }
        return offsets
    }
}
