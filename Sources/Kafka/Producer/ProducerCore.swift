internal import CRdKafka
import Synchronization
import Threads

/// What a producer's thread and its callers share: the client of the moment.
final class ProducerCore: Sendable {
    struct State {
        var client: ClientHandle
        var desk: DeliveryDesk
        var renewals = 0
        var isStopped = false
        /// How many records were taken.
        var count: UInt64 = 0
        /// Records of `deliver` that came when the client had ended and its successor was not there yet.
        var early: [StrandedRecord] = []
    }

    let tally = DeliveryTally()
    let settings: ClientSettings
    let log: LogHandler
    /// Held while a record is handed to the library, so that nothing goes to a client after its records were taken back.
    let state: Mutex<State>

    init(_ settings: ClientSettings, _ log: @escaping LogHandler) throws(KafkaError) {
        self.settings = settings
        self.log = log
        let desk = DeliveryDesk(tally)
        state = Mutex(State(client: try Self.makeClient(settings, ClientContext(log: log, desk: desk)), desk: desk))
    }

    var client: ClientHandle { state.withLock { $0.client } }
    var renewals: Int { state.withLock { $0.renewals } }
    var isStopped: Bool { state.withLock { $0.isStopped } }

    func stop() { state.withLock { $0.isStopped = true } }

    /// Serves delivery reports until `stop`.
    func startPolling() throws(KafkaError) {
        let started = WorkerThread.start { [self] in
            var renewal = Renewal()
            while !isStopped {
                serve(.milliseconds(100))
                if let error = client.fatalError { renewal.run(self, after: error) }
            }
            abandon()
        }
        if started == nil {
            throw KafkaError(.failed, "the process may have no more threads; raise the limit (ulimit -u)")
        }
    }

    /// > rd_kafka_poll: Polls the provided kafka handle for events. Events will cause application-provided callbacks to be
    /// > called.
    func serve(_ limit: Duration) {
        let client = client
        _ = unsafe rd_kafka_poll(client.pointer, limit.milliseconds)
    }

    /// Waits until each accepted record has its report, over renewals too; false where some haven't after `limit`.
    func settle(within limit: Duration) -> Bool {
        let deadline = Deadline(after: limit)
        while tally.current.pending > 0 {
            guard !deadline.hasPassed else { return false }
            let client = client
            // > rd_kafka_flush: Wait until all outstanding produce requests, et.al, are completed. … This function will
            // > call rd_kafka_poll() and thus trigger callbacks.
            _ = unsafe rd_kafka_flush(client.pointer, deadline.remaining(atMost: .milliseconds(100)).milliseconds)
            // It has nothing under way: then a successor is being made, or another thread is about to count.
            if tally.current.pending > 0 { serve(deadline.remaining(atMost: .milliseconds(5))) }
        }
        return true
    }

    /// Gives up what is still there, so that each record has its report.
    ///
    /// > rd_kafka_purge: Purge messages currently handled by the producer instance. … The application will need to call
    /// > rd_kafka_poll() or rd_kafka_flush() afterwards to serve the delivery report callbacks of the purged messages.
    private func abandon() {
        let (client, desk, early) = state.withLock { ($0.client, $0.desk, $0.early) }
        _ = unsafe rd_kafka_purge(client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        _ = unsafe rd_kafka_flush(client.pointer, Duration.seconds(2).milliseconds)
        for left in desk.takeStranded() + early { desk.fail(left.ticket, KafkaError(.purged)) }
    }

    static func makeClient(
        _ settings: ClientSettings, _ context: ClientContext
    ) throws(KafkaError) -> ClientHandle {
        let configuration = try Configuration()
        try settings.apply(to: configuration)
        // One batch at a time: where a broker that has just become the leader refuses a producer's first batch and takes the one
        // behind it, 2.0.2 counts the first as delivered though it is in no log (confluent-kafka-go#921).
        let fixed = [
            ("enable.idempotence", "true"), ("acks", "all"), ("partitioner", "murmur2_random"),
            ("max.in.flight.requests.per.connection", "1"),
        ]
        // As large as the largest event by default may be, and some; the topic's own limit is the broker's to keep.
        let defaults = [("linger.ms", "5"), ("compression.type", "lz4"), ("message.max.bytes", "20000000")]
        for (name, value) in fixed { try configuration.set(name, value) }
        for (name, value) in defaults where !settings.hasProperty(name) { try configuration.set(name, value) }
        configuration.reportDeliveries()
        return try configuration.makeClient(RD_KAFKA_PRODUCER, context)
    }
}
