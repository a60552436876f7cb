import JSON

extension WhatsAppWebJS {
    /// Where a message stands, by its own fields.
    struct Place {
        var id: StanzaID
        var messageID: String
        var chat: Address
        var fromMe: Bool
        var sender: Address?

        init(_ message: JSONValue) throws(MappingProblem) {
            guard let id = StanzaID(message["id"]) else { throw .missing("message id (id._serialized)") }
            let fromMe = message["fromMe"]?.bool ?? id.fromMe ?? false
            guard let chat = id.chat ?? Address(message[fromMe ? "to" : "from"]) else { throw .missing("id.remote") }
            let serverID = (message["serverId"] ?? message.at("_data", "serverId"))?.present
            guard let messageID = id.messageID(in: chat, serverID: serverID) else { throw .bad("id", "a message's id") }
            self.id = id
            self.messageID = messageID
            self.chat = chat
            self.fromMe = fromMe
            let author = Address(message["author"]) ?? id.participant
            sender = author ?? Address(message["from"]) ?? (fromMe ? nil : chat)
        }
    }

    /// A message of either direction. An incoming one comes as `message` and as `message_create`: both give the same
    /// body.
    static func message(_ message: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        let place = try Place(message)
        let type = message["type"]?.word ?? "chat"
        guard !WebMessageType.isNotice(type) else { return draft.ignore("A notice in a chat is no message.") }
        switch type {
        case "ciphertext": try add(Message.Content(), message, place, into: &draft)
        case "revoked":
            Revocation(messageID: place.messageID, chat: place.chat, fromMe: place.fromMe).add(to: &draft)
        default: try add(content(message, type), message, place, into: &draft)
        }
    }

    /// A message that is there and can't be read: at once, or still after 15 seconds.
    static func undecryptable(_ message: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        try add(Message.Content(), message, Place(message), into: &draft)
    }

    private static func add(
        _ content: Message.Content, _ message: JSONValue, _ place: Place, into draft: inout Draft
    ) throws(MappingProblem) {
        guard let timestamp = Moment.microseconds(message["timestamp"]) else {
            throw message["timestamp"]?.present == nil ? .missing("timestamp") : .bad("timestamp", "a time")
        }
        Message(
            messageID: place.messageID, chat: place.chat, timestamp: timestamp, fromMe: place.fromMe,
            sender: place.sender,
            content: content, pushName: message.at("_data", "notifyName")?.word ?? message["notifyName"]?.word,
            aliases: nil,
            level: MessageLevel(ack: message["ack"]?.int64)
        ).add(to: &draft)
    }

    /// What the message says. The body of a place, a product or an order is a thumbnail in base 64.
    private static func content(_ message: JSONValue, _ type: String) -> Message.Content {
        let kind = WebMessageType.kind(type)
        let raw = message["_data"]
        var media = WebMedia.of(raw)
        if media == nil, message["hasMedia"]?.bool == true { media = Media(seconds: Moment.count(message["duration"])) }
        let quoted =
            StanzaID(raw?["quotedStanzaID"]) ?? StanzaID(raw?.at("quotedMsg", "id"))
            ?? StanzaID(message.at("quotedMsg", "id"))
        return Message.Content(kind: kind, text: text(message, kind), media: media, replyTo: quoted?.id)
    }

    private static func text(_ message: JSONValue, _ kind: String) -> String? {
        switch kind {
        case "location": message["location"].flatMap(MapPlace.text)
        case "product", "order":
            message["title"]?.word ?? message["orderTitle"]?.word ?? message.at("_data", "title")?.word
        case "poll": poll(message)
        case "contact": message["body"]?.word ?? message["vCards"]?.array?.compactMap(\.string).joined(separator: "\n")
        default: message["body"]?.string
        }
    }

    private static func poll(_ message: JSONValue) -> String? {
        guard let name = message["pollName"]?.word ?? message["body"]?.word else { return nil }
        let options = message["pollOptions"]?.array?.compactMap { $0["name"]?.word ?? $0.word } ?? []
        return ([name] + options).joined(separator: "\n")
    }
}
