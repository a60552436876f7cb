import Events

/// A record on its way to Kafka, as the outbox keeps it.
package struct Outgoing: Hashable, Sendable {
    /// The topic, without the prefix.
    package let topic: String
    /// The record's key.
    package let key: String
    /// The event's id; of a tombstone the key, since it has none.
    package let id: String
    /// The event in structured mode; nil is a tombstone.
    package let value: [UInt8]?
    /// After that it isn't worth sending; nil: it always is.
    package let expiresAt: Moment?

    /// A record as it was kept.
    init(topic: String, key: String, id: String, value: [UInt8]?, expiresAt: Moment? = nil) {
        self.topic = topic
        self.key = key
        self.id = id
        self.value = value
        self.expiresAt = expiresAt
    }

    /// The record of an event.
    init(_ event: CloudEvent, expiresAt: Moment? = nil) {
        self.init(
            topic: event.topicName ?? "health", key: event.key, id: event.id, value: event.structured(),
            expiresAt: expiresAt)
    }

    /// The record that takes what is gone off the health topic.
    static func tombstone(_ subject: HealthEvents.Subject) -> Outgoing { tombstone(subject.text) }

    /// The same by its key.
    static func tombstone(_ key: String) -> Outgoing { Outgoing(topic: "health", key: key, id: key, value: nil) }
}
