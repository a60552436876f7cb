import Bytes
import TestSupport
import Testing

@testable import Postgres

@Suite("A session with a real server", .timeLimit(.minutes(2)))
struct ConnectionTests {
    let arena = Arena()

    func settings() throws -> ConnectionSettings {
        ConnectionSettings(url: try PrivatePostgres.shared().makeDatabase(), applicationName: "tests")
    }

    /// What `body` throws, which must be an error of ours.
    func failure(_ body: () throws(PostgresError) -> Void) -> PostgresError? {
        do {
            try body()
            return nil
        } catch { return error }
    }

    @Test("Several statements give a result each; parameters ride beside the text")
    func results() throws {
        var connection = try Connection.connect(settings())
        let results = try connection.execute("SELECT 1 AS one; SELECT 2, NULL; CREATE TABLE t (a text[])")
        #expect(results.map(\.rowCount) == [1, 1, 0])
        #expect(results[0].name(ofColumn: 0) == "one")
        #expect(results[1].isNull(0, 1))
        #expect(results[1].isNull(5, 5))
        let hard = ["a\"b", "c\\d", "NULL", "", "{x,y}", "é'; DROP TABLE t"]
        try connection.query("INSERT INTO t VALUES ($1)", [.textArray(hard)])
        for (place, text) in hard.enumerated() {
            #expect(try connection.query("SELECT a[$1::int] FROM t", [.integer(Int64(place + 1))])[0, 0] == text)
        }
        let all = try connection.query(
            "SELECT $1::text, $2::bool, $3::bytea, $4::int8", [nil, true, .bytea([0, 255]), 7])
        #expect(all.isNull(0, 0) && all.bool(0, 1) == true && all.bytes(0, 2) == [0, 255] && all.integer(0, 3) == 7)
    }

    @Test("The session has our settings and our name")
    func preamble() throws {
        var settings = try settings()
        settings.statementTimeout = .milliseconds(1_500)
        settings.synchronousCommit = false
        var connection = try Connection.connect(settings)
        #expect(try connection.query("SHOW statement_timeout")[0, 0] == "1500ms")
        #expect(try connection.query("SHOW synchronous_commit")[0, 0] == "off")
        #expect(try connection.query("SHOW application_name")[0, 0] == "tests")
        #expect(try connection.query("SELECT pg_backend_pid()").integer(0, 0) == Int64(connection.backendPID))
        #expect(connection.serverVersion >= 140_000)
    }

