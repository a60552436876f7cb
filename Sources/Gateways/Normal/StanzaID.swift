import JSON

/// A message's id as Chrome's page serializes it, `<fromMe>_<chat>_<id>[_<participant>]`, taken apart. Bare ids are ids
/// too.
struct StanzaID: Hashable {
    var fromMe: Bool?
    var chat: Address?
    /// The bare stanza id.
    var id: String
    var participant: Address?

    /// A serialized or bare id as text; nil where there is no stanza id in it, as in a mere chat id.
    init?(_ text: String?) {
        guard let text, !text.isEmpty, text.utf8.count <= 1_024 else { return nil }
        var parts = text.split(separator: "_", omittingEmptySubsequences: false)[...]
        if parts.count > 1, parts.first == "true" || parts.first == "false" { fromMe = parts.removeFirst() == "true" }
        if let first = parts.first, first.contains("@") {
            chat = Address(String(first))
            parts.removeFirst()
            guard let stanza = parts.popFirst().map(Self.run), !stanza.isEmpty else { return nil }
            id = stanza
            participant = Address(parts.joined(separator: "_"))
        } else {
            id = parts.joined(separator: "_")
        }
        guard (1...255).contains(id.utf8.count) else { return nil }
    }

    /// An id as text, or as the object `{fromMe, remote, id, participant, _serialized}`, whose `remote` may be an
    /// object too.
    init?(_ value: JSONValue?) {
        guard let value, value.object != nil else {
            self.init(value?.string)
            return
        }
        let serialized = StanzaID(value["_serialized"]?.string)
        guard let id = value["id"]?.string.flatMap({ StanzaID($0)?.id }) ?? serialized?.id else { return nil }
        self.init(
            fromMe: value["fromMe"]?.bool ?? serialized?.fromMe, chat: Address(value["remote"]) ?? serialized?.chat,
            id: id,
            participant: Address(value["participant"]) ?? serialized?.participant)
    }

    private init(fromMe: Bool?, chat: Address?, id: String, participant: Address?) {
        self.fromMe = fromMe
        self.chat = chat
        self.id = id
        self.participant = participant
    }

    /// The contract's `messageId`: the stanza id, but in a channel, where ids are small counters, `<chat>/<server id>`.
    func messageID(in chat: Address?, serverID: JSONValue? = nil) -> String? {
        guard let chat = chat ?? self.chat, chat.isNewsletter else { return id }
        return Self.newsletterID(chat, serverID ?? .string(id))
    }

    /// `<chat>/<server id>`, the server id being a string with one engine and a number with another.
    static func newsletterID(_ chat: Address, _ serverID: JSONValue?) -> String? {
        guard let counter = serverID?.string ?? serverID?.int64.map(String.init), !counter.isEmpty else { return nil }
        let id = "\(chat.text)/\(counter)"
        return id.utf8.count <= 255 ? id : nil
    }

    /// What is left of an id after marks that documents put behind it, like `[_participant]`.
    private static func run(_ text: Substring) -> String {
        String(text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "=") })
    }
}
