import JSON

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
