/// A partition by the topic's name and its number.
package struct TopicPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The topic's name.
    package var topic: String
    /// The partition's number, from 0.
    package var partition: Int32

    /// The partition `partition` of `topic`.
    package init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// By name, then by number.
    package static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }

    /// As Kafka's own tools write it.
    package var description: String { "\(topic)-\(partition)" }
}
