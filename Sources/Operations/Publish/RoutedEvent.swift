internal import Events
internal import Kafka

/// An event on its way to a topic.
package struct RoutedEvent: Hashable, Sendable {
    /// The topic's name without the prefix.
    package var topicName: String
    /// The record's key.
    package var key: [UInt8]
    /// The record's value.
    package var value: [UInt8]

    /// An event on its way.
    package init(topicName: String, key: [UInt8], value: [UInt8]) {
        self.topicName = topicName
        self.key = key
        self.value = value
    }

    /// The record, under a prefix.
    func record(prefix: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: prefix + topicName, key: key, value: value,
            headers: [.init("content-type", Array(CloudEvent.contentType.utf8))])
    }
}
