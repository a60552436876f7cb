internal import Events
internal import Reference

/// A record that the demo is about to publish.
struct DemoRecord: Hashable, Sendable {
    /// Its topic.
    var topic: LogRecord.Topic
    /// Its key.
    var key: [UInt8]
    /// Its value; nil: a tombstone.
    var value: [UInt8]?
    /// The instance that its rows name; nil where nobody can read one from it.
    var instance: String?

    /// What it counts as against the broker's limit: with its headers and what Kafka keeps for each record, rounded up.
    var size: Int { key.count + (value?.count ?? 0) + 100 }
}

extension DemoRecord {
    /// The event as `publish` would send it; nil where it belongs to no topic that rows come from.
    init?(_ event: CloudEvent) {
        guard let topic = event.topicName.flatMap({ LogRecord.Topic(rawValue: "whatsapp.\($0)") }) else { return nil }
        self.init(topic: topic, key: Array(event.key.utf8), value: event.structured(), instance: event.subject)
    }

    /// The header that says how the value is written.
    static let header = (name: "content-type", value: CloudEvent.contentType)
}
