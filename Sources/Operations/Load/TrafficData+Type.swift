extension TrafficData {
    /// The event's type.
    var type: String {
        switch self {
        case .lifecycle(let step, _): step.type
        case .heartbeat: "whatsapp.session.heartbeat"
        case .body(let body): body.type
        case .status: "whatsapp.message.status"
        case .edit: "whatsapp.message.edited"
        case .revoke: "whatsapp.message.revoked"
        case .reaction: "whatsapp.message.reaction"
        case .contact: "whatsapp.contact.updated"
        case .chat: "whatsapp.chat.updated"
        case .group: "whatsapp.group.updated"
        case .call: "whatsapp.call.received"
        case .pollVote: "whatsapp.poll.vote"
        }
    }

    /// The topic's name without the prefix.
    var topicName: String {
        switch self {
        case .lifecycle: "lifecycle"
        case .heartbeat: "heartbeats"
        default: "messages"
        }
    }

    /// The chat or contact that the record's key names.
    var place: TrafficAddress? {
        switch self {
        case .lifecycle, .heartbeat, .revoke: nil
        case .body(let body): body.message.chat
        case .status(let message, _, _, _), .edit(let message, _, _, _), .reaction(let message, _, _, _),
            .pollVote(let message, _):
            message.chat
        case .contact(let address, _, _), .chat(let address, _, _), .group(let address, _), .call(let address): address
        }
    }
}

extension TrafficBody {
    /// The event's type.
    fileprivate var type: String {
        if kind == .undecryptable { return "whatsapp.message.undecryptable" }
        return message.isFromMe ? "whatsapp.message.sent" : "whatsapp.message.received"
    }
}
