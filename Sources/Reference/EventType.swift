/// The last word of a `whatsapp.session.` type that is a record of `whatsapp.lifecycle`: contract §2.
enum LifecycleWord: String, CaseIterable {
    case created, starting
    case pairingCode = "pairing_code"
    case passkey, qr, authenticated, connected, degraded, limited
    case historySync = "history_sync"
    case disconnected, replaced
    case loggedOut = "logged_out"
    case banned, outdated, failed, stopped, deleted
}

/// The types that make rows of `whatsapp.messages`: contract §3.
enum MessageType: String, CaseIterable {
    case received = "message.received"
    case sent = "message.sent"
    case undecryptable = "message.undecryptable"
    case status = "message.status"
    case edited = "message.edited"
    case revoked = "message.revoked"
    case reaction = "message.reaction"
    case contact = "contact.updated"
    case chat = "chat.updated"
    case group = "group.updated"
}

/// What an event's `type` asks of the tables.
enum EventType {
    case lifecycle(LifecycleWord)
    case heartbeat
    case message(MessageType)
    /// Archived and in no other table: known types such as `whatsapp.poll.vote`, and unknown ones.
    case tableless

    /// nil for what doesn't begin with `whatsapp.`: "an unknown `whatsapp.*` is archived and counted, anything else is
    /// poison".
    init?(_ name: Text) {
        guard let rest = name.dropping(prefix: "whatsapp.") else { return nil }
        if rest == "session.heartbeat" {
            self = .heartbeat
        } else if let word = Text(rest).dropping(prefix: "session.").flatMap(LifecycleWord.init(rawValue:)) {
            self = .lifecycle(word)
        } else if let type = MessageType(rawValue: rest) {
            self = .message(type)
        } else {
            self = .tableless
        }
    }

    /// The topic it belongs on, where it makes rows at all.
    var topic: LogRecord.Topic? {
        switch self {
        case .lifecycle: .lifecycle
        case .heartbeat: .heartbeats
        case .message: .messages
        case .tableless: nil
        }
    }
}
