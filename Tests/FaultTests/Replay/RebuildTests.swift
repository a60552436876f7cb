import Postgres
import Reference
import TestSupport
import Testing

extension Faults {
    @Suite("Replay: tables rebuilt from the log, and promoted", .timeLimit(.minutes(10)), .serialized)
    struct RebuildTests {
        static let pipelines = ["status", "messages", "archive"]

        @Test(
            "While consumers run and events come, each pipeline is rebuilt and promoted, and the rows are the oracle's")
        func underTraffic() async throws {
            let replay = try await ReplayBench()
            try replay.publish(seed: 700, 4_000, worlds: 10)
            try replay.fleet.start(copies: 2)
            try await replay.settling.waitForZeroLag()
            let load = try Load(on: replay.bench, seed: 701, rate: 200)
            let before = try Owned.epochs(replay.bench)
            for pipeline in Self.pipelines {
                try await replay.zapline("rebuild", "start", pipeline, "--promote", "--why=trial", "--yes", "--plain")
                #expect(try replay.rebuild(pipeline)?.state == "promoted")
                // What comes after it is applied as well.
                try await replay.settling.waitForZeroLag()
            }
            _ = try await load.stop()
            try await replay.settling.waitForZeroLag()
            for pipeline in Self.pipelines { try await replay.zapline("verify", pipeline, "--plain") }
            try replay.judge()
            // Consumers claimed again, and hold everything.
            let after = try Owned.epochs(replay.bench)
            for (place, epoch) in before { #expect(after[place] ?? 0 > epoch, "\(place)") }
            #expect(Set(after.keys) == Set(before.keys), "the rebuilds' own offsets are gone")
            let problems = await replay.fleet.stop()
            #expect(problems.isEmpty, "\(problems)")
            try Self.expectNothingLeft(replay)
            let list = try await replay.zapline("rebuild", "list").output
            for pipeline in Self.pipelines { #expect(list.contains(pipeline), "\(list)") }
            let acts = try replay.rows(
                "SELECT count(*) FROM zapline.audit_log WHERE reason = 'trial' AND actor LIKE 'ana%'")
            #expect(acts[0][0] == "3")
        }

        @Test("Live tables that were emptied, or lost rows, are whole after it")
        func emptied() async throws {
            let replay = try await ReplayBench()
            try replay.publish(seed: 710, 4_000, worlds: 10)
            try await replay.consume()
            try replay.judge()
            try replay.execute(
                """
                TRUNCATE whatsapp_messages, whatsapp_chats, whatsapp_instance_events, whatsapp_sessions;
                DELETE FROM whatsapp_message_edits WHERE edit_id < 'E3';
                DELETE FROM whatsapp_contacts WHERE instance_name < 'loja-sul';
                DELETE FROM whatsapp_instances WHERE instance_name LIKE '%-9';
                DELETE FROM zapline.instance_state WHERE instance_name LIKE '%-3';
                DELETE FROM zapline.event_archive WHERE topic_offset % 3 = 1;
                """)
            // No event of those whose row is gone: live would make it, and `created_at` of a row that is there stays.
            try replay.fleet.start(copies: 1)
            try replay.publish(seed: 711, 500, worlds: 9)
            for pipeline in ["archive", "status", "messages"] {
                try await replay.zapline("rebuild", "start", pipeline, "--yes", "--plain")
                #expect(try replay.rebuild(pipeline)?.state == "ready")
                try await replay.zapline("rebuild", "promote", pipeline, "--why=trial", "--yes", "--plain")
            }
            // The fold goes on from what is remembered of it.
            try replay.publish(seed: 712, 1_000, worlds: 10)
            try await replay.settling.waitForZeroLag()
            try replay.judge()
            _ = await replay.fleet.stop()
            try Self.expectNothingLeft(replay)
        }

        @Test("An abandoned one leaves nothing, and a dry run makes nothing")
        func abandoned() async throws {
            let replay = try await ReplayBench(partitions: 2)
            try replay.publish(seed: 720, 1_000)
            try await replay.consume()
            let before = try replay.digest()
            try await replay.zapline("rebuild", "start", "messages", "--dry-run")
            #expect(try replay.rebuild("messages") == nil)
            try await replay.zapline("rebuild", "start", "messages", "--yes", "--plain")
            let made = try #require(try replay.rebuild("messages"))
            #expect(try replay.rows("SELECT count(*) > 0 FROM \(made.schema).whatsapp_messages")[0][0] == "t")
            try await replay.zapline("rebuild", "promote", "messages", "--why=trial", "--dry-run")
            #expect(try replay.rebuild("messages")?.state == "ready")
            try await replay.zapline("rebuild", "abandon", "messages", "--yes")
            #expect(try replay.rebuild("messages")?.state == "abandoned")
            #expect(try replay.digest() == before)
            try Self.expectNothingLeft(replay)
        }

        @Test("Two at once: the second is told who has it, and the first goes on")
        func twoAtOnce() async throws {
            let replay = try await ReplayBench(partitions: 2)
            try replay.publish(seed: 730, 2_000)
            try await replay.consume()
            let first = try ToolProcess(
                ["rebuild", "start", "messages", "--yes", "--plain", "--max-rate=200"], on: replay.bench)
            #expect(try await eventually(within: .seconds(60)) { try replay.rebuild("messages")?.reached ?? 0 > 0 })
            let second = try await replay.zapline("rebuild", "start", "messages", "--yes", "--plain", expecting: 69)
            #expect(second.said.contains("worked on by zapline rebuild messages of role postgres"), "\(second.said)")
            #expect(await first.waitForEnd() == .code(0), "\(first.said)")
            #expect(try replay.rebuild("messages")?.state == "ready")
        }

        /// Nothing is left of rebuilds that are over: no schema, no rows of their own.
        static func expectNothingLeft(_ replay: ReplayBench, sourceLocation: SourceLocation = #_sourceLocation) throws {
            let left = try replay.rows(
                """
                SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname ~ '^zapline_' UNION ALL
                SELECT 'offsets ' || pipeline FROM zapline.consumer_offsets WHERE generation > 0 UNION ALL
                SELECT 'letter ' || pipeline FROM zapline.dead_letters WHERE generation > 0 UNION ALL
                SELECT 'state ' || instance_name FROM zapline.instance_state WHERE generation > 0
                """)
            #expect(left.isEmpty, "\(left.prefix(10))", sourceLocation: sourceLocation)
        }
    }
}
