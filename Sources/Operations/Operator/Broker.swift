package import Kafka
package import Service

/// The brokers as a command finds them before it begins.
package struct Broker: Sendable {
    /// Answers questions.
    package let admin: Admin
    /// What the client complained of.
    package let log: ClientLog
    /// The brokers and topics of a moment ago.
    package let metadata: Metadata
    /// The cluster's id.
    package let clusterID: String?

    /// Whether it is librdkafka's mock, which knows no admin calls.
    package var isMock: Bool { clusterID.map { Admin.isMock(clusterID: $0) } ?? false }

    /// Reaches the brokers, or says what is in the way.
    package static func reach(
        _ settings: ClientSettings, timeout: Duration = .seconds(10)
    ) async throws -> Broker {
        let log = ClientLog()
        let admin: Admin
        do throws(KafkaError) {
            admin = try Admin(settings, log: log.handler)
        } catch { throw failure(error, settings, log) }
        let broker = try await Blocking.run(within: timeout + .seconds(5)) {
            do throws(KafkaError) {
                let metadata = try admin.metadata(timeout: timeout)
                return Broker(
                    admin: admin, log: log, metadata: metadata, clusterID: admin.clusterID(timeout: .seconds(2)))
            } catch { throw failure(error, settings, log) }
        }
        guard let broker else { throw failure(KafkaError(.timedOut), settings, log) }
        return broker
    }

    /// The error as the program ends by it: a setting's fault is a bad configuration, anything else a missing server.
    static func failure(_ error: KafkaError, _ settings: ClientSettings, _ log: ClientLog) -> any Error {
        if let property = error.property {
            let name = "KAFKA_" + property.uppercased().replacing(".", with: "_")
            return SettingsError([
                .init(name, error.message, remedy: "give a value that librdkafka takes, or remove it")
            ])
        }
        return UnavailableError(
            "Kafka at \(settings.bootstrapServers) doesn't answer: \(error)\(log.complaint); "
                + "is KAFKA_BOOTSTRAP_SERVERS right, and is the broker up?")
    }

    /// Says which of these topics are not there, before anything is sent to them.
    package func require(_ topics: Set<String>) throws(UnavailableError) {
        let missing = topics.filter { metadata.topic($0).map { $0.error != nil } ?? true }.sorted()
        guard !missing.isEmpty else { return }
        throw UnavailableError(
            "no such \(missing.count == 1 ? "topic" : "topics"): \(missing.joined(separator: ", ")); "
                + "make what is missing with `zapline topics apply`, or see whether ZAPLINE_TOPIC_PREFIX is right")
    }
}
