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

extension BodyData {
    /// How much older than its event a message may be, to wait for its acknowledgement.
    private static let newsAge = 10 * Span.minute

    /// How much older it is where a history is synchronised; what was kept for a phone that was off may be hours old.
    private static let historyAge = Span.day

    /// Whether it was sent just before `time`, when its gateway told of it.
    func isNews(at time: Moment) -> Bool { time &- timestamp <= Self.newsAge }

    /// Whether it was sent so long before `time` that nothing passes now.
    func isHistory(at time: Moment) -> Bool { time &- timestamp > Self.historyAge }
}

extension Evidence {
    /// What an event shows. That a message is still pending, or failed, a gateway says by itself too; whose a message is, is said by
    /// `fromMe` and not by the type; and one that was sent long ago is told of now, when a history is synchronised.
    init(_ event: Event) {
        self.init(event.type)
        switch event.data {
        case .status(let data) where data.status == .pending || data.status == .failed: self = .mention
        case .body(let body) where body.isHistory(at: event.time): self = body.fromMe ? .mention : .news
        case .body(let body): self = body.fromMe ? .sent : .received
        default: break
        }
    }
}
