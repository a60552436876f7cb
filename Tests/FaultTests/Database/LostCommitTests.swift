import TestSupport
import Testing

extension Faults {
    @Suite("Commits that a killed database had not flushed", .timeLimit(.minutes(10)), .serialized)
    struct LostCommitTests {
        @Test("They are made again although no event comes any more")
        func idle() async throws {
            // Nothing is flushed for ten seconds but what waits for it, so that there is something to lose.
            let postgres = try PrivatePostgres(settings: ["wal_writer_delay": "10000", "wal_writer_flush_after": "0"])
            let bench = try await FaultBench(
                bootstrapServers: PrivateKafka.shared().bootstrapServers, postgres: postgres)
            let seed = FaultSettings.seed(or: 21)
            try await Trial.run("postgres: kill -9, and no event comes any more", seed: seed, on: bench) { trial in
                try await trial.quiet()
                try await trial.settling.waitForZeroLag()
                let before = try Verdict.applied(by: bench)
                postgres.killServer()
                postgres.startServer()
                let after = try Verdict.applied(by: bench)
                trial.note(
                    "\(before - after) of \(before) commits' records were lost by the kill, or not made again yet")
            }
        }
    }
}
