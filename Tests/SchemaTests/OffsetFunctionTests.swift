import Postgres
import TestSupport
import Testing

@testable import Schema

@Suite("Claims and advances", .timeLimit(.minutes(2)))
struct OffsetFunctionTests {
    let url: String

    init() throws {
        url = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
    }

    func connect() throws -> Connection {
        try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
    }

    /// Claims partition 0 and 1 of a topic; (log, partition, epoch, next) of each.
    func claim(_ connection: inout Connection, topic: String = "t", starts: String = "{5,7}") throws -> [[Int64?]] {
        let result = try connection.query(
            "SELECT log_id, topic_partition, epoch, next_offset FROM zapline.claim('p', 0, $1, 'cluster', 'me', '{0,1}', $2::bigint[]) ORDER BY 2",
            [.text(topic), .text(starts)])
        return (0..<result.rowCount).map { row in (0..<4).map { result.integer(row, $0) } }
    }

    func advance(_ connection: inout Connection, _ from: Int, _ to: Int, epoch: Int) -> String? {
        do {
            try connection.execute(
                "SELECT zapline.advance('p', 0, 1::smallint, 0, \(from), \(to), \(epoch), \(to - 1), 9, 8)")
            return nil
        } catch { return error.sqlState?.rawValue }
    }

    @Test("The first claim makes the log and the rows; each later one has the next epoch and the stored offset")
    func claims() throws {
        var connection = try connect()
        #expect(try claim(&connection) == [[1, 0, 1, 5], [1, 1, 1, 7]])
        #expect(advance(&connection, 5, 10, epoch: 1) == nil)
        #expect(try claim(&connection, starts: "{0,0}") == [[1, 0, 2, 10], [1, 1, 2, 7]])
        #expect(try claim(&connection, topic: "u") == [[2, 0, 1, 5], [2, 1, 1, 7]])
    }

    @Test("Where a partition began is kept; later claims leave it, and of rows of before nobody knows")
    func begins() throws {
        var connection = try connect()
        _ = try claim(&connection)
        #expect(advance(&connection, 5, 10, epoch: 1) == nil)
        _ = try claim(&connection, starts: "{0,0}")
        let first =
            "SELECT string_agg(coalesce(first_offset::text, '?'), ' ' ORDER BY topic_partition) FROM zapline.consumer_offsets"
        #expect(try connection.query(first)[0, 0] == "5 7")

        let old = try PrivatePostgres.shared().makeDatabase()
        var older = try Connection.connect(ConnectionSettings(url: old, applicationName: "tests"))
        for migration in Migration.all where migration.version < 5 { try older.execute(migration.sql) }
        #expect(try claim(&older) == [[1, 0, 1, 5], [1, 1, 1, 7]])
        for migration in Migration.all where migration.version >= 5 { try older.execute(migration.sql) }
        #expect(try claim(&older, starts: "{0,0}") == [[1, 0, 2, 5], [1, 1, 2, 7]])
        #expect(try older.query(first)[0, 0] == "? ?")
    }

    @Test("A partition that must have a row and has none is not made")
    func mustExist() throws {
        var connection = try connect()
        #expect(try claim(&connection, starts: "{NULL,3}") == [[1, 1, 1, 3]])
        #expect(try claim(&connection, starts: "{NULL,NULL}") == [[1, 1, 2, 3]])
    }

    @Test("An advance from another offset or at an older epoch is ZP001, and so is one of a halted partition")
    func fenced() throws {
        var connection = try connect()
        _ = try claim(&connection)
        #expect(advance(&connection, 4, 10, epoch: 1) == "ZP001")
        _ = try claim(&connection)
        #expect(advance(&connection, 5, 10, epoch: 1) == "ZP001")
        try connection.execute("UPDATE zapline.consumer_offsets SET state = 'halted', halt_reason = 'x'")
        #expect(advance(&connection, 5, 10, epoch: 2) == "ZP001")
        try connection.execute("UPDATE zapline.consumer_offsets SET halt_retries = true")
        #expect(advance(&connection, 5, 10, epoch: 2) == nil)
        #expect(
            try connection.query("SELECT state FROM zapline.consumer_offsets WHERE topic_partition = 0")[0, 0]
                == "active")
    }

    @Test("A transaction under way holds up a claim, which then sees what it committed")
    func waits() throws {
        let (owner, claimer) = (try connectBoxed(), try connectBoxed())
        _ = try claim(&owner.connection)
        try owner.connection.execute(
            "BEGIN; SELECT zapline.advance('p', 0, 1::smallint, 0, 5, 10, 1, NULL, NULL, NULL)")
        try claimer.connection.execute("SET lock_timeout = '50ms'")
        do {
            _ = try claim(&claimer.connection)
            Issue.record("the claim didn't wait")
        } catch let error as PostgresError { #expect(error.sqlState == .lockNotAvailable) }
        try owner.connection.execute("COMMIT")
        #expect(try claim(&claimer.connection).first == [1, 0, 2, 10])
    }

    /// A connection by reference, since a tuple can't hold one.
    final class Box {
        var connection: Connection
        init(_ connection: consuming Connection) { self.connection = connection }
    }

    func connectBoxed() throws -> Box { Box(try connect()) }

    @Test("Two first claims of a topic at once make one log")
    func oneLog() throws {
        let (first, second) = (try connectBoxed(), try connectBoxed())
        try first.connection.execute("BEGIN")
        _ = try claim(&first.connection)
        try second.connection.execute("SET lock_timeout = '50ms'")
        do {
            _ = try claim(&second.connection)
            Issue.record("the second claim didn't wait")
        } catch let error as PostgresError { #expect(error.sqlState == .lockNotAvailable) }
        try first.connection.execute("COMMIT")
        #expect(try claim(&second.connection).first == [1, 0, 2, 5])
        #expect(try second.connection.query("SELECT count(*) FROM zapline.logs").integer(0, 0) == 1)
    }

    @Test("The archive's view shows JSON where it is JSON, and NULL where it is none")
    func view() throws {
        var connection = try connect()
        _ = try claim(&connection)
        try connection.execute(
            #"""
            INSERT INTO zapline.event_archive VALUES
                (1, 0, 0, now(), 'a', 't', 'e', 'm', 'k', '[["h",null]]', '{"x": 1}'),
                (1, 0, 1, NULL, NULL, NULL, NULL, NULL, '\xff', '[["h","\u0000"]]', 'not json'),
                (1, 0, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            """#)
        let rows = try connection.query(
            "SELECT topic, key, headers, payload FROM zapline.archived_events ORDER BY topic_offset")
        #expect(rows[0, 0] == "t" && rows[0, 1] == "k" && rows[0, 2] == "[[\"h\", null]]" && rows[0, 3] == "{\"x\": 1}")
        for row in 1...2 { #expect((1...3).allSatisfy { rows.isNull(row, $0) }) }
    }
}
