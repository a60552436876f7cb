import JSON

/// A receipt: how far messages of ours got.
struct Receipt {
    var messageID: String
    var chat: Address?
    var level: MessageLevel
    /// The member who has it, where the receipt is one member's alone.
    var participant: Address?
    var timestamp: Int64?
    var errorCode: String?

    /// Adds the event. A member can have a message, have read it and have played it; that it was sent or failed is said
    /// of the message as a whole. The chat is there for the key alone.
    func add(to draft: inout Draft) {
        let isMembers = chat?.hasMembers == true && [.delivered, .read, .played].contains(level)
        draft.add(
            "message.status",
            .fields([
                "messageIds": [.string(messageID)], "status": .string(level.rawValue), "fromMe": true,
                "chat": .address(chat),
                "participant": isMembers ? .address(participant) : nil, "timestamp": .time(timestamp),
                "error": errorCode.map { ["code": .string($0)] },
            ]),
            ownTime: timestamp)
    }
}
