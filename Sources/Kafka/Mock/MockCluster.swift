internal import CRdKafka

/// librdkafka's own little cluster, in this process, for clients here and in other processes.
///
/// What it lacks decides what can be tried with it: no admin calls, no deleting or making anew of topics, no control
/// records and so no aborted ones, no look-up by time, 5 MiB (as sent, so compressed) or 100,000 sends a partition, and
/// no disk. Other threads may call it at any time.
///
/// > rdkafka_mock.h: … The mock cluster and its brokers will be torn down with rd_kafka_mock_cluster_destroy(), [which
/// > must come before] the client instance's end.
@safe
package final class MockCluster: Sendable {
    private let client: ClientHandle
    private let address: UInt

    /// A cluster of so many brokers on 127.0.0.1, numbered from 1, each on a free port.
    package init(brokers: Int = 1, log: @escaping LogHandler = { _ in }) throws(KafkaError) {
        let configuration = try Configuration()
        try configuration.set("client.id", "mock")
        client = try configuration.makeClient(RD_KAFKA_PRODUCER, ClientContext(log: log))
        guard let cluster = unsafe rd_kafka_mock_cluster_new(client.pointer, Int32(clamping: max(brokers, 1))) else {
            throw KafkaError(.failed, "the mock cluster can't listen on 127.0.0.1")
        }
        address = UInt(bitPattern: cluster)
    }

    deinit { unsafe rd_kafka_mock_cluster_destroy(cluster) }

    private var cluster: OpaquePointer? { unsafe OpaquePointer(bitPattern: address) }

    /// Where its brokers listen.
    package var bootstrapServers: String {
        // > rd_kafka_mock_cluster_bootstraps: Returns the mock cluster's bootstrap.servers list.
        unsafe rd_kafka_mock_cluster_bootstraps(cluster).map { unsafe String(cString: $0) } ?? ""
    }

    /// Makes a topic. One that isn't made comes to be with 4 partitions when somebody asks for it and allows that.
    package func createTopic(_ name: String, partitions: Int, replication: Int = 1) throws(KafkaError) {
        try KafkaError.check(
            unsafe rd_kafka_mock_topic_create(
                cluster, name, Int32(clamping: partitions), Int32(clamping: replication)))
    }

    /// Makes a topic one that isn't there, as far as metadata tell.
    package func hide(topic: String) {
        unsafe rd_kafka_mock_topic_set_error(cluster, topic, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    }

    /// Gives a partition another leader.
    package func setLeader(of partition: TopicPartition, to broker: Int32) throws(KafkaError) {
        try KafkaError.check(
            unsafe rd_kafka_mock_partition_set_leader(cluster, partition.topic, partition.partition, broker))
    }

    /// Disconnects a broker's clients and takes no more of them.
    package func stop(broker: Int32) throws(KafkaError) {
        try KafkaError.check(unsafe rd_kafka_mock_broker_set_down(cluster, broker))
    }

    /// Takes clients again.
    package func start(broker: Int32) throws(KafkaError) {
        try KafkaError.check(unsafe rd_kafka_mock_broker_set_up(cluster, broker))
    }

    /// Delays a broker's answers.
    package func setLatency(_ latency: Duration, of broker: Int32) throws(KafkaError) {
        try KafkaError.check(unsafe rd_kafka_mock_broker_set_rtt(cluster, broker, latency.milliseconds))
    }

    /// Makes a group's requests go to this broker.
    package func setCoordinator(ofGroup group: String, to broker: Int32) throws(KafkaError) {
        try KafkaError.check(unsafe rd_kafka_mock_coordinator_set(cluster, "group", group, broker))
    }

    /// Answers the next requests of a kind with these errors, one each.
    package func fail(_ request: Request, with codes: [KafkaError.Code]) {
        let errors = codes.map { rd_kafka_resp_err_t($0.rawValue) }
        unsafe rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// Answers the next request of a kind at one broker with an error, that much later.
    package func fail(
        _ request: Request, at broker: Int32, with code: KafkaError.Code, after delay: Duration
    ) throws(KafkaError) {
        try KafkaError.check(
            unsafe zapline_mock_push_error(
                cluster, broker, request.rawValue, rd_kafka_resp_err_t(code.rawValue), delay.milliseconds))
    }

    /// Takes back the errors that no request has met yet.
    package func clearErrors(of request: Request) {
        unsafe rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// A kind of request, by the protocol's number.
    package struct Request: RawRepresentable, Hashable, Sendable {
        /// The protocol's ApiKey.
        package let rawValue: Int16

        /// The kind of that number.
        package init(rawValue: Int16) { self.rawValue = rawValue }

        /// Records in.
        package static let produce = Request(rawValue: 0)
        /// Records out.
        package static let fetch = Request(rawValue: 1)
        /// First and last offsets.
        package static let listOffsets = Request(rawValue: 2)
        /// Brokers and topics.
        package static let metadata = Request(rawValue: 3)
        /// A group's offsets in.
        package static let offsetCommit = Request(rawValue: 8)
        /// A group's offsets out.
        package static let offsetFetch = Request(rawValue: 9)
        /// Who coordinates a group.
        package static let findCoordinator = Request(rawValue: 10)
        /// A member joins.
        package static let joinGroup = Request(rawValue: 11)
        /// A member lives.
        package static let heartbeat = Request(rawValue: 12)
        /// A member hears what it gets.
        package static let syncGroup = Request(rawValue: 14)
        /// An idempotent producer asks for its number.
        package static let initProducerID = Request(rawValue: 22)
    }
}
