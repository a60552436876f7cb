import JSON

/// A message's body on its way into an event.
struct Message {
    var messageID: String
    var chat: Address
    /// When it was sent, in microseconds since the Unix epoch.
    var timestamp: Int64
    var fromMe: Bool
    var sender: Address?
    var content: Content
    var pushName: String?
    var aliases: Aliases?
    /// How far it got, for our own messages; how far we are with somebody else's is of no rank.
    var level: MessageLevel?

    /// What is in a message.
    struct Content {
        /// In the words of WhatsApp: `text`, `image`, `ptt`, `poll` …; nil where it could not be decrypted.
        var kind: String?
        var text: String?
        var media: Media?
        var replyTo: String?
    }

    /// The sender, unless what the gateway calls so is the group itself.
    private var person: Address? { sender.flatMap { $0.hasMembers || $0.isNewsletter ? nil : $0 } }

    /// Adds the event that this message is.
    func add(to draft: inout Draft) {
        draft.add(type, data, ownTime: timestamp)
    }

    private var type: String {
        guard content.kind != nil else { return "message.undecryptable" }
        return fromMe ? "message.sent" : "message.received"
    }

    /// The text of media is their caption: it stands in both places, so that a search over bodies finds it, and an edit
    /// of it has an original.
    private var data: JSONValue {
        var media = content.media
        if media != nil, media?.caption == nil { media?.caption = content.text }
        let text = content.text ?? media?.caption
        return .fields([
            "messageId": .string(messageID), "chat": .address(chat), "timestamp": .time(timestamp),
            "fromMe": .bool(fromMe),
            "sender": .address(person), "kind": .word(content.kind),
            "text": content.kind == "text" ? .text(text) : .word(text), "media": media?.json,
            "replyTo": .word(content.replyTo), "pushName": .word(pushName), "aliases": aliases?.json,
            "status": fromMe ? .text(level?.rawValue) : nil,
        ])
    }
}
