import TestSupport
import Testing

extension Faults {
    @Suite("A database that is there, and makes trouble", .timeLimit(.minutes(10)), .serialized)
    struct DatabaseTroubleTests {
        @Test("Sessions are ended in the middle of their transactions")
        func ended() async throws {
            try await DatabaseCase.run("database: sessions ended in mid-transaction", seed: 321) { trial, _ in
                let session = try KeptSession(trial.bench)
                // So that most are met in the middle of one, and between COPY and COMMIT.
                try session.execute(DatabaseTroubleTests.slowness(milliseconds: 20))
                var ended = 0
                let end = ContinuousClock.now + .seconds(6)
                while ContinuousClock.now < end {
                    ended += try session.endConsumers(idleToo: Int.random(in: 0..<8, using: &trial.random) == 0)
                    await trial.pass(.milliseconds(Int.random(in: 0...200, using: &trial.random)))
                }
                try session.execute(DatabaseTroubleTests.quickness)
                trial.note("\(ended) sessions were ended")
                if ended == 0 { trial.problem("no session was ended, so the case tried nothing") }
            }
        }

        @Test(
            "Another session holds a lock for longer than a lane waits for one", .inLongRuns,
            arguments: ["event_archive", "consumer_offsets"])
        func locked(table: String) async throws {
            try await DatabaseCase.run("database: \(table) locked for 8 s", seed: 322) { trial, _ in
                let session = try KeptSession(trial.bench)
                try session.execute("BEGIN; LOCK TABLE zapline.\(table) IN ACCESS EXCLUSIVE MODE")
                await trial.pass(.seconds(8))
                try session.execute("COMMIT")
            }
        }

        @Test("Another session holds the offset rows themselves", .inLongRuns)
        func lockedRows() async throws {
            try await DatabaseCase.run("database: offset rows locked for 8 s", seed: 323) { trial, _ in
                let session = try KeptSession(trial.bench)
                try session.execute("BEGIN; SELECT FROM zapline.consumer_offsets FOR UPDATE")
                await trial.pass(.seconds(8))
                try session.execute("COMMIT")
            }
        }

        @Test("Each statement takes 200 ms more", .inLongRuns)
        func slow() async throws {
            try await DatabaseCase.run("database: statements 200 ms slower, for 8 s", seed: 324) { trial, _ in
                let session = try KeptSession(trial.bench)
                try session.execute(DatabaseTroubleTests.slowness(milliseconds: 200))
                await trial.pass(.seconds(8))
                try session.execute(DatabaseTroubleTests.quickness)
            }
        }

        @Test("Statements are ended, as the server does with those that take too long", .inLongRuns)
        func cancelled() async throws {
            try await DatabaseCase.run("database: statements cancelled (57014)", seed: 325) { trial, _ in
                let session = try KeptSession(trial.bench)
                try session.execute(DatabaseTroubleTests.slowness(milliseconds: 50))
                var cancelled = 0
                let end = ContinuousClock.now + .seconds(6)
                while ContinuousClock.now < end {
                    cancelled += try session.cancelConsumers()
                    await trial.pass(.milliseconds(Int.random(in: 0...300, using: &trial.random)))
                }
                try session.execute(DatabaseTroubleTests.quickness)
                trial.note("\(cancelled) statements were ended")
                if cancelled == 0 { trial.problem("no statement was ended, so the case tried nothing") }
            }
        }

        /// Makes each statement that writes to the pipelines' largest tables so much slower.
        static func slowness(milliseconds: Int) -> String {
            """
            CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(\(Double(milliseconds) / 1_000)); RETURN NULL; END';
            """
                + tables.map {
                    "CREATE TRIGGER slow AFTER INSERT ON \($0) FOR EACH STATEMENT EXECUTE FUNCTION be_slow();"
                }
                .joined()
        }

        /// Undoes it, as soon as the statements under way are done.
        static let quickness = "DROP FUNCTION be_slow CASCADE"

        private static let tables = ["zapline.event_archive", "whatsapp_messages", "whatsapp_instance_events"]
    }
}
