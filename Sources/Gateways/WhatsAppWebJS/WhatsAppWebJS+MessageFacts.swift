import JSON

extension WhatsAppWebJS {
    /// How far a message got: `(message, ack)`. In a group it speaks of all members. The time is nobody's: the
    /// message's own is when it was sent.
    static func receipt(_ arguments: Arguments, into draft: inout Draft) throws(MappingProblem) {
        let message = arguments.message
        let place = try Place(message)
        let ack = arguments.named("ack", at: 1).int64 ?? message["ack"]?.int64
        guard let ack else { throw .missing("ack") }
        guard place.fromMe else {
            return draft.ignore("How far we are with somebody else's message is no status of it.")
        }
        guard let level = MessageLevel(ack: ack) else {
            return draft.ignore("This acknowledgement has no rank among a message's statuses.")
        }
        Receipt(messageID: place.messageID, chat: place.chat, level: level).add(to: &draft)
    }

    /// A new text: `(message, newBody, prevBody)`. Newer versions name the edit's own id, all its time.
    static func edit(_ arguments: Arguments, into draft: inout Draft) throws(MappingProblem) {
        let message = arguments.message
        let place = try Place(message)
        guard let text = arguments.named("newBody", at: 1).string ?? message["body"]?.string else {
            throw .missing("newBody")
        }
        let time = message["latestEditSenderTimestampMs"] ?? message.at("_data", "latestEditSenderTimestampMs")
        let key = message["latestEditMsgKey"] ?? message.at("_data", "latestEditMsgKey")
        Edit(
            messageID: place.messageID, editID: StanzaID(key)?.id, chat: place.chat, text: text, sender: place.sender,
            fromMe: place.fromMe, timestamp: Moment.microseconds(time)
        ).add(to: &draft)
    }

    /// A message taken back: `(after, before?)`. `after` has the id and the time of the message that was there, so when
    /// it was taken back isn't known, nor by whom: in a group it may have been an admin.
    static func revocation(_ arguments: Arguments, into draft: inout Draft) throws(MappingProblem) {
        let place = try Place(arguments.first("after", "message", "msg"))
        Revocation(
            messageID: place.messageID, chat: place.chat, by: place.chat.hasMembers ? nil : place.sender,
            fromMe: place.fromMe
        ).add(to: &draft)
    }

    /// A message deleted on our side alone.
    static func deletion(_ message: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        let place = try Place(message)
        draft.add(
            "message.deleted",
            ["messageId": .string(place.messageID), "chat": .string(place.chat.text), "fromMe": .bool(place.fromMe)])
    }

    /// A reaction; an empty one takes back the one before.
    static func reaction(_ reaction: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let target = StanzaID(reaction["msgId"]), let messageID = target.messageID(in: target.chat) else {
            throw .missing("msgId")
        }
        guard let sender = Address(reaction["senderId"]) ?? StanzaID(reaction["id"])?.participant else {
            throw .missing("senderId")
        }
        Reaction(
            messageID: messageID, chat: target.chat, sender: sender, emoji: reaction["reaction"]?.string ?? "",
            fromMe: target.fromMe ?? false, timestamp: Moment.microseconds(reaction["timestamp"])
        ).add(to: &draft)
    }

    /// A vote in a poll; `interractedAtTs` is the library's own spelling.
    static func vote(_ vote: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        let parent = StanzaID(vote["parentMsgKey"]) ?? StanzaID(vote.at("parentMessage", "id"))
        guard let parent, let messageID = parent.messageID(in: parent.chat) else { throw .missing("parentMsgKey") }
        let time = Moment.microseconds(vote["interractedAtTs"] ?? vote["interactedAtTs"])
        let options = vote["selectedOptions"]?.array?.compactMap { $0["name"]?.word ?? $0.word } ?? []
        draft.add(
            "poll.vote",
            .fields([
                "messageId": .string(messageID), "chat": .address(parent.chat),
                "sender": .address(Address(vote["voter"])), "options": .array(options.map(JSONValue.string)),
                "timestamp": .time(time),
            ]),
            ownTime: time)
    }
}
