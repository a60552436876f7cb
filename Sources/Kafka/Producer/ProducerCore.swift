internal import CRdKafka
import Synchronization
import Threads

/// What a producer's thread and its callers share: the client of the moment.
final class ProducerCore: Sendable {
    private struct State {
        var client: ClientHandle
        var renewals = 0
        var isStopped = false
    }

    let tally = DeliveryTally()
    private let settings: ClientSettings
    private let log: LogHandler
    private let state: Mutex<State>

    init(_ settings: ClientSettings, _ log: @escaping LogHandler) throws(KafkaError) {
        self.settings = settings
        self.log = log
        state = Mutex(State(client: try Self.makeClient(settings, ClientContext(log: log, tally: tally))))
    }

    var client: ClientHandle { state.withLock { $0.client } }
    var renewals: Int { state.withLock { $0.renewals } }
    var isStopped: Bool { state.withLock { $0.isStopped } }

    func stop() { state.withLock { $0.isStopped = true } }

    /// Serves delivery reports until `stop`.
    func startPolling() throws(KafkaError) {
        let started = WorkerThread.start { [self] in
            while !isStopped { turn() }
            abandon(client)
        }
        if started == nil { throw KafkaError(.failed, "the process may have no more threads; raise the limit (ulimit -u)") }
    }

    private func turn() {
        let client = client
        // > rd_kafka_poll: Polls the provided kafka handle for events. Events will cause application-provided callbacks
        // > to be called.
        _ = unsafe rd_kafka_poll(client.pointer, 100)
        guard let error = client.fatalError, !isStopped else { return }
        renew(client, after: error)
    }

    private func renew(_ old: ClientHandle, after error: KafkaError) {
        do throws(KafkaError) {
            let client = try Self.makeClient(settings, ClientContext(log: log, tally: tally))
            state.withLock {
                $0.client = client
                $0.renewals += 1
            }
            log(LogLine(level: 4, facility: "RENEW", text: "the producer begins anew after \(error)"))
        } catch let failure {
            log(LogLine(level: 3, facility: "RENEW", text: "the producer can't begin anew: \(failure)"))
            return
        }
        abandon(old)
    }

    /// Gives up what `client` still has, so that each record has its report.
    ///
    /// > rd_kafka_purge: Purge messages currently handled by the producer instance. … The application will need to call
    /// > rd_kafka_poll() or rd_kafka_flush() afterwards to serve the delivery report callbacks of the purged messages.
    private func abandon(_ client: ClientHandle) {
        _ = unsafe rd_kafka_purge(client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        _ = unsafe rd_kafka_flush(client.pointer, Duration.seconds(2).milliseconds)
    }

    private static func makeClient(
        _ settings: ClientSettings, _ context: ClientContext
    ) throws(KafkaError) -> ClientHandle {
        let configuration = try Configuration()
        try settings.apply(to: configuration)
        let fixed = [("enable.idempotence", "true"), ("acks", "all"), ("partitioner", "murmur2_random")]
        // As large as the largest event by default may be, and some; the topic's own limit is the broker's to keep.
        let defaults = [("linger.ms", "5"), ("compression.type", "lz4"), ("message.max.bytes", "20000000")]
        for (name, value) in fixed { try configuration.set(name, value) }
        for (name, value) in defaults where !settings.hasProperty(name) { try configuration.set(name, value) }
        configuration.reportDeliveries()
        return try configuration.makeClient(RD_KAFKA_PRODUCER, context)
    }
}
