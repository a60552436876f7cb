import Testing

@Suite("Reactions, chats, contacts and aliases", .timeLimit(.minutes(2)))
struct NameTests {
    /// Applies `history` in its order and reversed, in one batch and one by one, and expects the same rows each time.
    func expect(
        _ history: [Telling], _ columns: String, of table: String, _ expected: [String],
        location: SourceLocation = #_sourceLocation
    ) throws {
        var store = try MessageStore()
        for (history, isOneBatch) in [
            (history, true), (history, false), (history.reversed(), true), (history.reversed(), false),
        ] {
            try store.empty()
            if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
            #expect(try store.rows(table, columns) == expected, sourceLocation: location)
        }
    }

    func reaction(_ emoji: Value, _ time: Double, by sender: Value = "1@lid") -> Telling {
        told(
            "message.reaction",
            ["messageId": "M1", "sender": sender, "emoji": emoji, "timestamp": .time(time), "fromMe": true], at: 99)
    }

    @Test("A reactor's greatest reaction stands; taken back it has no emoji")
    func reactions() throws {
        let (table, columns) = ("whatsapp_message_reactions", "reactor_id, from_me, emoji, reacted_at")
        try expect([reaction("👍", 1), reaction("❤", 2)], columns, of: table, ["1@lid|t|❤|\(clock(2))"])
        try expect([reaction("👍", 1), reaction("", 2)], columns, of: table, ["1@lid|t|-|\(clock(2))"])
        try expect([reaction("", 2), reaction("❤", 2)], columns, of: table, ["1@lid|t|❤|\(clock(2))"])
        try expect([reaction("b", 2), reaction("á", 2)], columns, of: table, ["1@lid|t|á|\(clock(2))"])
        try expect(
            [reaction("a", 1), reaction("b", 1, by: "2@lid")], columns, of: table,
            ["1@lid|t|a|\(clock(1))", "2@lid|t|b|\(clock(1))"])
        try expect([reaction("a", 1)], "1, 2", of: "whatsapp_messages", [])
    }

    func chat(_ time: Double, _ data: [String: Value], type: String = "chat.updated") -> Telling {
        told(type, ["chat": "1@g.us"].merging(data) { $1 }, at: time)
    }

    @Test("Each field of a chat is the newest that was told of it")
    func chats() throws {
        let (table, columns) = ("whatsapp_chats", "name, description, archived, updated_at, last_message_at")
        try expect(
            [
                chat(1, ["name": "Obra", "archived": true]), chat(2, ["description": "dia"], type: "group.updated"),
                chat(3, ["archived": false]), chat(4, [:]),
            ], columns, of: table, ["Obra|dia|f|\(clock(4))|-"])
        try expect(
            [
                chat(1, ["name": "b", "archived": false]), chat(1, ["name": "á", "archived": true]),
                chat(1, ["name": "Z", "description": ""]),
            ], columns, of: table, ["á||t|\(clock(1))|-"])
    }

    @Test("A chat's last message is the greatest of its real bodies, whichever body its message shows")
    func lastMessage() throws {
        let (table, columns) = ("whatsapp_chats", "chat_id, last_message_at, last_message_id, updated_at, name")
        try expect(
            [
                body(["chat": "1@g.us", "timestamp": .time(2)]), body(["chat": "2@g.us", "timestamp": .time(1)]),
                body(["chat": "1@g.us", "timestamp": .time(2), "messageId": "M0"]),
                body(["chat": "1@g.us", "timestamp": .time(9)], type: "message.undecryptable"),
                body(["chat": "3@g.us"], type: "message.undecryptable"),
            ], columns, of: table,
            ["1@g.us|\(clock(2))|M1|-|-", "2@g.us|\(clock(1))|M1|-|-"])
        try expect(
            [body(["chat": "1@g.us"], type: "message.sent"), chat(5, ["name": "Obra"])], columns, of: table,
            ["1@g.us|\(clock(0))|M1|\(clock(5))|Obra"])
    }

    @Test("Each field of a contact is the newest that was told of it")
    func contacts() throws {
        func contact(_ time: Double, _ data: [String: Value]) -> Telling {
            told("contact.updated", ["contact": "1@lid"].merging(data) { $1 }, at: time)
        }
        try expect(
            [
                contact(1, ["name": "Ana", "isBusiness": true]), contact(2, ["pushName": "ana", "phone": "551"]),
                contact(2, ["pushName": "Ana", "isBusiness": false]), contact(3, [:]),
            ], "contact_id, name, push_name, phone, is_business, updated_at", of: "whatsapp_contacts",
            ["1@lid|Ana|ana|551|f|\(clock(3))"])
    }

    @Test("A LID's phone is the one that was seen last, in bodies and contacts")
    func aliases() throws {
        func alias(_ phone: Value) -> Value { ["lid": "1@lid", "phone": phone] }
        try expect(
            [
                body(["aliases": alias("1@s.whatsapp.net")], at: 1),
                told("contact.updated", ["contact": "1@lid", "aliases": alias("3@s.whatsapp.net")], at: 2),
                body(["aliases": alias("2@s.whatsapp.net")], type: "message.undecryptable", at: 2),
            ], "lid, phone, seen_at", of: "whatsapp_aliases", ["1@lid|3@s.whatsapp.net|\(clock(2))"])
    }
}
