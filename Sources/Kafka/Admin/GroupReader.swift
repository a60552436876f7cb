internal import CRdKafka

/// Asks what one group has committed to Kafka, without ever joining it. For one thread at a time.
///
/// By a client of the group's own that never subscribes, and not by the Admin API: a call of that which goes to a coordinator and
/// times out leaves a request behind in 2.0.2 that frees what it answers to when the broker is back, and the process dies
/// (librdkafka#4605; #5040 is its other death). `rd_kafka_committed` goes by the connection that every member of a group has.
package final class GroupReader: Sendable {
    private let client: ClientHandle

    /// A reader of `group`; waits for no broker.
    ///
    /// - throws: an error that names the property at fault.
    package init(_ settings: ClientSettings, group: String, log: @escaping LogHandler) throws(KafkaError) {
        let configuration = try Configuration()
        try settings.apply(to: configuration)
        let fixed = [
            "group.id": group, "enable.auto.commit": "false", "enable.auto.offset.store": "false",
            "allow.auto.create.topics": "false",
        ]
        for (name, value) in fixed { try configuration.set(name, value) }
        client = try configuration.makeClient(RD_KAFKA_CONSUMER, ClientContext(log: log))
        try KafkaError.check(unsafe rd_kafka_poll_set_consumer(client.pointer))
    }

    /// What the group has committed of these partitions; those without an offset are left out.
    ///
    /// - throws: an error where the group's coordinator doesn't answer within `timeout`, or refuses.
    package func committed(
        _ places: [TopicPartition], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        // Errors of the group come as messages, and would pile up. A group that nobody subscribed to has no others.
        while let message = unsafe rd_kafka_consumer_poll(client.pointer, 0) {
            unsafe rd_kafka_message_destroy(message)
        }
        guard !places.isEmpty else { return [:] }
        let list = PartitionList(places)
        // > rd_kafka_committed: Retrieve committed offsets for topics+partitions. The offset field of each requested partition will
        // > either be set to stored offset or to RD_KAFKA_OFFSET_INVALID in case there was no stored offset for that partition.
        // > Committed offsets will be returned according to the isolation.level configuration property.
        try KafkaError.check(unsafe rd_kafka_committed(client.pointer, list.pointer, timeout.milliseconds))
        var offsets: [TopicPartition: Int64] = [:]
        for entry in list.entries where entry.offset >= 0 { offsets[entry.place] = entry.offset }
        return offsets
    }
}
