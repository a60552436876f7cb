/// What a topic shall be, as its file says.
package struct TopicSpec: Hashable, Sendable {
    /// What the records' keys are.
    package enum Key: Hashable, Sendable {
        /// No keys: nothing depends on which partition a record lands in.
        case none
        /// A key of this meaning, such as `instance` or `instance/chat`.
        case named(String)
    }

    /// How many replicas each partition has.
    package enum Replication: Hashable, Sendable {
        /// 3, or as many as there are brokers where they are fewer, so that one file serves production and a laptop.
        case automatic
        case exactly(Int)

        /// The number on a cluster of `brokers`.
        package func count(brokers: Int) -> Int {
            switch self {
            case .automatic: max(1, min(3, brokers))
            case .exactly(let count): count
            }
        }
    }

    /// The full name, prefix included.
    package var name: String
    /// What it carries, for people.
    package var description: String
    package var key: Key
    /// The only cluster that the file is for, where it names one.
    package var clusterID: String?
    package var partitions: Int
    package var replication: Replication
    /// Kafka's names and Kafka's values; only `min.insync.replicas` may still be `auto`.
    package var settings: [String: String]
    /// The file that it came from, for messages.
    package var file: String

    /// The settings for a topic of `replication` replicas.
    func settings(forReplication replication: Int) -> [String: String] {
        var settings = settings
        if settings[Self.minInSync] == "auto" { settings[Self.minInSync] = "\(max(1, replication - 1))" }
        return settings
    }

    static let minInSync = "min.insync.replicas"
}
