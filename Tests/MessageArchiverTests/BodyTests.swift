import Testing

@Suite("The body of a message", .timeLimit(.minutes(2)))
struct BodyTests {
    static let shown = "kind, body, chat_id, sender_id, sent_at, push_name, reply_to, media"

    @Test("Every field of a body comes into its row")
    func fields() throws {
        var store = try MessageStore()
        try store.apply([
            body([
                "kind": "image", "text": "olá 😀", "replyTo": "M0", "pushName": "Ana", "status": "delivered",
                "media": ["mimetype": "image/png", "size": 7, "url": "https://x"],
                "aliases": ["lid": "9@lid", "phone": "551@s.whatsapp.net"],
            ])
        ])
        #expect(
            try store.message("instance_name, message_id, from_me, status, " + Self.shown)
                == "loja|M1|f|delivered|image|olá 😀|551@s.whatsapp.net|551@s.whatsapp.net|\(clock(0))|Ana|M0|"
                + #"{"url": "https://x", "size": 7, "mimetype": "image/png"}"#)
        #expect(
            try store.message(
                """
                coalesce(delivered_at, read_at, played_at, failed_at, edited_at, revoked_at),
                concat(failure_code, original_body, revoked_by)
                """) == "-|")
    }

    @Test("What differs in instance, id or side is another message")
    func keys() throws {
        var store = try MessageStore()
        var elsewhere = body()
        elsewhere.instance = "filial"
        try store.apply([body(), elsewhere, body(["messageId": "M2"]), body(type: "message.sent")])
        #expect(
            try store.rows("whatsapp_messages", "instance_name, message_id, from_me")
                == ["filial|M1|f", "loja|M1|f", "loja|M1|t", "loja|M2|f"])
    }

    /// Each pair in the order of contract §3: the first wins.
    static let ordered: [(String, Telling, Telling)] = [
        ("real before undecryptable", body(["timestamp": .time(9)]), body(type: "message.undecryptable")),
        ("real before the kind undecryptable", body(["timestamp": .time(9)]), body(["kind": "undecryptable"])),
        ("the earlier", body(["text": "z"]), body(["text": "a", "timestamp": .time(0.000001)])),
        ("the lesser kind", body(["kind": "audio", "text": "z"]), body(["kind": "image", "text": "a"])),
        ("the lesser text", body(["text": "Z"]), body(["text": "a"])),
        ("bytes, not a language's order", body(["text": "z"]), body(["text": "á"])),
        ("an empty text before others", body(["text": ""]), body(["text": "a"])),
        ("any text before none", body(["text": "z"]), body(["text": "-"])),
        ("the lesser chat", body(["chat": "1@g.us"]), body(["chat": "2@g.us"])),
        ("a phone's chat before a LID's", body(["chat": "9@s.whatsapp.net"]), body(["chat": "1@lid"])),
        ("the lesser sender", body(["sender": "1@s.whatsapp.net"]), body(["sender": "2@s.whatsapp.net"])),
        ("the lesser LID", body(["sender": "1@lid"]), body(["sender": "2@lid"])),
        ("a phone before a LID", body(["sender": "9@s.whatsapp.net"]), body(["sender": "1@lid"])),
        ("any sender before none", body(["sender": "9@lid"]), body(["sender": "-"])),
    ]

    @Test("Of two bodies the lesser wins, in any order, in one batch or two", arguments: ordered.indices)
    func order(place: Int) throws {
        let (name, first, second) = Self.ordered[place]
        var store = try MessageStore()
        try store.apply([first])
        let expected = try store.message(Self.shown)
        for (history, isOneBatch) in [
            ([first, second], true), ([first, second], false), ([second, first], true), ([second, first], false),
        ] {
            try store.empty()
            if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
            #expect(try store.message(Self.shown) == expected, "\(name), one batch: \(isOneBatch)")
        }
    }

    @Test("An undecryptable body has that kind and no text; a status with it counts")
    func undecryptable() throws {
        var store = try MessageStore()
        try store.apply([body(["text": "x", "status": "read"], type: "message.undecryptable")])
        #expect(try store.message("kind, body, sent_at, status") == "undecryptable|-|\(clock(0))|read")
        #expect(try store.rows("whatsapp_chats", "chat_id, last_message_id").isEmpty)
    }

    @Test("Push name, reply and media: any beats none, then the greatest, each by itself", arguments: [true, false])
    func besideTheBody(isOneBatch: Bool) throws {
        let history = [
            body(["pushName": "Ana"]), body(["pushName": "Bea", "media": ["size": 10]]), body(["replyTo": "M0"]),
            body(),
            body(["media": ["size": 9], "pushName": "Ána"]), body(["pushName": "Z", "timestamp": .time(1)]),
        ]
        for history in [history, history.reversed()] {
            var store = try MessageStore()
            if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
            #expect(try store.message("push_name, reply_to, media") == #"Ána|M0|{"size": 9}"#)
        }
    }

    @Test("What stood beside a body goes with it when a lesser one takes its place", arguments: [true, false])
    func nothingIsLeft(isOneBatch: Bool) throws {
        let history = [
            body(["pushName": "Ana", "timestamp": .time(5), "media": ["size": 1]]), body(["replyTo": "M0"]),
        ]
        var store = try MessageStore()
        if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
        #expect(try store.message("push_name, reply_to, media, sent_at") == "-|M0|-|\(clock(0))")
    }

    @Test("A body told again writes nothing")
    func noUpdate() throws {
        let history = [
            body(["pushName": "Ana", "media": ["size": 1], "status": "read"]), edit("E1", "oi!", at: 1),
            status("delivered", at: 3, ["fromMe": false]),
            status("read", at: 3, ["participant": "1@lid"]),
            told("message.revoked", ["messageId": "M1", "by": "551@s.whatsapp.net"], at: 4),
            told("message.reaction", ["messageId": "M1", "sender": "1@lid", "emoji": ""], at: 4),
            told("contact.updated", ["contact": "1@lid", "name": "Ana", "isBusiness": false], at: 4),
            told("chat.updated", ["chat": "551@s.whatsapp.net", "name": "Ana", "archived": false], at: 4),
            body(["aliases": ["lid": "9@lid", "phone": "551@s.whatsapp.net"]]),
        ]
        var store = try MessageStore()
        try store.apply(history)
        let everything = try store.everything()
        var places: [[String]] = []
        for table in MessageStore.tables { places.append(try store.rows(table, "ctid, 1")) }
        try store.apply(history)
        try store.applyOneByOne(history)
        for (table, place) in zip(MessageStore.tables, places) {
            #expect(!place.isEmpty, "\(table)")
            #expect(try store.rows(table, "ctid, 1") == place, "\(table)")
        }
        #expect(try store.everything() == everything)
    }
}
