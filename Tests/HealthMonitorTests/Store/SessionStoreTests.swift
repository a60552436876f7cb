import Bytes
import Events
import Kafka
import Postgres
import TestTraits
import Testing

@testable import HealthMonitor

@Suite("What is stored of sessions", .waitsForServers, .timeLimit(.minutes(2)))
struct SessionStoreTests {
    let database: MonitorDatabase
    let session: DatabaseSession
    let store = SessionStore()

    init() throws {
        database = try MonitorDatabase()
        session = database.session()
        try session.execute("SELECT zapline.take_lease('m1', 10)")
    }

    private func commit(_ harvest: SessionBook.Harvest, _ book: SessionBook, epoch: Int64 = 1) throws {
        var script = Script()
        script.sql("BEGIN")
        store.write(harvest, of: book, into: &script) { $0.sql(LeaseStore.hold(epoch: epoch)) }
        script.sql("COMMIT")
        let whole = script
        try session.use { connection throws(PostgresError) in _ = try connection.run(whole) }
    }

    private func story() -> SessionBook {
        let book = SessionBook()
        book.apply(sign(.sessionConnected, epoch: 3, sequence: .max), to: ByteView("quote' \"one\""), now: start)
        book.apply(sign(.sessionDisconnected, 1, reason: "NAVIGATION"), to: ByteView("loja"), now: start + minute)
        book.saw(ByteView("only-messages"), at: start, .received, now: start)
        book.apply(sign(.sessionDeleted), to: ByteView("gone"), now: start)
        return book
    }

    private func harvest(_ book: SessionBook, _ seconds: Int64, mayPublish: Bool = true) -> SessionBook.Harvest {
        let now = start + seconds * second
        _ = book.sweep(horizon: mayPublish ? now : nil, now: now)
        return book.collect(book.places, mayPublish: mayPublish, now: now)
    }

    private func restored() throws -> SessionBook {
        let book = SessionBook()
        try session.use { [book] connection throws(PostgresError) in
            try SessionStore.restore(into: book, on: &connection)
        }
        return book
    }

    @Test("A book that is stored and restored is the same book")
    func restore() throws {
        let book = story()
        try commit(harvest(book, 2), book)
        let again = try restored()
        #expect(again.count == 4)
        for name in ["quote' \"one\"", "loja", "only-messages", "gone"] {
            #expect(again.session(name) == book.session(name))
        }
        let entries = { (book: SessionBook) in book.entries.sorted { $0.name < $1.name } }
        #expect(entries(again).map(\.revision) == entries(book).map(\.revision))
        #expect(entries(again).map(\.publishedAt) == entries(book).map(\.publishedAt))
        #expect(entries(again).map(\.isChanged) == entries(book).map(\.isChanged))
    }

