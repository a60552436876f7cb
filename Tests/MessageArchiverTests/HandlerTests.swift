import Pipeline
import Testing

@Suite("What the messages handler does with records", .timeLimit(.minutes(2)))
struct HandlerTests {
    @Test("Types without a table, of others and unknown ones change nothing; what is odd is counted")
    func ignored() throws {
        var store = try MessageStore()
        let types = [
            "message.deleted", "poll.vote", "group.participants", "call.received", "canary", "session.connected",
            "session.heartbeat", "message.fromthefuture",
        ]
        try store.apply(values: types.map { told($0, ["messageId": "M1"]).text } + [nil])
        #expect(try store.everything().isEmpty)
        #expect(store.rejects.isEmpty)
        #expect(store.tally.wrongTopic == 2)
        #expect(store.tally.unknownTypes == 1)
        #expect(store.tally.tombstones == 1)
    }

    @Test("Poison is rejected by its place, and the records around it are applied")
    func poison() throws {
        var store = try MessageStore()
        try store.apply(values: [body().text, "{", body(["messageId": 7]).text, body(["messageId": "M2"]).text])
        #expect(store.rejects.map(\.index) == [1, 2])
        #expect(store.rejects.map(\.reason) == ["invalid-json", "invalid-event"])
        #expect(try store.message("message_id, body") == "M1|oi\nM2|oi")
    }

    @Test("An optional field that doesn't count is counted, each attempt by itself")
    func invalidFields() throws {
        var store = try MessageStore()
        for _ in 0..<2 {
            try store.apply([body(["sender": 7])])
            #expect(store.tally.invalidFields == 1)
        }
        #expect(try store.message("body, sender_id") == "oi|-")
    }

    @Test("A batch of nothing has no statement")
    func nothing() throws {
        var store = try MessageStore()
        try store.apply([])
        #expect(try store.everything().isEmpty)
    }

    @Test("A batch after a large one carries nothing of it over")
    func largeBatch() throws {
        var store = try MessageStore()
        try store.apply((0..<20_000).map { status("read", at: 1, ["messageIds": [.string("M\($0)")]]) })
        try store.apply([body()])
        #expect(try store.rows("whatsapp_messages", "count(*), count(sent_at)") == ["20001|1"])
    }

    @Test("Text with every kind of character stays what it is")
    func texts() throws {
        var store = try MessageStore()
        let text = "a'b\"c\\d\t\n%$1 \u{FFFD} 😀 $zapline$"
        try store.apply(values: [
            body(["text": "TEXT"]).text.replacing("TEXT", with: #"a'b\"c\\d\t\n%$1 \ufffd 😀 $zapline$"#)
        ])
        #expect(try store.message("body, 1") == text + "|1")
    }
}
