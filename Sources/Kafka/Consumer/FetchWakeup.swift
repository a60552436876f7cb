internal import CRdKafka

/// Makes a client look at once whether queues that were full have room again.
///
/// The thread that fetches from a broker asks a full queue only when something else wakes it, after a whole second at the latest
/// (2.0.2: rd_kafka_broker_consumer_serve sleeps until its next timer). To go on meanwhile a lane would need a second's
/// records in its queue, some hundred MiB of them in memory. Nothing public wakes that thread for nothing; but new credentials do,
/// and those that it has already change nothing else:
///
/// > rd_kafka_sasl_set_credentials: Sets or resets the SASL (PLAIN or SCRAM) credentials used by this client when making new
/// > connections to brokers. … This function will not disconnect existing connections that might have been made using the old
/// > credentials.
///
/// Versions that have `fetch.queue.backoff.ms` (2.2.0) need none of this.
struct FetchWakeup: Sendable {
    private static let backoff = "fetch.queue.backoff.ms"

    /// What the client has already; nil where there is nothing that could be set without changing something.
    private let credentials: (name: String, password: String)?

    /// For a client of this configuration, which is complete; asks newer libraries to look often.
    init(_ configuration: borrowing Configuration, _ settings: ClientSettings) throws(KafkaError) {
        if configuration.knows(Self.backoff) {
            if !settings.hasProperty(Self.backoff) { try configuration.set(Self.backoff, 10) }
            credentials = nil
            return
        }
        let name = configuration.value(of: "sasl.username")
        let password = configuration.value(of: "sasl.password")
        let usesSASL = configuration.value(of: "security.protocol")?.hasPrefix("sasl") ?? true
        switch (name, password) {
        case (let name?, let password?): credentials = (name, password)
        case (nil, nil) where !usesSASL: credentials = ("", "")
        // Kerberos and tokens: an empty name is not the same to them as none.
        default: credentials = nil
        }
    }

    /// Wakes the client's threads. Any thread; waits for nothing.
    func callAsFunction(_ client: ClientHandle) {
        guard let credentials else { return }
        guard let error = unsafe rd_kafka_sasl_set_credentials(client.pointer, credentials.name, credentials.password)
        else { return }
        unsafe rd_kafka_error_destroy(error)
    }
}
