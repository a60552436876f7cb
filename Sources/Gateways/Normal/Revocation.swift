import JSON

/// A message taken back for everyone.
struct Revocation {
    var messageID: String
    var chat: Address?
    var by: Address?
    var fromMe: Bool
    var timestamp: Int64?

    /// Adds the event.
    func add(to draft: inout Draft) {
        draft.add(
            "message.revoked",
            .fields([
                "messageId": .string(messageID), "chat": .address(chat), "by": .address(by), "fromMe": .bool(fromMe),
                "timestamp": .time(timestamp),
            ]),
            ownTime: timestamp)
    }
}
