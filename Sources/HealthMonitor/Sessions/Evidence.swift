import Events

/// What a record shows of a session besides its state.
package enum Evidence: Hashable, Sendable {
    /// That its gateway runs.
    case heartbeat
    /// That a message came in, so that it is connected indeed.
    case received
    /// That its gateway was asked to send, or its owner sent from another device: its gateway may say so while nothing leaves it.
    case sent
    /// That WhatsApp said something else: an acknowledgement, a reaction, a changed contact.
    case news
    /// Nothing but that somebody spoke of it.
    case mention

    /// What an event of this type shows.
    init(_ type: EventType?) {
        switch type?.family {
        case .heartbeat: self = .heartbeat
        case .message:
            switch type {
            case .messageReceived, .messageUndecryptable: self = .received
            case .messageSent: self = .sent
            default: self = .news
            }
        default: self = .mention
        }
    }

    /// Whether a message itself passed, and not only news of one.
    var isMessage: Bool { self == .received || self == .sent }

    /// Whether WhatsApp gave it: that alone proves a connection.
    var isTraffic: Bool { self == .received || self == .news }
}

extension Evidence {
    /// What an event shows. That a message is still pending, or failed, a gateway says by itself too.
    init(_ event: Event) {
        self.init(event.type)
        if case .status(let data) = event.data, data.status == .pending || data.status == .failed { self = .mention }
    }
}
