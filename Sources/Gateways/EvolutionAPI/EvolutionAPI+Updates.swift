import JSON

extension EvolutionAPI {
    /// `messages.edited`: a protocol message without the key around it. Its own key is as its sender sees it: only an
    /// author edits, so `fromMe` is mostly true, and where the chat is ourselves the message was the other side's, in a
    /// chat that isn't told.
    static func protocolMessage(
        _ data: JSONValue, _ own: Address?, fromMe: Bool? = nil, into draft: inout Draft
    ) throws(MappingProblem) {
        let message = data["protocolMessage"] ?? data
        let key = try Key(message["key"] ?? .null, path: "data.key")
        let isTheirs = fromMe == nil && key.chat == own
        let isOurs = fromMe ?? (key.fromMe && !isTheirs)
        let sender = isOurs ? own : key.participant
        try add(message, key.id, isTheirs ? nil : key.chat, sender, fromMe: isOurs, into: &draft)
    }

    /// A protocol message that came as a message: then the key around it tells the chat, the author and the edit's own
    /// id.
    static func protocolMessage(
        _ part: JSONValue, _ data: JSONValue, _ outer: Key, _ own: Address?, into draft: inout Draft
    ) throws(MappingProblem) {
        guard let target = StanzaID(part.at("key", "id")), let messageID = target.messageID(in: outer.chat) else {
            throw .missing("data.message.protocolMessage.key.id")
        }
        let fromMe = outer.fromMe && part.at("key", "fromMe")?.bool ?? true
        let time = Moment.microseconds(data["messageTimestamp"])
        try add(
            part, messageID, outer.chat, outer.sender(own), fromMe: fromMe, editID: outer.id, time: time, into: &draft)
    }

    private static func add(
        _ message: JSONValue, _ id: String, _ chat: Address?, _ sender: Address?, fromMe: Bool, editID: String? = nil,
        time: Int64? = nil, into draft: inout Draft
    ) throws(MappingProblem) {
        let timestamp = Moment.microseconds(message["timestampMs"]) ?? time
        switch ProtocolMessage(message) {
        case .revoke:
            Revocation(messageID: id, chat: chat, by: sender, fromMe: fromMe, timestamp: timestamp).add(to: &draft)
        case .edit(let text):
            Edit(
                messageID: id, editID: editID, chat: chat, text: text, sender: sender, fromMe: fromMe,
                timestamp: timestamp
            ).add(to: &draft)
        case .other:
            draft.ignore("A message of the protocol that neither edits nor takes back.")
        }
    }

    /// `messages.update`: how far a message got, or the state of a poll. Flat, unlike Baileys' own, which is read as
    /// well.
    static func update(_ data: JSONValue, _ own: Address?, into draft: inout Draft) throws(MappingProblem) {
        guard let id = StanzaID(data["keyId"] ?? data.at("key", "id")) else { throw .missing("data.keyId") }
        let keys = data["key"] ?? data
        let chat = Address(keys["remoteJid"])
        guard let messageID = id.messageID(in: chat) else { throw .bad("data.keyId", "a message's id") }
        let fromMe = keys["fromMe"]?.bool ?? true
        if let votes = data["pollUpdates"]?.array, !votes.isEmpty { poll(votes, messageID, chat, fromMe, into: &draft) }
        guard fromMe else { return draft.ignore("How far we are with somebody else's message is no status of it.") }
        guard let level = MessageLevel(protocolStatus: data["status"] ?? data.at("update", "status")) else {
            if draft.mapping.events.isEmpty { draft.ignore("This status has no rank among a message's statuses.") }
            return
        }
        let participant = Address(keys["participant"])
        let code = level == .failed ? errorCode(data) : nil
        Receipt(
            messageID: messageID, chat: chat, level: level, participant: participant == own ? nil : participant,
            timestamp: nil, errorCode: code
        ).add(to: &draft)
        if code == "463" { draft.add("session.limited", ["reason": "reachout-timelock", "code": "463"]) }
    }

    /// Why sending failed, by the stub's first parameter. 463: WhatsApp keeps the account from writing to strangers.
    private static func errorCode(_ data: JSONValue) -> String? {
        (data["messageStubParameters"] ?? data.at("update", "messageStubParameters"))?[0]?.label
    }

    /// The votes of a poll, added up by option.
    private static func poll(
        _ votes: [JSONValue], _ messageID: String, _ chat: Address?, _ fromMe: Bool, into draft: inout Draft
    ) {
        let results = votes.compactMap { vote in
            vote["name"]?.string.map { name in
                let voters = vote["voters"]?.array?.compactMap { Address($0) } ?? []
                return ["name": .string(name), "voters": .array(voters.map { .string($0.text) })] as JSONValue
            }
        }
        draft.add(
            "poll.vote",
            .fields([
                "messageId": .string(messageID), "chat": .address(chat), "fromMe": .bool(fromMe),
                "results": .array(results),
            ]))
    }

    /// `messages.delete`: a message taken back for everyone. By the other side it comes as a key, by ourselves as the
    /// stored row. Who took it back is told for ourselves; in a group it may have been an admin.
    static func deletion(_ data: JSONValue, _ own: Address?, into draft: inout Draft) throws(MappingProblem) {
        let isRow = data["key"]?.present != nil
        let key = try Key(isRow ? data["key"] ?? .null : data, path: isRow ? "data.key" : "data")
        let by = isRow ? own : key.chat.hasMembers ? nil : key.sender(own)
        Revocation(messageID: key.id, chat: key.chat, by: by, fromMe: key.fromMe, timestamp: nil).add(to: &draft)
    }
}
