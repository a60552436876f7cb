/// What the module needs of a Kafka client: its admin requests, as they are in librdkafka 2.0.2.
package protocol TopicAdmin: Sendable {
    /// The cluster and all its topics, without settings: metadata, which a mock answers too.
    func cluster() async throws -> ClusterState
    /// Every setting of each of `topics`. Never asked of a mock.
    func settings(of topics: [String]) async throws -> [String: [String: ActualSetting]]
    /// Makes a topic.
    func create(_ topic: NewTopic) async throws
    /// Adds partitions until there are `partitions`.
    func grow(_ topic: String, to partitions: Int) async throws
    /// Kafka's AlterConfigs: what is set on the topic is replaced as a whole, so a setting that isn't among `settings` goes.
    func replaceSettings(of topic: String, with settings: [String: String]) async throws
    /// Deletes a topic.
    func delete(_ topic: String) async throws
}

extension TopicAdmin {
    /// The cluster, with the settings of those of `topics` that stand there.
    package func state(of topics: [TopicSpec]) async throws -> ClusterState {
        var state = try await cluster()
        let standing = topics.map(\.name).filter { state.topics[$0] != nil }
        guard !state.isMock, !standing.isEmpty else { return state }
        for (topic, settings) in try await settings(of: standing) { state.topics[topic]?.settings = settings }
        return state
    }
}

extension TopicPlan {
    /// `check` and `plan`: looks at the cluster and changes nothing.
    package static func check(
        _ topics: [TopicSpec], with admin: some TopicAdmin, options: Options = Options()
    ) async throws -> TopicPlan {
        TopicPlan(topics, on: try await admin.state(of: topics), options: options)
    }
}
