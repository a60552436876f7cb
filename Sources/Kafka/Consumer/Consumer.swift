internal import CRdKafka
import Synchronization

/// A consumer whose control and whose records go different ways: events to one control thread, records to lanes.
///
/// Rebalances come as events, so that the answer can wait for as long as a claim in Postgres takes. While it waits,
/// polling goes on and the membership holds; the library stops fetching for *all* partitions of the member meanwhile, and
/// begins again behind the last record that a lane was given.
///
/// Never pauses, resumes or seeks: 2.0.2 loses records with them. To hold a partition back, its lane doesn't consume;
/// to begin elsewhere, it is unassigned and assigned.
package final class Consumer: Sendable {
    let client: ClientHandle
    let control: QueueHandle
    private let fetchWakeup: FetchWakeup
    let state: Mutex<State>

    /// What the control thread knows.
    struct State {
        var book = AssignmentBook()
        var lanes: [TopicPartition: QueueHandle] = [:]
        /// Whether the group's protocol was asked for. Only once: in a close it can hang (librdkafka#4041).
        var knowsProtocol = false
        var isSubscribed = false
        var isClosed = false
    }

    /// A consumer, not subscribed yet. Makes threads of the library's, but waits for no broker.
    ///
    /// - parameter group: nil for a consumer that only ever uses `assign`, and joins nothing.
    /// - parameter limits: what each of its lanes' queues may hold.
    /// - throws: an error that names the property at fault.
    package init(
        _ settings: ClientSettings, group: GroupSettings?, limits: QueueLimits, log: @escaping LogHandler
    ) throws(KafkaError) {
        let configuration = try Configuration()
        try settings.apply(to: configuration)
        try Self.fix(configuration, settings)
        // assign() asks for a group's name even where no group is joined.
        try (group ?? GroupSettings(id: settings.clientID)).apply(to: configuration, user: settings.properties)
        try limits.apply(to: configuration)
        fetchWakeup = try FetchWakeup(configuration, settings)
        configuration.enable(
            events: RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS)
        client = try configuration.makeClient(RD_KAFKA_CONSUMER, ClientContext(log: log))
        // > rd_kafka_poll_set_consumer: Redirect the main (rd_kafka_poll()) queue to the KafkaConsumer's queue
        // > (rd_kafka_consumer_poll()). It is not permitted to call rd_kafka_poll() after [this].
        try KafkaError.check(unsafe rd_kafka_poll_set_consumer(client.pointer))
        guard let queue = unsafe QueueHandle(takingOwnershipOf: rd_kafka_queue_get_consumer(client.pointer), of: client)
        else { throw KafkaError(.failed, "the consumer has no queue") }
        control = queue
        state = Mutex(State())
    }

    /// What no user may change: `ClientSettings.refusedProperties` says why. Then defaults that a user may.
    private static func fix(_ configuration: borrowing Configuration, _ settings: ClientSettings) throws(KafkaError) {
        let fixed = [
            "enable.auto.commit": "false", "enable.auto.offset.store": "false", "auto.offset.reset": "error",
            "isolation.level": "read_committed", "allow.auto.create.topics": "false", "enable.partition.eof": "true",
            "check.crcs": "true",
        ]
        // A response holds so many bytes of each partition, compressed, and comes on top of what a full queue has. A larger
        // record comes all the same. A broker that is back is found within two seconds, not within the library's ten.
        let defaults = [
            "fetch.wait.max.ms": "50", "fetch.message.max.bytes": "262144", "reconnect.backoff.max.ms": "2000",
        ]
        for (name, value) in fixed { try configuration.set(name, value) }
        for (name, value) in defaults where !settings.hasProperty(name) { try configuration.set(name, value) }
    }

    /// Joins the group for these topics; what it gives comes as an event. Control thread only.
    ///
    /// Look first whether they exist: 2.0.2 can crash on one that doesn't (librdkafka#4273).
    package func subscribe(_ topics: [String]) throws(KafkaError) {
        let list = PartitionList(topics.map { TopicPartition($0, Int32(RD_KAFKA_PARTITION_UA)) })
        // > rd_kafka_subscribe: … This is an asynchronous method that returns immediately.
        try KafkaError.check(unsafe rd_kafka_subscribe(client.pointer, list.pointer))
        state.withLock { $0.isSubscribed = true }
    }

    /// Leaves the group: what it had given comes back as a `taken`. Control thread only.
    package func unsubscribe() {
        // Fails only where the client is being destroyed, and then nothing is subscribed.
        _ = unsafe rd_kafka_unsubscribe(client.pointer)
        state.withLock { $0.isSubscribed = false }
    }

    /// A queue for a lane. Any thread.
    package func makeQueue() throws(KafkaError) -> LaneQueue {
        guard let handle = unsafe QueueHandle(takingOwnershipOf: rd_kafka_queue_new(client.pointer), of: client) else {
            throw KafkaError(.failed, "out of memory for a queue")
        }
        return LaneQueue(handle, fetchWakeup)
    }

    /// Ends the poll under way, or the next one, early. Any thread.
    package func wake() { control.wake() }

    /// Whether the group rebalances by increments; known from the first rebalance on, before that the usual case.
    package var isCooperative: Bool { state.withLock { $0.book.isCooperative } }

    /// The error that ended this client, or nil while it lives. Any thread.
    package var fatalError: KafkaError? { client.fatalError }
}
