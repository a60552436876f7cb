import Bytes

extension EventReader {
    /// The members of an event's `data` that its type's rows are made of.
    ///
    /// No data is `{}`; data of another type counts as absent, which is `{}` as well.
    func members(of data: Token?, wanted: FieldSet) throws(Poison) -> Members {
        guard let data, data.isObject, !wanted.isEmpty else { return .none }
        return try document.object(at: data.place, .data, wanted: wanted)
    }

    /// What `data` says for an event of `type` at `time`; nothing where the type is unknown.
    func eventData(of type: EventType?, _ data: Token?, time: Int64) throws(Poison) -> EventData {
        guard let type else { return .none }
        if let data, !data.isObject { invalidFields &+= 1 }
        switch type {
        case .messageReceived, .messageSent, .messageUndecryptable: return .body(try body(of: type, data))
        case .messageStatus: return .status(try statusData(data, time: time))
        case .messageEdited: return .edit(try edit(data, time: time))
        case .messageRevoked: return .revoke(try revoke(data, time: time))
        case .messageReaction: return .reaction(try reaction(data, time: time))
        case .contactUpdated: return .contact(try contact(data))
        case .chatUpdated, .groupUpdated: return .chat(try chat(data))
        default: return type.family == .lifecycle ? .lifecycle(try lifecycle(of: type, data)) : .none
        }
    }
}
