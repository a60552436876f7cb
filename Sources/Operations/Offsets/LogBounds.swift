internal import Kafka
internal import Service

/// What the broker has of a partition: the first offset, and the one that the next record gets.
struct LogBounds: Hashable, Sendable {
    var low: Int64
    var high: Int64

    /// How many offsets there are yet to apply.
    func lag(from next: Int64) -> Int64 { max(0, high - max(next, low)) }
}

/// A topic as the broker has it.
struct TopicLog: Hashable, Sendable {
    var topic: String
    var clusterID: String
    /// Every partition.
    var bounds: [Int32: LogBounds]

    /// Asks the broker.
    ///
    /// - throws: where it doesn't answer, has no such topic, or doesn't say which cluster it is of.
    static func read(_ topic: String, _ broker: Broker) async throws -> TopicLog {
        try broker.require([topic])
        guard let cluster = broker.clusterID else {
            throw OperationError(
                "the broker doesn't say which cluster it is of, and offsets belong to one; try again",
                exitCode: .unavailable)
        }
        let numbers = broker.metadata.topic(topic)?.partitions.map(\.id) ?? []
        let places = numbers.map { TopicPartition(topic, $0) }
        let bounds = try await LogBounds.read(places, broker.admin)
        let missing = places.filter { bounds[$0] == nil }
        guard missing.isEmpty else {
            throw OperationError(
                "\(missing.map(\.description).joined(separator: ", ")): no broker says where the log begins and ends; "
                    + "has the partition a leader? `zapline doctor` shows it", exitCode: .unavailable)
        }
        return TopicLog(
            topic: topic, clusterID: cluster,
            bounds: Dictionary(bounds.map { ($0.key.partition, $0.value) }, uniquingKeysWith: { $1 }))
    }
}

extension LogBounds {
    /// The bounds of these partitions; those that no broker tells in time are missing.
    static func read(
        _ places: some Collection<TopicPartition> & Sendable, _ admin: Admin, timeout: Duration = .seconds(10)
    ) async throws -> [TopicPartition: LogBounds] {
        let found = try await Blocking.run(within: timeout + .seconds(2)) { () -> [TopicPartition: LogBounds] in
            var bounds: [TopicPartition: LogBounds] = [:]
            let deadline = ContinuousClock.now + timeout
            for place in places where ContinuousClock.now < deadline {
                if let marks = try? admin.watermarks(place, timeout: .seconds(3)) {
                    bounds[place] = LogBounds(low: marks.low, high: marks.high)
                }
            }
            return bounds
        }
        return found ?? [:]
    }
}
