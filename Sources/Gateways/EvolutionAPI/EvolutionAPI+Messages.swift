import JSON

extension EvolutionAPI {
    /// Where a message stands, by its key.
    struct Key {
        var id: String
        var chat: Address
        var fromMe: Bool
        var participant: Address?

        /// Reads a key and says which of its parts is missing.
        init(_ key: JSONValue, path: String) throws(MappingProblem) {
            guard let id = StanzaID(key["id"]) else { throw .missing("\(path).id") }
            guard let chat = Address(key["remoteJid"]) else { throw .missing("\(path).remoteJid") }
            guard let messageID = id.messageID(in: chat, serverID: key["server_id"]?.present) else {
                throw .bad("\(path).id", "a message's id")
            }
            self.id = messageID
            self.chat = chat
            fromMe = key["fromMe"]?.bool ?? false
            participant = Address(key["participant"])
        }

        /// Who wrote it: in a group the participant, else the other side or ourselves.
        func sender(_ own: Address?) -> Address? { participant ?? (fromMe ? own : chat) }
    }

    /// One message, or what the protocol carries as one: a reaction, an edit, a vote.
    static func message(
        _ data: JSONValue, _ own: Address?, fromMe: Bool?, into draft: inout Draft
    ) throws(MappingProblem) {
        var key = try Key(data["key"] ?? .null, path: "data.key")
        key.participant = key.participant ?? Address(data["participant"])
        key.fromMe = fromMe ?? key.fromMe
        guard let message = data["message"]?.present else { return try stub(data, key, own, into: &draft) }
        let wire = WireContent(message)
        switch wire?.name {
        case "reactionMessage": try reaction(wire?.part ?? .null, data, key, own, into: &draft)
        case "protocolMessage": try protocolMessage(wire?.part ?? .null, data, key, own, into: &draft)
        case "pollUpdateMessage": try vote(wire?.part ?? .null, data, key, own, into: &draft)
        default: try add(content(data, message, wire), data, key, own, into: &draft)
        }
    }

    private static func add(
        _ content: Message.Content, _ data: JSONValue, _ key: Key, _ own: Address?, into draft: inout Draft
    ) throws(MappingProblem) {
        let raw = data["messageTimestamp"]
        guard let timestamp = Moment.microseconds(raw) else {
            throw raw?.present == nil ? .missing("data.messageTimestamp") : .bad("data.messageTimestamp", "a time")
        }
        Message(
            messageID: key.id, chat: key.chat, timestamp: timestamp, fromMe: key.fromMe, sender: key.sender(own),
            content: content, pushName: data["pushName"]?.word, aliases: KeyAliases.of(data["key"] ?? .null),
            level: MessageLevel(protocolStatus: data["status"])
        ).add(to: &draft)
    }

    /// A message without a body: one that couldn't be decrypted, or a notice of the page that nobody wrote.
    private static func stub(_ data: JSONValue, _ key: Key, _ own: Address?, into draft: inout Draft)
        throws(MappingProblem)
    {
        guard let stub = data["messageStubType"]?.present else { throw .missing("data.message") }
        guard stub.int64 == 2 || stub.string == "CIPHERTEXT" else {
            return draft.ignore("A notice in a chat is no message.")
        }
        try add(Message.Content(), data, key, own, into: &draft)
    }

    /// What the message says. Evolution moves `contextInfo` up beside `message`, and puts the address of stored media,
    /// or the whole file as base 64, beside the part that describes them.
    private static func content(_ data: JSONValue, _ message: JSONValue, _ wire: WireContent?) -> Message.Content {
        var media = wire?.media
        if media != nil, let url = message["mediaUrl"]?.word { media?.url = url }
        return Message.Content(
            kind: wire?.kind ?? data["messageType"]?.word ?? "unknown", text: wire?.text, media: media,
            replyTo: WireContent.quoted(in: data["contextInfo"]) ?? wire?.replyTo)
    }

    private static func reaction(
        _ part: JSONValue, _ data: JSONValue, _ key: Key, _ own: Address?, into draft: inout Draft
    ) throws(MappingProblem) {
        guard let target = StanzaID(part.at("key", "id")), let messageID = target.messageID(in: key.chat) else {
            throw .missing("data.message.reactionMessage.key.id")
        }
        guard let sender = key.sender(own) else {
            throw .missing("sender (data.key.participant or the envelope's sender)")
        }
        Reaction(
            messageID: messageID, chat: key.chat, sender: sender, emoji: part["text"]?.string ?? "",
            fromMe: part.at("key", "fromMe")?.bool ?? false,
            timestamp: Moment.microseconds(part["senderTimestampMs"]) ?? Moment.microseconds(data["messageTimestamp"])
        ).add(to: &draft)
    }

    private static func vote(
        _ part: JSONValue, _ data: JSONValue, _ key: Key, _ own: Address?, into draft: inout Draft
    ) throws(MappingProblem) {
        guard let poll = StanzaID(part.at("pollCreationMessageKey", "id")) else {
            throw .missing("data.message.pollUpdateMessage.pollCreationMessageKey.id")
        }
        let time = Moment.microseconds(part["senderTimestampMs"]) ?? Moment.microseconds(data["messageTimestamp"])
        draft.add(
            "poll.vote",
            .fields([
                "messageId": .string(poll.id), "chat": .address(key.chat),
                "sender": .address(key.sender(own)), "fromMe": .bool(key.fromMe), "voteId": .string(key.id),
                "timestamp": .time(time),
            ]),
            ownTime: time)
    }
}
