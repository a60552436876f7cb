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
}
