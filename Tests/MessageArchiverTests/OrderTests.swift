import Postgres
import Synchronization
import Testing

@Suite("Rows are joins: any order, division and repetition of a history gives the same", .timeLimit(.minutes(5)))
struct OrderTests {
    /// The first line that differs, with both sides.
    static func difference(_ left: [String], _ right: [String]) -> String? {
        for place in 0..<max(left.count, right.count) {
            let pair = (place < left.count ? left[place] : "–", place < right.count ? right[place] : "–")
            if pair.0 != pair.1 { return "\n\(pair.0)\n\(pair.1)" }
        }
        return nil
    }

    @Test("A history in any order and batches is the history told one by one", arguments: 1...8 as ClosedRange<UInt64>)
    func anyOrder(seed: UInt64) throws {
        var store = try MessageStore()
        var random = RandomHistory(seed: seed)
        let history = random.events(150)
        try store.applyOneByOne(history)
        let expected = try store.everything()
        for largest in [1, 7, 400] {
            try store.empty()
            for batch in random.batches(of: history, largest: largest) { try store.apply(batch) }
            let found = Self.difference(try store.everything(), expected)
            #expect(found == nil, "seed \(seed), batches up to \(largest)")
        }
    }

    @Test("So it is for small histories, where each meeting counts", arguments: [UInt64(1_000)])
    func small(seed: UInt64) throws {
        var store = try MessageStore()
        var random = RandomHistory(seed: seed)
        for round in 0..<60 {
            let history = random.events(12)
            try store.empty()
            try store.applyOneByOne(history)
            let expected = try store.everything()
            try store.empty()
            for batch in random.batches(of: history, largest: 5) { try store.apply(batch) }
            let found = Self.difference(try store.everything(), expected)
            #expect(found == nil, "round \(round)")
        }
    }

    @Test("Two sessions that write the same rows at once end in the same", arguments: 20...25 as ClosedRange<UInt64>)
    func twoSessions(seed: UInt64) throws {
        var store = try MessageStore()
        var random = RandomHistory(seed: seed)
        let history = random.events(200)
        try store.applyOneByOne(history)
        let expected = try store.everything()
        try store.empty()
        let place = store.place
        // Both get all of it, so each row is written by both.
        let sessions = (0..<2).map { number in
            let batches = random.batches(of: history, largest: 9)
            return SideThread {
                var session = try MessageStore(joining: place, partition: Int32(number))
                for batch in batches { try session.apply(batch) }
            }
        }
        for session in sessions { try session.join() }
        let found = Self.difference(try store.everything(), expected)
        #expect(found == nil, "seed \(seed)")
    }

    @Test("Sessions that write many rows in opposite orders wait for each other, never in a circle")
    func noDeadlock() throws {
        var store = try MessageStore()
        let place = store.place
        let ids = (0..<200).map { Value.string("M\($0)") }
        let sessions = (0..<2).map { number in
            SideThread {
                var session = try MessageStore(joining: place, partition: Int32(number))
                for round in 0..<15 {
                    let order = number == 0 ? ids : ids.reversed()
                    let time = Double(100 - round)
                    try session.apply(order.map { status("read", at: time, ["messageIds": [$0]]) })
                    try session.apply(
                        order.map {
                            body(["messageId": $0, "chat": $0, "timestamp": .time(time)], type: "message.sent")
                        })
                }
            }
        }
        for session in sessions { try session.join() }
        #expect(
            try store.rows("whatsapp_messages", "count(*), count(*) FILTER (WHERE sent_at = read_at)") == ["200|200"])
    }

    @Test(
        "A body and an edit that meet in two open transactions: the last to commit shows the edit",
        arguments: [true, false])
    func openTransactions(bodyIsFirst: Bool) throws {
        var store = try MessageStore()
        let place = store.place
        let parts = [body(), edit("E1", "novo", at: 1)]
        let order = bodyIsFirst ? parts : parts.reversed()
        try store.begin([order[0]])
        let backend = Mutex<Int32>(0)
        let second = SideThread {
            var second = try MessageStore(joining: place, partition: 1)
            backend.withLock { $0 = second.connection.backendPID }
            try second.apply([order[1]])
        }
        // Only when the second waits for the row's lock is the first let go.
        var watcher = try MessageStore(joining: place, partition: 2)
        try watcher.waitUntilBlocked { backend.withLock { $0 } }
        try store.connection.execute("COMMIT")
        try second.join()
        #expect(try watcher.message("body, original_body, edited_at") == "novo|oi|\(clock(1))")
    }
}
