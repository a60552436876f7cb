import JSON

extension CloudEvent {
    /// The topic that carries this type, without the prefix; nil for a type that has none.
    package var topicName: String? {
        guard type != "whatsapp.session.heartbeat" else { return "heartbeats" }
        guard type != "whatsapp.canary" else { return "messages" }
        return Self.families.first { type.utf8.starts(with: $0.prefix.utf8) }?.topic
    }

    /// The record's key: `partitionKey` where it is set; a message's `instance/chat`, else `instance/contact`, else the
    /// instance, so that one chat's events are mostly in one partition; `subject` for everything else.
    package var key: String {
        if let partitionKey { return partitionKey }
        guard topicName == "messages", let place = data["chat"]?.string ?? data["contact"]?.string else {
            return subject
        }
        return "\(subject)/\(place)"
    }

    /// Which topic each family of types goes to.
    private static let families: [(prefix: String, topic: String)] = [
        ("whatsapp.session.", "lifecycle"), ("whatsapp.message.", "messages"), ("whatsapp.poll.", "messages"),
        ("whatsapp.contact.", "messages"), ("whatsapp.chat.", "messages"), ("whatsapp.group.", "messages"),
        ("whatsapp.call.", "messages"), ("whatsapp.health.", "health"), ("whatsapp.command.", "commands"),
    ]
}
