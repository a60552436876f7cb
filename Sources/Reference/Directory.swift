/// What was said of a chat: a row of `whatsapp_chats`.
struct ChatHistory {
    var updates: [(time: Moment, chat: Chat)] = []
    /// The real bodies whose event names this chat.
    var messages: [(sentAt: Moment, id: Text)] = []

    /// "`last_message_at` and `last_message_id`: the greatest (`sent_at`, id) of real bodies."
    var lastMessage: (sentAt: Moment, id: Text)? {
        messages.max { $0 < $1 }
    }
}

/// What was said of a contact: a row of `whatsapp_contacts`.
struct ContactHistory {
    var updates: [(time: Moment, contact: Contact)] = []
}

/// "Each of the greatest (time, value) among the events that give it", of the updates of a chat or contact.
func newest<Update, Value: Comparable>(_ updates: [(time: Moment, Update)], _ value: (Update) -> Value?) -> Value? {
    let given = updates.compactMap { update in value(update.1).map { (update.time, $0) } }
    return given.max { $0 < $1 }?.1
}

/// A truth value in the contract's order: "false before true".
struct Flag: Comparable {
    let isTrue: Bool

    static func < (left: Flag, right: Flag) -> Bool {
        !left.isTrue && right.isTrue
    }
}
