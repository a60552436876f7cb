import JSON

extension WAHA {
    /// The id of a payload that is a message, taken apart, with what else tells where it stands.
    struct Place {
        var id: StanzaID?
        var chat: Address
        var fromMe: Bool
        var participant: Address?
        var serverID: JSONValue?

        init(_ payload: JSONValue) throws(MappingProblem) {
            let key = payload.at("_data", "key")
            let info = payload.at("_data", "Info")
            let id = StanzaID(payload["id"]) ?? StanzaID(key?["id"]) ?? StanzaID(info?["ID"])
            let fromMe =
                payload["fromMe"]?.bool ?? id?.fromMe ?? key?["fromMe"]?.bool ?? info?["IsFromMe"]?.bool ?? false
            let other = Address(payload[fromMe ? "to" : "from"])
            guard let chat = id?.chat ?? Address(key?["remoteJid"]) ?? Address(info?["Chat"]) ?? other else {
                throw .missing("payload.from")
            }
            self.id = id
            self.chat = chat
            self.fromMe = fromMe
            participant = Address(payload["participant"]) ?? id?.participant
            serverID = (key?["server_id"] ?? info?["ServerID"])?.present
        }

        func messageID() throws(MappingProblem) -> String {
            let found = id?.messageID(in: chat, serverID: serverID) ?? StanzaID.newsletterID(chat, serverID)
            guard let found, id != nil || chat.isNewsletter else { throw .missing("message id (payload.id)") }
            return found
        }

        /// Who wrote it: in a group the participant, else the other side or ourselves.
        func sender(_ account: Account) -> Address? { participant ?? (fromMe ? account.address : chat) }
    }

    /// A message of either direction.
    static func message(_ payload: JSONValue, _ account: Account, into draft: inout Draft) throws(MappingProblem) {
        let wire = WireContent(payload.at("_data", "message") ?? payload.at("_data", "Message"))
        if let wire, wire.name == "reactionMessage" {
            return try wireReaction(wire.part, payload, account, into: &draft)
        }
        try message(payload, account, content(payload, wire), into: &draft)
    }

    /// A message that is there and can't be read, yet.
    static func undecryptable(_ payload: JSONValue, _ account: Account, into draft: inout Draft) throws(MappingProblem)
    {
        try message(payload, account, Message.Content(), into: &draft)
    }

    private static func message(
        _ payload: JSONValue, _ account: Account, _ content: Message.Content, into draft: inout Draft
    ) throws(MappingProblem) {
        let place = try Place(payload)
        let messageID = try place.messageID()
        guard let timestamp = Moment.microseconds(payload["timestamp"]) else {
            throw payload["timestamp"]?.present == nil
                ? .missing("payload.timestamp") : .bad("payload.timestamp", "a time")
        }
        Message(
            messageID: messageID, chat: place.chat, timestamp: timestamp, fromMe: place.fromMe,
            sender: place.sender(account),
            content: content, pushName: pushName(payload), aliases: aliases(payload, place),
            level: MessageLevel(ack: payload["ack"]?.int64) ?? MessageLevel(ackName: payload["ackName"]?.string)
        ).add(to: &draft)
    }

    private static func pushName(_ payload: JSONValue) -> String? {
        payload.at("_data", "notifyName")?.word ?? payload.at("_data", "pushName")?.word
            ?? payload.at("_data", "Info", "PushName")?.word
    }

    /// The two addresses of whoever the chat or, in a group, the message is from.
    private static func aliases(_ payload: JSONValue, _ place: Place) -> Aliases? {
        let info = payload.at("_data", "Info")
        if let key = payload.at("_data", "key"), let pair = KeyAliases.of(key) { return pair }
        if place.chat.hasMembers { return Aliases(Address(info?["Sender"]), Address(info?["SenderAlt"])) }
        return Aliases(place.chat, Address(info?[place.fromMe ? "RecipientAlt" : "SenderAlt"]))
    }

    /// What the message says. WAHA's own fields come first; the engine's raw object knows more about kind and media.
    private static func content(_ payload: JSONValue, _ wire: WireContent?) -> Message.Content {
        let body = payload["body"]?.word ?? wire?.text ?? payload["location"]?.present.flatMap(MapPlace.text)
        let media = media(payload)?.filled(from: wire?.media) ?? wire?.media
        let kind = kind(payload, wire, media)
        return Message.Content(
            kind: kind, text: kind == "text" ? body ?? payload["body"]?.string : body, media: media,
            replyTo: StanzaID(payload.at("replyTo", "id"))?.id ?? wire?.replyTo
                ?? payload.at("_data", "quotedStanzaID")?.label)
    }

    private static func kind(_ payload: JSONValue, _ wire: WireContent?, _ media: Media?) -> String {
        if let wire { return wire.kind }
        if let type = payload.at("_data", "type")?.word { return WebMessageType.kind(type) }
        if payload["location"]?.present != nil { return "location" }
        if payload["vCards"]?.array?.isEmpty == false { return "contact" }
        if let kind = Media.kind(of: media?.mimetype) { return kind }
        return media != nil || payload["hasMedia"]?.bool == true ? "media" : "text"
    }

    /// Only these fields: `media.data` would be the file itself.
    private static func media(_ payload: JSONValue) -> Media? {
        guard let media = payload["media"]?.present else {
            return payload["hasMedia"]?.bool == true ? WebMedia.of(payload.at("_data")) : nil
        }
        let found = Media(
            mimetype: media["mimetype"]?.word, filename: media["filename"]?.word, url: media["url"]?.word,
            caption: payload["body"]?.word)
        return found.filled(from: WebMedia.of(payload.at("_data")))
    }
}
