import Testing

@Suite("Status, failure, revoke and receipts", .timeLimit(.minutes(2)))
struct StatusTests {
    /// Applies `history` in its order and reversed, in one batch and one by one, and expects the same rows each time.
    func expect(
        _ history: [Telling], _ columns: String, of table: String = "whatsapp_messages", _ expected: [String],
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

    @Test("Each status has its earliest time, the row the highest")
    func times() throws {
        let history = [
            status("read", at: 5), status("delivered", at: 7), status("delivered", at: 3), status("server", at: 1),
            status("played", at: 9), status("read", at: 6), status("pending", at: 0),
        ]
        try expect(
            history, "from_me, status, delivered_at, read_at, played_at, failed_at, chat_id",
            ["t|played|\(clock(3))|\(clock(5))|\(clock(9))|-|-"])
        try expect([status("pending", at: 5), status("server", at: 3)], "status, delivered_at", ["server|-"])
    }

    @Test(
        "Failed is above server and below delivered",
        arguments: [
            (["pending", "failed"], "failed"), (["server", "failed"], "failed"),
            (["failed", "delivered"], "delivered"),
            (["failed", "read"], "read"), (["failed", "played"], "played"), (["failed"], "failed"),
        ])
    func failure(statuses: [String], expected: String) throws {
        let history = statuses.enumerated().map { status($1, at: Double($0)) }
        let failedAt = clock(Double(statuses.firstIndex(of: "failed") ?? 0))
        try expect(history, "status, failed_at", ["\(expected)|\(failedAt)"])
    }

    @Test("The code is the least of those given at the earliest failure")
    func failureCode() throws {
        func failed(_ time: Double, _ code: Value?) -> Telling {
            status("failed", at: time, code.map { ["error": ["code": $0]] } ?? [:])
        }
        try expect(
            [failed(2, "1"), failed(1, "b"), failed(1, "a"), failed(1, nil)], "failed_at, failure_code",
            [
                "\(clock(1))|a"
            ])
        try expect([failed(1, nil), failed(2, "a")], "failed_at, failure_code", ["\(clock(1))|-"])
        try expect([failed(1, 131_047), failed(1, "a")], "failed_at, failure_code", ["\(clock(1))|131047"])
        let told = body(["status": "failed", "timestamp": .time(1), "fromMe": true])
        try expect([told, failed(1, "z"), failed(2, "a")], "failed_at, failure_code, status", ["\(clock(1))|z|failed"])
    }

    @Test("A body's status raises and sets no time, whichever body wins")
    func bodyStatus() throws {
        let history = [
            body(["status": "server"]), body(["status": "read", "timestamp": .time(9)]), body(["status": "pending"]),
        ]
        try expect(history, "status, read_at, delivered_at, sent_at", ["read|-|-|\(clock(0))"])
        try expect([body()], "status, body", ["-|oi"])
    }

    @Test("One event can tell of several messages, of one twice too, and of either side")
    func several() throws {
        let both = status("delivered", at: 1, ["messageIds": ["M1", "M2", "M1"]])
        try expect([both], "message_id, delivered_at, from_me", ["M1|\(clock(1))|t", "M2|\(clock(1))|t"])
        try expect([status("read", at: 1, ["fromMe": false])], "message_id, from_me", ["M1|f"])
    }

    @Test("A participant's status is a receipt and makes no message")
    func receipts() throws {
        func of(_ member: Value, _ told: String, _ time: Double) -> Telling {
            status(told, at: time, ["participant": member])
        }
        let history = [
            of("1@lid", "read", 5), of("1@lid", "read", 4), of("1@lid", "delivered", 6), of("2@lid", "played", 1),
            of("3@lid", "server", 1), of("3@lid", "failed", 1), of("3@lid", "pending", 1),
        ]
        try expect(
            history, "message_id, participant_id, from_me, delivered_at, read_at, played_at",
            of: "whatsapp_message_receipts",
            ["M1|1@lid|t|\(clock(6))|\(clock(4))|-", "M1|2@lid|t|-|-|\(clock(1))"])
        try expect(history, "message_id, status", [])
    }

    @Test("The earliest revoke stands, the least of those who did it, none greatest")
    func revoke() throws {
        func revoked(_ time: Double, _ by: Value?) -> Telling {
            var data: [String: Value] = ["messageId": "M1", "timestamp": .time(time)]
            data["by"] = by
            return told("message.revoked", data, at: time)
        }
        try expect(
            [revoked(2, "0@lid"), revoked(1, "2@lid"), revoked(1, "1@lid"), revoked(1, nil)],
            "revoked_at, revoked_by, body", ["\(clock(1))|1@lid|-"])
        try expect([revoked(1, nil), revoked(2, "0@lid")], "revoked_at, revoked_by", ["\(clock(1))|-"])
        try expect([body(), revoked(1, nil), edit("E", "a", at: 2)], "revoked_at, body", ["\(clock(1))|a"])
    }

    @Test("A time that an event doesn't give is the event's own")
    func eventTime() throws {
        let told = told("message.status", ["messageIds": ["M1"], "status": "read"], at: 4.5)
        try expect([told], "read_at, status", ["\(clock(4.5))|read"])
    }
}