    @Test("One string with two COPYs and a commit goes in one round trip, and as a whole or not at all")
    func script() throws {
        var connection = try Connection.connect(settings())
        try connection.execute("CREATE TABLE a (n int8 PRIMARY KEY); CREATE TABLE b (n int8 CHECK (n < 100))")
        for (last, kept) in [(50, true), (500, false)] as [(Int64, Bool)] {
            var first = CopyBuffer()
            var second = CopyBuffer()
            first.beginRow(columns: 1)
            first.int8(last)
            second.beginRow(columns: 1)
            second.int8(last)
            var script = Script()
            script.sql("BEGIN")
            script.copy("COPY a FROM STDIN (FORMAT binary)", first.finish())
            script.copy("COPY b FROM STDIN (FORMAT binary)", second.finish())
            script.sql("COMMIT")
            let error = failure { () throws(PostgresError) in _ = try connection.run(script) }
            #expect((error == nil) == kept)
            #expect(
                error.map { $0.sqlState?.rawValue == "23514" && $0.table == "b" && $0.constraint == "b_n_check" }
                    ?? true)
            if !kept { try connection.execute("ROLLBACK") }
            #expect(try connection.query("SELECT count(*) FROM a WHERE n = \(last)").integer(0, 0) == (kept ? 1 : 0))
        }
    }

    @Test("An error names its code and its place, and the connection goes on")
    func serverError() throws {
        var connection = try Connection.connect(settings())
        let error = failure { () throws(PostgresError) in _ = try connection.execute("SELECT 'secret'::int8") }
        #expect(error?.code == .server)
        #expect(error?.sqlState?.errorClass == "22")
        #expect(error?.outcomeIsUnknown == false)
        #expect(try connection.query("SELECT 1").integer(0, 0) == 1)
    }

    @Test("A script whose data and COPYs don't match is refused, not hung")
    func mismatch() throws {
        var connection = try Connection.connect(settings())
        try connection.execute("CREATE TABLE t (a int8)")
        var missing = Script()
        missing.sql("COPY t FROM STDIN (FORMAT binary)")
        #expect(failure { () throws(PostgresError) in _ = try connection.run(missing) }?.sqlState == .queryCanceled)
        var surplus = Script()
        surplus.copy("SELECT 1", .empty)
        #expect(failure { () throws(PostgresError) in _ = try connection.run(surplus) }?.code == .protocolViolation)
        let connectionIsBroken = connection.isBroken
        #expect(connectionIsBroken)
    }

    @Test("A server process that is ended leaves an unknown outcome and a broken connection")
    func terminated() throws {
        let settings = try settings()
        var victim = try Connection.connect(settings)
        var killer = try Connection.connect(settings)
        try killer.query("SELECT pg_terminate_backend($1::int)", [.integer(Int64(victim.backendPID))])
        let error = failure { () throws(PostgresError) in _ = try victim.execute("SELECT 1") }
        #expect(error?.code == .connectionLost)
        #expect(error?.outcomeIsUnknown == true)
        let victimIsBroken = victim.isBroken
        #expect(victimIsBroken)
        #expect(failure { () throws(PostgresError) in _ = try victim.execute("SELECT 1") }?.code == .connectionLost)
    }

    @Test("Our own deadline and a wakeup end a wait; both leave the connection broken")
    func deadlineAndWakeup() throws {
        let settings = try settings()
        var slow = try Connection.connect(settings)
        let late = failure { () throws(PostgresError) in
            _ = try slow.execute("SELECT pg_sleep(60)", timeout: .milliseconds(50))
        }
        #expect(late?.code == .timedOut)
        let slowIsBroken = slow.isBroken
        #expect(slowIsBroken)
        let wakeup = try Wakeup()
        var woken = try Connection.connect(settings, wakeup: wakeup)
        wakeup.signal()
        #expect(
            failure { () throws(PostgresError) in _ = try woken.execute("SELECT pg_sleep(60)") }?.code == .interrupted)
        wakeup.reset()
        var again = try Connection.connect(settings, wakeup: wakeup)
        #expect(try again.query("SELECT 3").integer(0, 0) == 3)
    }

    @Test("Another thread cancels a statement, which the server reports as such")
    func cancelled() throws {
        let settings = try settings()
        var connection = try Connection.connect(settings)
        guard let canceller = connection.makeCanceller() else {
            Issue.record("an open connection can't be cancelled")
            return
        }
        var observer = try Connection.connect(settings)
        let pid = connection.backendPID
        let error = try withCancellation(of: &connection) {
            var isRunning = false
            while !isRunning {
                isRunning =
                    try observer.query(
                        "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = $1::int",
                        [.integer(Int64(pid))]
                    ).bool(0, 0) == true
            }
            try canceller.cancel()
        }
        #expect(error?.sqlState == .queryCanceled)
        #expect(try connection.query("SELECT 1").integer(0, 0) == 1)
    }

    /// Sends a long statement, runs `body`, then reads how the statement ended.
    private func withCancellation(of connection: inout Connection, _ body: () throws -> Void) throws -> PostgresError? {
        try connection.begin("SELECT pg_sleep(60)")
        try body()
        return failure { () throws(PostgresError) in
            _ = try connection.collect(Deadline(after: .seconds(20)), copies: [])
        }
    }

    @Test("A server that is not there is named, and no password with it")
    func refused() {
        let settings = ConnectionSettings(url: "postgresql://someone:hunter2@127.0.0.1:1/x", applicationName: "tests")
        let error = failure { () throws(PostgresError) in _ = try Connection.connect(settings, timeout: .seconds(5)) }
        #expect(error?.code == .connectFailed)
        #expect(error?.description.contains("hunter2") == false)
        #expect("\(settings)".contains("hunter2") == false)
    }
}
