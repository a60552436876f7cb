package import Kafka
package import Topics

/// The admin requests that `Topics` needs, over our Kafka client: each on a thread that may block, with a timeout of its own.
package struct KafkaTopicAdmin: TopicAdmin {
    private let admin: Admin
    private let timeout: Duration

    /// An administrator over `admin`.
    package init(_ admin: Admin, timeout: Duration = .seconds(10)) {
        self.admin = admin
        self.timeout = timeout
    }

    /// The cluster and its topics.
    package func cluster() async throws -> ClusterState {
        let (admin, timeout) = (admin, timeout)
        return try await Blocking.run {
            let metadata = try admin.metadata(timeout: timeout)
            let id = admin.clusterID(timeout: timeout)
            let topics = metadata.topics.filter { $0.error == nil }.map { topic in
                (topic.name, ActualTopic(replicas: topic.partitions.map(\.replicas.count)))
            }
            return ClusterState(
                id: id, brokers: metadata.brokers.count, isMock: id.map { Admin.isMock(clusterID: $0) } ?? false,
                topics: Dictionary(topics) { first, _ in first })
        }
    }

    /// Every setting of each of `topics`.
    package func settings(of topics: [String]) async throws -> [String: [String: ActualSetting]] {
        let (admin, timeout) = (admin, timeout)
        return try await Blocking.run {
            var found: [String: [String: ActualSetting]] = [:]
            for topic in topics {
                let entries = try admin.describeConfig(.topic(topic), timeout: timeout)
                found[topic] = Dictionary(
                    entries.map { ($0.name, ActualSetting($0.value, isSetOnTopic: $0.source == .topic)) }
                ) { first, _ in first }
            }
            return found
        }
    }

    /// Makes a topic.
    package func create(_ topic: Topics.NewTopic) async throws {
        let new = Kafka.NewTopic(
            topic.name, partitions: topic.partitions, replication: topic.replication, config: topic.settings)
        try await ask { admin, timeout in try admin.createTopics([new], timeout: timeout) }
    }

    /// Adds partitions until there are `partitions`.
    package func grow(_ topic: String, to partitions: Int) async throws {
        try await ask { admin, timeout in try admin.createPartitions([topic: partitions], timeout: timeout) }
    }

    /// Replaces what is set on the topic as a whole.
    package func replaceSettings(of topic: String, with settings: [String: String]) async throws {
        try await ask { admin, timeout in
            try admin.alterConfig(.topic(topic), settings, timeout: timeout)
            return []
        }
    }

    /// Deletes a topic.
    package func delete(_ topic: String) async throws {
        try await ask { admin, timeout in try admin.deleteTopics([topic], timeout: timeout) }
    }

    private func ask(
        _ request: @escaping @Sendable (Admin, Duration) throws -> [Admin.TopicResult]
    ) async throws {
        let (admin, timeout) = (admin, timeout)
        let results = try await Blocking.run { try request(admin, timeout) }
        if let error = results.lazy.compactMap(\.error).first { throw error }
    }
}
