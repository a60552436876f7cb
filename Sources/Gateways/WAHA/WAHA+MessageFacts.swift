import JSON

extension WAHA {
    /// How far a message got. `message.ack` in a group speaks of all members, or of one where it names somebody else
    /// than us: the documentation's `message.ack.group` comes under the other's name.
    static func receipt(_ payload: JSONValue, _ account: Account, into draft: inout Draft) throws(MappingProblem) {
        let place = try Place(payload)
        let messageID = try place.messageID()
        guard place.fromMe else {
            return draft.ignore("How far we are with somebody else's message is no status of it.")
        }
        guard let level = MessageLevel(ack: payload["ack"]?.int64) ?? MessageLevel(ackName: payload["ackName"]?.string)
        else {
            return draft.ignore("This acknowledgement has no rank among a message's statuses.")
        }
        Receipt(
            messageID: messageID, chat: place.chat, level: level,
            participant: account.isSelf(place.participant) ? nil : place.participant,
            timestamp: Moment.microseconds(payload["timestamp"]), errorCode: nil
        ).add(to: &draft)
    }

    /// A new text. With Chrome the edit has the message's own id and time, with the other engines its own.
    static func edit(_ payload: JSONValue, _ account: Account, into draft: inout Draft) throws(MappingProblem) {
        let place = try Place(payload)
        guard let target = StanzaID(payload["editedMessageId"]), let messageID = target.messageID(in: place.chat) else {
            throw .missing("payload.editedMessageId")
        }
        guard let text = payload["body"]?.string else { throw .missing("payload.body") }
        let isSame = place.id?.id == target.id
        let own = Moment.microseconds(payload.at("_data", "latestEditSenderTimestampMs"))
        Edit(
            messageID: messageID, editID: place.id?.id, chat: place.chat, text: text, sender: place.sender(account),
            fromMe: place.fromMe, timestamp: isSame ? own : own ?? Moment.microseconds(payload["timestamp"])
        ).add(to: &draft)
    }

    /// A message taken back. `after` is what stands in its place, `before`, mostly null, what was there. Whose message
    /// it was is told by `before`, else by who took it back.
    static func revocation(_ payload: JSONValue, _ account: Account, into draft: inout Draft) throws(MappingProblem) {
        let after = payload["after"] ?? .null
        let before = payload["before"]?.present
        guard let target = StanzaID(payload["revokedMessageId"]) ?? StanzaID(before?["id"]) ?? StanzaID(after["id"])
        else {
            throw .missing("payload.revokedMessageId")
        }
        let place = try? Place(after)
        let owner = before?["fromMe"]?.bool ?? StanzaID(before?["id"])?.fromMe ?? target.fromMe
        guard let messageID = target.messageID(in: place?.chat ?? target.chat) else {
            throw .bad("payload.revokedMessageId", "a message's id")
        }
        Revocation(
            messageID: messageID, chat: place?.chat ?? target.chat, by: place?.sender(account),
            fromMe: owner ?? place?.fromMe ?? false,
            timestamp: place?.id?.id == target.id ? nil : Moment.microseconds(after["timestamp"])
        ).add(to: &draft)
    }

    /// A reaction; an empty or missing text takes it back.
    static func reaction(_ payload: JSONValue, _ account: Account, into draft: inout Draft) throws(MappingProblem) {
        guard let target = StanzaID(payload.at("reaction", "messageId")) else {
            throw .missing("payload.reaction.messageId")
        }
        let place = try Place(payload)
        guard let messageID = target.messageID(in: target.chat ?? place.chat, serverID: place.serverID) else {
            throw .bad("payload.reaction.messageId", "a message's id")
        }
        guard let sender = place.sender(account) else {
            throw .missing("sender (payload.participant, payload.from or me.id)")
        }
        Reaction(
            messageID: messageID, chat: target.chat ?? place.chat, sender: sender,
            emoji: payload.at("reaction", "text")?.string ?? "", fromMe: target.fromMe ?? false,
            timestamp: Moment.microseconds(payload["timestamp"])
        ).add(to: &draft)
    }

    /// A reaction that an older build sent as a message.
    static func wireReaction(
        _ part: JSONValue, _ payload: JSONValue, _ account: Account, into draft: inout Draft
    ) throws(MappingProblem) {
        let place = try Place(payload)
        guard let target = StanzaID(part.at("key", "id") ?? part.at("key", "ID")) else {
            throw .missing("reactionMessage.key.id")
        }
        guard let sender = place.sender(account) else {
            throw .missing("sender (payload.participant, payload.from or me.id)")
        }
        Reaction(
            messageID: target.messageID(in: place.chat) ?? target.id, chat: place.chat, sender: sender,
            emoji: part["text"]?.string ?? "", fromMe: part.at("key", "fromMe")?.bool ?? false,
            timestamp: Moment.microseconds(payload["timestamp"])
        ).add(to: &draft)
    }
}
