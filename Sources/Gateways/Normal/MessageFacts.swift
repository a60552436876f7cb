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

    /// Adds the event. A member can have a message, have read it and have played it; that it was sent or failed is said of the
    /// message as a whole. The chat is there for the key alone.
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

/// A new text for a message.
struct Edit {
    var messageID: String
    /// The id of the edit itself, where it has one of its own.
    var editID: String?
    var chat: Address?
    var text: String
    var sender: Address?
    var fromMe: Bool
    var timestamp: Int64?

    /// Adds the event. An edit without an id of its own is named by its message and its time, else by its text.
    func add(to draft: inout Draft) {
        draft.add(
            "message.edited",
            .fields([
                "messageId": .string(messageID), "editId": .string(ownID), "text": .string(text),
                "chat": .address(chat),
                "sender": .address(sender), "fromMe": .bool(fromMe), "timestamp": .time(timestamp),
            ]),
            ownTime: timestamp)
    }

    private var ownID: String {
        if let editID, editID != messageID { return editID }
        let mark = timestamp.map(String.init) ?? Fingerprint.of([text])
        let id = "\(messageID)/\(mark)"
        return id.utf8.count <= 255 ? id : Fingerprint.of([id])
    }
}

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
