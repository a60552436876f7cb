import Bytes

extension EventReader {
    private static let fields: FieldSet = [
        .messageId, .chat, .timestamp, .fromMe, .sender, .kind, .text, .media, .replyTo, .pushName, .aliases, .status,
    ]

    /// The data of `message.received`, `message.sent` and `message.undecryptable`.
    func body(of type: EventType, _ data: Token?) throws(Poison) -> BodyData {
        let data = try members(of: data, wanted: Self.fields)
        var body = BodyData(
            messageID: try required(.messageId, text(.messageId, .address, in: data)),
            chat: try required(.chat, text(.chat, .address, in: data)),
            timestamp: try required(.timestamp, time(.timestamp, in: data)),
            fromMe: optional(flag(.fromMe, in: data)) ?? (type == .messageSent),
            sender: optional(try text(.sender, .address, in: data)),
            kind: optional(try text(.kind, .any, in: data)) ?? ByteView("text"),
            text: optional(try text(.text, .any, in: data)),
            media: try media(in: data),
            replyTo: optional(try text(.replyTo, .address, in: data)),
            pushName: optional(try text(.pushName, .any, in: data)),
            alias: optional(try alias(in: data)),
            status: optional(try status(.status, in: data)))
        if type == .messageUndecryptable { body.kind = ByteView(BodyData.undecryptable) }
        if body.isUndecryptable { body.text = nil }
        return body
    }

    /// Two addresses of one person: both or none.
    func alias(in data: Members) throws(Poison) -> Found<Alias> {
        switch try object(.aliases, wanted: [.lid, .phone], in: data) {
        case .flawed(let flaw): return .flawed(flaw)
        case .value(let members):
            guard case .value(let lid) = try text(.lid, .address, in: members),
                case .value(let phone) = try text(.phone, .address, in: members)
            else { return .flawed(.range) }
            return .value(Alias(lid: lid, phone: phone))
        }
    }
}
