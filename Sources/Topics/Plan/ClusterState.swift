/// What is on the cluster.
package struct ClusterState: Hashable, Sendable {
    /// Kafka's id of the cluster, where it tells one.
    package var id: String?
    /// The brokers that are up.
    package var brokers: Int
    /// Whether this is librdkafka's mock, which answers no admin request: they would only time out.
    package var isMock: Bool
    /// By full name.
    package var topics: [String: ActualTopic]

    /// A cluster as its metadata tells it.
    package init(id: String?, brokers: Int, isMock: Bool = false, topics: [String: ActualTopic] = [:]) {
        self.id = id
        self.brokers = brokers
        self.isMock = isMock
        self.topics = topics
    }
}

/// A topic that stands.
package struct ActualTopic: Hashable, Sendable {
    /// How many replicas each partition has, in the partitions' order.
    package var replicas: [Int]
    /// Every setting of it, its own and inherited; nil where nobody asked.
    package var settings: [String: ActualSetting]?

    /// A topic as the cluster describes it.
    package init(replicas: [Int], settings: [String: ActualSetting]? = nil) {
        self.replicas = replicas
        self.settings = settings
    }
}

/// A setting's value on the cluster.
package struct ActualSetting: Hashable, Sendable {
    /// nil where the broker keeps it to itself.
    package var value: String?
    /// Whether it was set on the topic itself, rather than coming from the broker or from Kafka's defaults.
    package var isSetOnTopic: Bool

    /// A setting as the cluster describes it.
    package init(_ value: String?, isSetOnTopic: Bool) {
        self.value = value
        self.isSetOnTopic = isSetOnTopic
    }
}

/// A topic to be made.
package struct NewTopic: Hashable, Sendable {
    package var name: String
    package var partitions: Int
    package var replication: Int
    package var settings: [String: String]
}