    @Test("What was not said yet is said after a restart")
    func unsaid() throws {
        let book = story()
        try commit(harvest(book, 2, mayPublish: false), book)
        #expect(try database.values("SELECT key FROM zapline.health_outbox") == [])
        let again = try restored()
        #expect(
            Set(harvest(again, 3).outgoing.map(\.key)) == [
                "session/quote' \"one\"", "session/loja", "session/only-messages",
            ])
    }

    @Test("A pending reconnect survives a restart, and its command is the same one")
    func pending() throws {
        let book = story()
        try commit(harvest(book, 2), book)
        let again = try restored()
        let lost = harvest(again, 7).outgoing.filter { $0.topic == "commands" }
        let repeated = harvest(try restored(), 8).outgoing.filter { $0.topic == "commands" }
        #expect(lost.count == 1)
        #expect(lost == repeated)
    }

    @Test("People read columns, not memory")
    func columns() throws {
        let book = story()
        try commit(harvest(book, 2), book)
        let row = try database.values(
            """
            SELECT concat_ws('|', status, detail, verdict, since, reasons->0->>'code', facts->>'reason', last_event_at)
            FROM zapline.session_health WHERE instance_name = 'loja'
            """)
        #expect(
            row == [
                "disconnected|disconnected|down|2026-11-23 10:00:01+00|disconnected|NAVIGATION|2026-11-23 10:00:01+00"
            ])
        #expect(
            try database.values("SELECT verdict FROM zapline.session_health WHERE instance_name = 'only-messages'") == [
                "unknown"
            ])
    }

    @Test("The outbox keeps the order, and who has lost the lease adds nothing")
    func outbox() throws {
        let book = story()
        try commit(harvest(book, 2), book)
        try commit(harvest(book, 7), book)
        let rows = try session.use { connection throws(PostgresError) in
            try OutboxStore.read(limit: 100, on: &connection)
        }
        #expect(rows.map(\.id) == rows.map(\.id).sorted())
        let mine = rows.filter { $0.record.key.hasSuffix("loja") }.map(\.record.topic)
        #expect(mine == ["health", "commands", "health"])
        #expect(rows.contains { $0.record.topic == "commands" && $0.isExpired } == rows.contains(where: \.isExpired))
        try session.execute("UPDATE zapline.monitor_lease SET epoch = 2")
        book.apply(sign(.sessionStopped, 9), to: ByteView("loja"), now: start + minute)
        let error = #expect(throws: PostgresError.self) { try commit(harvest(book, 10), book) }
        #expect(error?.sqlState == .fenced)
        #expect(throws: PostgresError.self) {
            try session.use { connection throws(PostgresError) in
                try OutboxStore.delete(rows.map(\.id), epoch: 1, on: &connection)
            }
        }
        try session.use { connection throws(PostgresError) in
            try OutboxStore.delete(rows.map(\.id), epoch: 2, on: &connection)
        }
        let left = try session.use { connection throws(PostgresError) in try OutboxStore.count(on: &connection) }
        #expect(left == 0)
    }

    @Test("Positions are claimed, moved and fenced like any pipeline's")
    func positions() throws {
        let positions = PositionStore(owner: "m1")
        let place = TopicPartition("whatsapp.messages", 1)
        let claim = {
            try session.use { connection throws(PostgresError) in
                try positions.claim("whatsapp.messages", [(0, 0), (1, 5)], cluster: "c", on: &connection)
            }
        }
        var mine = try #require(try claim()[place])
        #expect(mine.next == 5)
        mine.next = 9
        try session.execute(positions.advance(place, mine))
        #expect(try claim()[place]?.next == 9)
        mine.stored = 9
        let error = #expect(throws: PostgresError.self) { try session.execute(positions.advance(place, mine)) }
        #expect(error?.sqlState == .fenced)
        let rows = try session.use { connection throws(PostgresError) in try ConsumerStore.read(on: &connection) }
        #expect(rows[ConsumerPlace(pipeline: "health", place)]?.nextOffset == 9)
        #expect(rows[ConsumerPlace(pipeline: "health", place)]?.owner == "m1")
        #expect(rows.count == 2)
    }

    @Test("A halted row says why, and rows of an older life of the topic say nothing")
    func rows() throws {
        try session.execute(
            """
            INSERT INTO zapline.logs (log_id, topic, cluster_id) VALUES (1, 't', 'c'), (2, 't', 'c');
            INSERT INTO zapline.consumer_offsets (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, epoch,
                owner, state, halt_reason)
            VALUES ('status', 0, 1, 't', 0, 'c', 7, 1, 'o', 'active', NULL), ('status', 0, 2, 't', 0, 'c', 3, 1, 'o', 'halted', 'why'),
                   ('status', 4, 2, 't', 0, 'c', 1, 1, 'o', 'active', NULL)
            """)
        let found = try session.use { connection throws(PostgresError) in try ConsumerStore.read(on: &connection) }
        let row = try #require(found[ConsumerPlace(pipeline: "status", TopicPartition("t", 0))])
        #expect(found.count == 1)
        #expect(row.nextOffset == 3)
        #expect(row.haltReason == "why")
        #expect(row.updatedAt > start - 100_000 * minute)
    }
}
