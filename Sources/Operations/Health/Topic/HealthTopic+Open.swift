internal import Consumers
internal import Kafka
internal import Service

extension HealthTopic {
    /// Where the log of every partition begins and ends.
    ///
    /// - throws: where no broker answers, the topic isn't there, or a partition has nobody to say it: what is missing of the
    ///   picture must not look well.
    static func bounds(_ name: String, _ settings: ServiceSettings) async throws -> [TopicPartition: LogBounds] {
        let broker = try await Broker.reach(settings.client())
        try broker.require([name])
        let places = (broker.metadata.topic(name)?.partitions ?? []).map { TopicPartition(name, $0.id) }
        let bounds = try await LogBounds.read(places, broker.admin)
        let missing = places.filter { bounds[$0] == nil }
        guard missing.isEmpty, !places.isEmpty else {
            throw UnavailableError(
                "\(missing.map(\.description).joined(separator: ", ")): no broker says where the log begins and ends; "
                    + "has the partition a leader? `zapline doctor` shows it")
        }
        return bounds
    }
}
