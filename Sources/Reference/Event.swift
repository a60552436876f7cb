internal import JSON

/// An event that rows are made of, each kind with the fields that contract §2 and §3 list for it.
enum Event {
    case lifecycle(LifecycleEvent)
    case heartbeat(Envelope)
    case body(Envelope, Body)
    case status(Envelope, StatusChange)
    case edit(Envelope, Edit)
    case revoke(Envelope, Revoke)
    case reaction(Envelope, Reaction)
    case contact(Envelope, Contact)
    case chat(Envelope, Chat)

    /// Reads what a record says; nil for what makes no row: a tombstone, a type of no table, a type on the wrong topic.
    ///
    /// The fields are read before the topic is looked at: a record whose event is wrong is poison wherever it stands.
    init?(_ content: Content, record: LogRecord, maxEventBytes: Int) throws(Poison) {
        guard let envelope = try Self.envelope(content, record: record, maxEventBytes: maxEventBytes),
            let event = try Self.event(envelope, content.data), envelope.type.topic == record.topic
        else { return nil }
        self = event
    }

    private static func envelope(
        _ content: Content, record: LogRecord, maxEventBytes: Int
    ) throws(Poison) -> Envelope? {
        if let value = record.value, value.count > maxEventBytes { throw .tooLarge }
        switch content {
        case .tombstone: return nil
        case .notJSON, .envelope(_, .notJSON): throw .invalidJSON
        case .bareJSON: throw .invalid("specversion")
        case .envelope(let attributes, _): return try Envelope(attributes, timestamp: record.timestamp)
        }
    }

    private static func event(_ envelope: Envelope, _ data: Fields) throws(Poison) -> Event? {
        switch envelope.type {
        case .lifecycle(let word): .lifecycle(try LifecycleEvent(envelope, word, data))
        case .heartbeat: .heartbeat(envelope)
        case .message(let type): try message(type, envelope, data)
        case .tableless: nil
        }
    }

    private static func message(_ type: MessageType, _ envelope: Envelope, _ data: Fields) throws(Poison) -> Event {
        switch type {
        case .received, .sent, .undecryptable: .body(envelope, try Body(type, data))
        case .status: .status(envelope, try StatusChange(data, eventTime: envelope.time))
        case .edited: .edit(envelope, try Edit(data, eventTime: envelope.time))
        case .revoked: .revoke(envelope, try Revoke(data, eventTime: envelope.time))
        case .reaction: .reaction(envelope, try Reaction(data, eventTime: envelope.time))
        case .contact: .contact(envelope, try Contact(data))
        case .chat, .group: .chat(envelope, try Chat(data))
        }
    }
}
