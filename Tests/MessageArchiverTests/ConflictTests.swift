import Testing

@Suite("Conflicting duplicates are noted", .timeLimit(.minutes(2)))
struct ConflictTests {
    static let letter =
        "topic_offset, reason, state, instance_name, pipeline, log_id, topic, topic_partition"

    @Test("A body with another text is noted with its own coordinates, and changes nothing")
    func acrossBatches() throws {
        var store = try MessageStore()
        try store.apply([body()])
        try store.apply([body(["messageId": "M2"]), body(["text": "mau", "timestamp": .time(1)])])
        #expect(
            try store.letters(Self.letter)
                == ["3|conflicting-duplicate|noted|loja|messages|1|whatsapp.messages|0"])
        #expect(
            try store.letters("recorded_at, key, headers, payload")
                == ["2026-11-23 10:00:00+00|-|-|-"])
        #expect(try store.message("message_id, body") == "M1|oi\nM2|oi")
    }

    @Test("Within one batch as well")
    func withinABatch() throws {
        var store = try MessageStore()
        try store.apply([body(), body(), body(["kind": "image"]), body(["kind": "video"])])
        #expect(try store.letters("topic_offset, reason") == ["3|conflicting-duplicate"])
        try store.apply([body(["text": "mau"])])
        #expect(try store.letters("topic_offset, reason").count == 1)
    }

    @Test("At most once a message, also where others are noted", arguments: [true, false])
    func once(isOneBatch: Bool) throws {
        var store = try MessageStore()
        let history = ["a", "b", "c"].flatMap { text in
            [body(["text": .string(text)]), body(["messageId": "M2", "text": .string(text)])]
        }
        if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
        try store.apply([body(["text": "d"]), status("read", at: 3, ["fromMe": false]), edit("E1", "x", at: 5)])
        #expect(try store.letters("topic_offset, reason").count == 2)
    }

    @Test("Another sender is one if both are phones or both LIDs", arguments: [true, false])
    func senders(isOneBatch: Bool) throws {
        let pairs: [(Value, Value, Int)] = [
            ("1@s.whatsapp.net", "2@s.whatsapp.net", 1), ("1@lid", "2@lid", 1), ("1@lid", "2@s.whatsapp.net", 0),
            ("-", "2@s.whatsapp.net", 0), ("1@lid", "-", 0),
        ]
        var store = try MessageStore()
        for (first, second, count) in pairs {
            try store.empty()
            let history = [body(["sender": first]), body(["sender": second])]
            if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
            #expect(try store.letters("topic_offset, reason").count == count)
        }
    }

    @Test("Another time, chat or push name isn't, nor is one that can't be decrypted", arguments: [true, false])
    func none(isOneBatch: Bool) throws {
        var store = try MessageStore()
        let history = [
            body(type: "message.undecryptable"), body(["pushName": "Ana"]), body(["timestamp": .time(4)]),
            body(["chat": "9@lid"]), body(["kind": "undecryptable"]),
        ]
        if isOneBatch { try store.apply(history) } else { try store.applyOneByOne(history) }
        #expect(try store.letters("topic_offset, reason").isEmpty)
    }

    @Test("An edited message's original is what a body is compared with")
    func edited() throws {
        var store = try MessageStore()
        try store.apply([body(), edit("E1", "oi!", at: 1)])
        try store.apply([body()])
        #expect(try store.letters("topic_offset, reason").isEmpty)
        try store.apply([body(["text": "oi!"])])
        #expect(try store.letters("topic_offset, reason").count == 1)
    }

    @Test("Two sessions that find the same conflict note one")
    func twoSessions() throws {
        var store = try MessageStore()
        let place = store.place
        try store.apply((0..<20).map { body(["messageId": .string("M\($0)")]) })
        let sessions = (0..<2).map { number in
            SideThread {
                var session = try MessageStore(joining: place, partition: Int32(number))
                for message in 0..<20 {
                    try session.apply([body(["messageId": .string("M\(message)"), "text": "mau"])])
                }
            }
        }
        for session in sessions { try session.join() }
        #expect(try store.letters("topic_offset, topic_partition").count == 20)
    }
}
