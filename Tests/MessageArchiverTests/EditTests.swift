import Testing

@Suite("Edits, and the text that is shown", .timeLimit(.minutes(2)))
struct EditTests {
    static let shown = "body, edited_at, original_body"

    /// Applies `history` in its order and reversed, in one batch and one by one, and expects the same row each time.
    func expect(_ history: [Telling], _ expected: String, location: SourceLocation = #_sourceLocation) throws {
        var store = try MessageStore()
        for (history, isOneBatch) in [
            (history, true), (history, false), (history.reversed(), true), (history.reversed(), false),
        ] {
            try store.empty()
            if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
            #expect(try store.message(Self.shown) == expected, sourceLocation: location)
        }
    }

    @Test("The edit of the greatest time and id is shown, the original is kept")
    func greatest() throws {
        try expect([body(), edit("E1", "a", at: 1)], "a|\(clock(1))|oi")
        try expect([body(), edit("E1", "b", at: 1), edit("E2", "a", at: 2)], "a|\(clock(2))|oi")
        try expect([body(), edit("E1", "b", at: 1), edit("E2", "a", at: 1)], "a|\(clock(1))|oi")
    }

    @Test("An edit to the same text, to none and of a message without text is shown as well")
    func oddTexts() throws {
        try expect([body(), edit("E1", "oi", at: 1)], "oi|\(clock(1))|oi")
        try expect([body(), edit("E1", "", at: 1)], "|\(clock(1))|oi")
        try expect([body(["text": "-"]), edit("E1", "a", at: 1)], "a|\(clock(1))|-")
        try expect([body(["text": "-"])], "-|-|-")
    }

    @Test("An edit without a message makes its row")
    func alone() throws {
        try expect([edit("E1", "a", at: 1)], "a|\(clock(1))|-")
    }

    @Test("An edit by somebody else is kept and not shown")
    func foreign() throws {
        let foreign = edit("E9", "mau", at: 9, ["sender": "666@s.whatsapp.net"])
        try expect([body(), foreign], "oi|-|-")
        try expect([body(), foreign, edit("E1", "a", at: 1)], "a|\(clock(1))|oi")
        var store = try MessageStore()
        try store.apply([body(), foreign])
        #expect(
            try store.rows(
                "whatsapp_message_edits", "edit_id, sender_id, body, edited_at, from_me, message_id, instance_name")
                == ["E9|666@s.whatsapp.net|mau|\(clock(9))|f|M1|loja"])
    }

    @Test("Who can't be compared isn't foreign: a LID and a phone, none, and ourselves")
    func notForeign() throws {
        let edits = ["9@lid", "-"].map { edit("E1", "a", at: 1, ["sender": $0]) }
        for edit in edits { try expect([body(), edit], "a|\(clock(1))|oi") }
        try expect([body(["sender": "-"]), edit("E1", "a", at: 1)], "a|\(clock(1))|oi")
        try expect(
            [body(type: "message.sent"), edit("E1", "a", at: 1, ["sender": "2@s.whatsapp.net", "fromMe": true])],
            "a|\(clock(1))|oi")
        try expect(
            [body(["sender": "1@lid"]), edit("E1", "a", at: 1, ["sender": "2@lid"])], "oi|-|-")
    }

    @Test("A better body with another sender turns a foreign edit into a shown one, and the other way round")
    func senderChanges() throws {
        let other: Value = "552@s.whatsapp.net"
        let edits = [edit("E1", "dela", at: 5), edit("E2", "dele", at: 6, ["sender": other])]
        let late = body(["timestamp": .time(3), "text": "tarde"])
        let early = body(["timestamp": .time(2), "text": "cedo", "sender": other])
        try expect([late] + edits, "dela|\(clock(5))|tarde")
        try expect([late] + edits + [early], "dele|\(clock(6))|cedo")
        try expect([late, edits[0], early], "cedo|-|-")
        try expect([late, edits[1]], "tarde|-|-")
        try expect([body(["sender": other], type: "message.undecryptable"), edits[0], late], "dela|\(clock(5))|tarde")
    }

    @Test("For one id the greatest time, text and sender, no sender least")
    func oneID() throws {
        let columns = "edit_id, edited_at, body, sender_id"
        let ordered = [
            edit("E1", "z", at: 1), edit("E1", "a", at: 2), edit("E1", "b", at: 2, ["sender": "-"]),
            edit("E1", "b", at: 2, ["sender": "1@lid"]), edit("E1", "b", at: 2, ["sender": "2@s.whatsapp.net"]),
        ]
        for history in [ordered, ordered.reversed()] {
            var store = try MessageStore()
            try store.apply(history)
            let expected = ["E1|\(clock(2))|b|2@s.whatsapp.net"]
            #expect(try store.rows("whatsapp_message_edits", columns) == expected)
            try store.empty()
            try store.applyOneByOne(history)
            #expect(try store.rows("whatsapp_message_edits", columns) == expected)
        }
    }

    @Test("An edit whose id is told again as somebody else's is foreign from then on")
    func editBecomesForeign() throws {
        try expect(
            [body(), edit("E1", "a", at: 1), edit("E1", "b", at: 2, ["sender": "666@s.whatsapp.net"])], "oi|-|-")
    }

    @Test("A hundred edited messages beside a hundred that aren't")
    func many() throws {
        var store = try MessageStore()
        let bodies = (0..<200).map { body(["messageId": .string("M\($0)")]) }
        let edits = (0..<100).map { edit("E", "novo \($0)", at: 1, ["messageId": .string("M\($0)")]) }
        try store.apply(bodies + edits)
        try store.apply(bodies)
        #expect(
            try store.rows(
                "whatsapp_messages", "count(*), count(*) FILTER (WHERE original_body = 'oi' AND body ~ 'novo')")
                == ["200|100"])
    }
}
