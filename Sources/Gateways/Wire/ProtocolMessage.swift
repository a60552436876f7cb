import JSON

/// What a `protocolMessage` asks for: the protocol's way to edit and to take back.
enum ProtocolMessage {
    case revoke
    case edit(text: String)
    /// Everything else: settings of disappearing messages, keys, history.
    case other

    /// Reads the type by name or number. Revoking is number 0, which some writers leave out.
    init(_ message: JSONValue) {
        switch (message["type"]?.string, message["type"]?.int64) {
        case ("REVOKE", _), (_, 0): self = .revoke
        case ("MESSAGE_EDIT", _), (_, 14): self = Self.edit(message)
        case (nil, nil): self = message["editedMessage"]?.present == nil ? .revoke : Self.edit(message)
        default: self = .other
        }
    }

    private static func edit(_ message: JSONValue) -> ProtocolMessage {
        let content = WireContent(message["editedMessage"])
        return content?.text.map { .edit(text: $0) } ?? .other
    }
}
