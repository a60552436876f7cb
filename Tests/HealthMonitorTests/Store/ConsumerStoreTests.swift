import Kafka
import Postgres
import TestTraits
import Testing

@testable import HealthMonitor

@Suite("What Postgres knows of consumers", .waitsForServers, .timeLimit(.minutes(2)))
struct ConsumerStoreTests {
    let database: MonitorDatabase
    let session: DatabaseSession
    let place = ConsumerPlace(pipeline: "status", TopicPartition("whatsapp.lifecycle", 1))

    init() throws {
        database = try MonitorDatabase()
        session = database.session()
        try session.execute(
            "SELECT zapline.claim('status', 0, 'whatsapp.lifecycle', 'c', 'node-1/7', ARRAY[0, 1], ARRAY[4, 9]::bigint[])"
        )
    }

    @Test("A row tells position, owner and the reason of a halt")
    func rows() throws {
        try session.execute(
            """
            UPDATE zapline.consumer_offsets SET state = 'halted', halt_reason = 'another cluster' WHERE topic_partition = 1;
            SELECT zapline.claim('status', 7, 'whatsapp.lifecycle', 'c', 'builder', ARRAY[1], ARRAY[0]::bigint[])
            """)
        let rows = try session.use { connection throws(PostgresError) in try ConsumerStore.read(on: &connection) }
        #expect(rows.count == 2)
        #expect(rows[place]?.nextOffset == 9 && rows[place]?.owner == "node-1/7")
        #expect(rows[place]?.haltReason == "another cluster")
        #expect(rows[ConsumerPlace(pipeline: "status", TopicPartition("whatsapp.lifecycle", 0))]?.haltReason == nil)
    }

    @Test("Open letters are counted by an index that holds no others")
    func letters() throws {
        try session.execute(
            """
            INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, reason, detail, state)
            SELECT 'status', 0, 1, 'whatsapp.lifecycle', 1, n, 'poison', '', CASE WHEN n % 1000 = 0 THEN 'open' ELSE 'discarded' END
            FROM generate_series(1, 20000) AS n;
            ANALYZE zapline.dead_letters
            """)
        let counts = try session.use { connection throws(PostgresError) in try LetterStore.open(on: &connection) }
        #expect(counts == [place: 20])
        let plan = try database.values(
            """
            EXPLAIN SELECT pipeline, topic, topic_partition, count(*) FROM zapline.dead_letters
            WHERE state = 'open' AND generation = 0 GROUP BY pipeline, topic, topic_partition
            """)
        #expect(plan.contains { $0?.contains("dead_letters_open") == true }, "\(plan)")
    }

    @Test("A build that somebody works on runs, one that nobody does was stopped, and one that is ready waits")
    func builds() throws {
        try session.execute(
            """
            INSERT INTO zapline.rebuilds (pipeline, generation, kind, state, schema_name, starts, reads_archive, owner, records)
            VALUES ('status', 7, 'rebuild', 'running', 'x', '[]', false, 'o', 120), ('archive', 2, 'rebuild', 'ready', 'y', '[]', false, 'o', 9),
                ('messages', 3, 'verify', 'running', 'z', '[]', false, 'o', 5), ('messages', 2, 'rebuild', 'abandoned', 'z', '[]', false, 'o', 5);
            SELECT zapline.claim('status', 7, 'whatsapp.lifecycle', 'c', 'builder', ARRAY[0, 1], ARRAY[1, 2]::bigint[])
            """)
        func read() throws -> [String: RebuildRow] {
            try session.use { connection throws(PostgresError) in try RebuildStatusStore.open(on: &connection) }
        }
        #expect(try read()["status"] == RebuildRow(generation: 7, state: "stopped", records: 120, behind: 10))
        #expect(try read().keys.sorted() == ["archive", "status"])
        #expect(try read()["archive"]?.state == "ready")
        // As whoever works on it does.
        let worker = database.session()
        try worker.execute("SELECT pg_advisory_lock(x'5A415052'::int, hashtext('status'))")
        #expect(try read()["status"]?.state == "running")
        try worker.execute("SELECT pg_advisory_unlock_all()")
        #expect(try read()["status"]?.state == "stopped")
    }
}
