internal import Kafka
internal import Service

extension TopicPartition {
    /// A partition from `TOPIC/PARTITION`; the topic may lack the prefix.
    init(_ text: String, prefix: String, path: [String]) throws(UsageError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let partition = Int32(parts[1]), partition >= 0 else {
            throw UsageError("give a partition as TOPIC/PARTITION, lifecycle/3 for example", path: path)
        }
        self.init(Self.topic(String(parts[0]), prefix: prefix), partition)
    }

    /// A topic's whole name.
    static func topic(_ name: String, prefix: String) -> String { name.hasPrefix(prefix) ? name : prefix + name }

    /// `TOPIC/PARTITION` with as little of the topic's name as tells it.
    func short(prefix: String) -> String {
        let name = topic.hasPrefix(prefix) ? String(topic.dropFirst(prefix.count)) : topic
        return "\(name.isEmpty ? topic : name)/\(partition)"
    }
}
