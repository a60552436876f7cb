internal import CRdKafka

/// Asks what groups have committed to Kafka; is in none itself. Any thread, several at once.
///
/// A client of the consumer's kind, which never subscribes: librdkafka 2.0.2 answers a coordinator that isn't one, or that still loads,
/// by telling its own group, and where the client has none it reads through NULL and the process dies.
///
/// Source: https://github.com/confluentinc/librdkafka/issues/5040
package final class GroupReader: Sendable {
    /// Names a group that nobody is ever in.
    private static let group = "zapline-group-reader"

    private let admin: Admin

    /// A reader; waits for no broker.
    ///
    /// - throws: an error that names the property at fault.
    package init(_ settings: ClientSettings, log: @escaping LogHandler) throws(KafkaError) {
        admin = try Admin(settings, memberlessOf: Self.group, log: log)
    }

    /// What a group has committed, which for ours is a courtesy to tools; partitions without an offset are left out.
    package func committedOffsets(
        of group: String, timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        // > rd_kafka_ListConsumerGroupOffsets_new: … partitions: … NULL for all partitions with committed offsets.
        var list = unsafe [rd_kafka_ListConsumerGroupOffsets_new(group, nil)]
        defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(list[0]) }
        let event = try unsafe admin.request(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, timeout: timeout) {
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
