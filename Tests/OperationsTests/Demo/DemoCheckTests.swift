import Kafka
import Postgres
import Reference
import Schema
import TestSupport
import Testing

@testable import Operations

@Suite("The check compares every row", .timeLimit(.minutes(3)))
struct DemoCheckTests {
    static let tables = Table.Name.allCases

    /// What a demo of a few events publishes, with the log ids that a database gave.
    static func makeLog() throws -> SentLog {
        var traffic = try DemoTraffic(
            DemoTrafficTests.options(["events": ["800"]]), now: DemoTrafficTests.now)
        var log = SentLog()
        while let record = traffic.next() {
            log.add(record, at: log.partition(of: record), timestamp: DemoTrafficTests.now / 1_000)
        }
        return log
    }

    static let logIDs: [LogRecord.Topic: Int] = [.lifecycle: 1, .heartbeats: 2, .messages: 3]

    /// A database with the rows that must come of `log`, made of what the oracle says.
    static func makeDatabase(_ log: SentLog) throws -> ConnectionSettings {
        let settings = ConnectionSettings(url: try PrivatePostgres.shared().makeDatabase(), applicationName: "tests")
        var connection = try Connection.connect(settings)
        _ = try SchemaMigrator.apply(&connection)
        var reference = Reference()
        for var record in log.records.values.flatMap(\.self) {
            record.logID = logIDs[record.topic] ?? 0
            reference.apply(record)
        }
        try connection.execute("BEGIN")
        for (topic, id) in logIDs {
            try connection.query(
                "INSERT INTO zapline.logs (log_id, topic, cluster_id) VALUES ($1, $2, 'c')",
                [.integer(Int64(id)), .text(topic.rawValue)])
        }
        for name in tables where name != .deadLetters {
            try insert(reference.table(name), into: name.rawValue, name.key + name.columns, &connection)
        }
        for (key, cells) in reference.table(.deadLetters).rows {
            let detail = cells[1].map { "`\($0.string)` is required and absent" } ?? "the value is not JSON"
            let values = key + [cells[0], Text(detail), "messages", "0", "open"]
            try insert(
                values, into: "zapline.dead_letters",
                Table.Name.deadLetters.key + ["reason", "detail", "pipeline", "generation", "state"], &connection)
        }
        try connection.execute("COMMIT")
        return settings
    }

    static func insert(
        _ table: Table, into name: String, _ columns: [String], _ connection: inout Connection
    ) throws {
        for (key, cells) in table.rows { try insert(key + cells, into: name, columns, &connection) }
    }

    static func insert(
        _ cells: [Text?], into name: String, _ columns: [String], _ connection: inout Connection
    ) throws {
        let places = cells.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        try connection.query(
            "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(places))",
            cells.map { $0.map { .text($0.string) } ?? .null })
    }

    static func ends(_ log: SentLog) -> [TopicPartition: Int64] { log.counts }

    static func check(_ log: SentLog, _ settings: ConnectionSettings) throws -> CheckReport {
        try DemoCheck(log, settings).run(ends: ends(log)) { _ in }
    }

    @Test("Rows that are as they must be are equal, every table of them")
    func equal() async throws {
        try await onOwnThread {
            let log = try Self.makeLog()
            let report = try Self.check(log, try Self.makeDatabase(log))
            #expect(report.isEqual, "\(report.results.filter { !$0.isEqual })")
            let names = Set(report.results.map(\.what))
            #expect(Self.tables.allSatisfy { names.contains($0.rawValue) })
            #expect(report.results.filter { $0.expected == 0 }.map(\.what) == [])
        }
    }

    @Test(
        "A row that is missing, one too many and a changed cell are found and named",
        arguments: [
            ("DELETE FROM whatsapp_messages WHERE ctid = (SELECT min(ctid) FROM whatsapp_messages)", "is missing"),
            (
                "INSERT INTO whatsapp_chats (instance_name, chat_id) VALUES ('nobody', 'x')",
                "is there, but no event makes it"
            ),
            ("INSERT INTO whatsapp_contacts (instance_name, contact_id) VALUES ('loja-sul', 'x')", "no event makes it"),
            (
                "UPDATE whatsapp_instances SET status = 'connecting' WHERE instance_name = 'loja-sul'",
                "expected 'connected'"
            ),
            ("UPDATE whatsapp_sessions SET phone_number = NULL WHERE instance_name = 'loja-sul'", "is NULL"),
            (
                "UPDATE whatsapp_instance_events SET event_time = event_time + interval '1 us' WHERE instance_name = 'loja-sul'",
                "event_time"
            ),
            (
                "UPDATE zapline.event_archive SET payload = payload || '\\x20' WHERE instance_name = 'loja-norte'",
                "payload"
            ),
            ("UPDATE zapline.event_archive SET key = '\\x00' WHERE instance_name IS NULL", "key"),
            ("DELETE FROM zapline.event_archive WHERE payload IS NULL", "is missing"),
            ("DELETE FROM zapline.dead_letters WHERE reason = 'invalid-json'", "zapline.dead_letters"),
            ("UPDATE zapline.dead_letters SET detail = '`x` is odd' WHERE reason = 'invalid-event'", "field"),
        ])
    func differences(sql: String, expected: String) async throws {
        try await onOwnThread {
            let log = try Self.makeLog()
            let settings = try Self.makeDatabase(log)
            var connection = try Connection.connect(settings)
            #expect(try connection.query(sql).affectedRows > 0)
            let report = try Self.check(log, settings)
            #expect(!report.isEqual)
            let lines = report.results.flatMap(\.differences)
            #expect(lines.contains { $0.contains(expected) }, "\(lines)")
            #expect(report.results.count(where: { !$0.isEqual }) == 1)
        }
    }

    @Test("A broker that has another number of records than were sent is found out")
    func broker() async throws {
        try await onOwnThread {
            let log = try Self.makeLog()
            var ends = Self.ends(log)
            let place = TopicPartition("whatsapp.messages", 0)
            ends[place, default: 0] -= 1
            let report = try DemoCheck(log, try Self.makeDatabase(log)).run(ends: ends) { _ in }
            let first = try #require(report.results.first)
            #expect(first.differences.count == 1)
            #expect(first.differences.first?.hasPrefix("whatsapp.messages-0: ") == true)
            #expect(report.results.dropFirst().allSatisfy { $0.isEqual })
        }
    }

    @Test("A note about a duplicate that no message can have is found out")
    func notes() async throws {
        try await onOwnThread {
            let log = try Self.makeLog()
            let settings = try Self.makeDatabase(log)
            var connection = try Connection.connect(settings)
            try connection.execute(
                """
                INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, reason,
                    detail, state)
                VALUES ('messages', 0, 3, 'whatsapp.messages', 0, 0, 'conflicting-duplicate', '', 'noted')
                """)
            let report = try Self.check(log, settings)
            #expect(report.results.last?.what == "notes on odd duplicates")
            #expect(report.results.last?.isEqual == false)
        }
    }
}
