import Postgres
import TestSupport
import Testing

extension Faults {
    @Suite("A database that is away, or takes nothing", .timeLimit(.minutes(10)), .serialized)
    struct DatabaseOutageTests {
        @Test("It is stopped and started", .inLongRuns)
        func restarted() async throws {
            try await DatabaseCase.run("database: stopped for 5 s", seed: 301) { trial, server in
                server.stopServer()
                await trial.pass(.seconds(5))
                server.startServer()
            }
        }

        @Test("It is killed and forgets what it had not flushed: rows and offsets both, and the log gives them again")
        func killed() async throws {
            // The process that flushes in the background is as good as not there, so that much is lost.
            let settings = ["wal_writer_delay": "10s", "wal_writer_flush_after": "1GB", "wal_buffers": "16MB"]
            try await DatabaseCase.run("database: kill -9, commits lost", seed: 302, settings: settings) {
                trial, server in
                try KeptSession(trial.bench).execute("CREATE TABLE marks (n integer)")
                // Some commits flush, for reasons of the server's own, so one kill may come right behind such a one.
                for number in 1...20 {
                    let lost = try await DatabaseOutageTests.loseCommits(number, trial, server)
                    if let lost { return trial.note("\(lost) bytes of commits were lost, by kill number \(number)") }
                }
                trial.problem("no commit was lost, so the case tried nothing")
            }
        }

        /// Kills the server at a moment when it holds commits back, and starts it again.
        ///
        /// - returns: how much the server held back, where it was lost: a mark that was written behind it is gone.
        static func loseCommits(_ number: Int, _ trial: Trial, _ server: PrivatePostgres) async throws -> Int? {
            let session = try KeptSession(trial.bench)
            try session.execute("SET synchronous_commit = off")
            var heldBack = 0
            await trial.expect("the server holds commits back") {
                heldBack = try session.number("SELECT pg_current_wal_insert_lsn() - pg_current_wal_lsn()")
                return heldBack > 10_000
            }
            try session.execute("INSERT INTO marks VALUES (\(number))")
            server.killServer()
            server.startServer()
            let isThere = try KeptSession(trial.bench).number("SELECT count(*) FROM marks WHERE n = \(number)") == 1
            return isThere ? nil : heldBack
        }

        @Test("It is killed again and again", .inLongRuns)
        func killedOften() async throws {
            try await DatabaseCase.run("database: kill -9, five times", seed: 303) { trial, server in
                for _ in 0..<5 {
                    server.killServer()
                    server.startServer()
                    let applied = try Verdict.applied(by: trial.bench)
                    await trial.expect("something is applied") { try Verdict.applied(by: trial.bench) > applied }
                    await trial.pass(.milliseconds(Int.random(in: 0...700, using: &trial.random)))
                }
            }
        }

        @Test("It is frozen, with every connection open", .inLongRuns)
        func frozen() async throws {
            try await DatabaseCase.run("database: SIGSTOP for 8 s", seed: 304) { trial, server in
                server.freeze()
                await trial.pass(.seconds(8))
                server.thaw()
            }
        }

        @Test("It becomes a standby, as far as its clients can see: read-only", .inLongRuns)
        func readOnly() async throws {
            try await DatabaseCase.run("database: read-only for 5 s", seed: 305) { trial, _ in
                let session = try KeptSession(trial.bench)
                try session.execute("ALTER SYSTEM SET default_transaction_read_only = on")
                try session.execute("SELECT pg_reload_conf()")
                await trial.pass(.seconds(5))
                try session.execute("SET default_transaction_read_only = off")
                try session.execute("ALTER SYSTEM RESET default_transaction_read_only")
                try session.execute("SELECT pg_reload_conf()")
            }
        }

        @Test(
            "Its disk is full, and then it isn't",
            .enabled(if: PrivatePostgres.canHaveSmallDisk, "only root can mount a disk"))
        func fullDisk() async throws {
            try await DatabaseCase.run("database: disk full for 6 s", seed: 306, smallDisk: 128) { trial, server in
                server.fillDisk()
                await trial.expect("a lane says that the disk is full") {
                    trial.fleet.running().contains { $0.log.contains { $0.contains("53100") } }
                }
                await trial.pass(.seconds(6))
                server.freeDisk()
            }
        }

        @Test("Others use up its connections", .inLongRuns)
        func noConnections() async throws {
            let settings = ["max_connections": "40"]
            try await DatabaseCase.run("database: no connection free for 6 s", seed: 307, settings: settings) {
                trial, _ in
                let session = try KeptSession(trial.bench)
                var others: [KeptSession] = []
                // What is ended leaves its place to whoever is faster.
                let end = ContinuousClock.now + .seconds(6)
                while ContinuousClock.now < end {
                    while let other = try? KeptSession(trial.bench) { others.append(other) }
                    try session.endConsumers(idleToo: true)
                }
                trial.note("\(others.count) connections were others'")
            }
        }
    }
}
