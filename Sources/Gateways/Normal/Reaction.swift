import JSON

/// A reaction to a message; an empty emoji takes it back.
struct Reaction {
    var messageID: String
    var chat: Address?
    var sender: Address
    var emoji: String
    /// Whether the message, not the reaction, is ours.
    var fromMe: Bool
    var timestamp: Int64?

    /// Adds the event.
    func add(to draft: inout Draft) {
        draft.add(
            "message.reaction",
            .fields([
                "messageId": .string(messageID), "chat": .address(chat), "sender": .string(sender.text),
                "emoji": .string(emoji),
                "fromMe": .bool(fromMe), "timestamp": .time(timestamp),
            ]),
            ownTime: timestamp)
    }
}
