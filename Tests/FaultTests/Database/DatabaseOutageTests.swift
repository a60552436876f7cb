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
                let session = try KeptSession(trial.bench)
                try session.execute("CREATE TABLE marks (n integer); SET synchronous_commit = off")
                for number in 0..<20 {
                    try session.execute("INSERT INTO marks VALUES (\(number))")
                    await trial.pass(.milliseconds(100))
                }
                server.killServer()
                server.startServer()
                // A mark is written behind the batches before it, which are lost where it is.
                let left = try Int(trial.bench.value("SELECT count(*) FROM marks") ?? "") ?? 0
                trial.note("the commits of the last \(Double(20 - left) / 10) s were lost")
                if left == 20 { trial.problem("no commit was lost, so the case tried nothing") }
            }
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
