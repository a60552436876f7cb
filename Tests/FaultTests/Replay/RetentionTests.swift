import Kafka
import Reference
import TestSupport
import Testing

extension Faults {
    @Suite("Replay: past the log's beginning", .timeLimit(.minutes(10)), .serialized)
    struct RetentionTests {
        @Test("What the log no longer has comes from the archive, and the seam has neither gap nor overlap")
        func seam() async throws {
            let replay = try await ReplayBench(partitions: 2)
            try replay.publish(seed: 750, 3_000, worlds: 8)
            try await replay.consume()
            try replay.remember()
            try replay.deleteRecords(share: 0.6)
            try replay.publish(seed: 751, 1_000, worlds: 8)
            try replay.fleet.start(copies: 1)
            try await replay.settling.waitForZeroLag()
            try replay.judge()
            // Heartbeats are in no archive, so `last_seen_at` stays what it was: the greater one.
            try replay.execute(
                """
                TRUNCATE whatsapp_messages, whatsapp_chats, whatsapp_aliases, whatsapp_instance_events;
                UPDATE whatsapp_instances SET status = 'connecting', detail = NULL, reason = 'by hand';
                """)
            let load = try Load(on: replay.bench, seed: 752, rate: 100)
            for pipeline in ["messages", "status", "archive"] {
                try await replay.zapline(
                    "rebuild", "start", pipeline, "--yes", "--plain", "--promote", "--why=trial")
            }
            _ = try await load.stop()
            try await replay.settling.waitForZeroLag()
            for pipeline in ["messages", "status", "archive"] {
                try await replay.zapline("verify", pipeline, "--plain")
            }
            try replay.judge()
            try RebuildTests.expectNothingLeft(replay)
        }

        @Test("A letter whose record neither the log nor the archive has any more stays as it is")
        func hole() async throws {
            let replay = try await ReplayBench(partitions: 2)
            try replay.publish(seed: 755, 3_000, worlds: 8)
            try await replay.consume()
            let letters = try replay.rows(
                """
                SELECT l.log_id, l.topic_partition, l.topic_offset FROM zapline.dead_letters l
                JOIN zapline.consumer_offsets o USING (pipeline, generation, log_id, topic_partition)
                WHERE pipeline = 'messages' AND generation = 0 AND l.state = 'open'
                  AND l.topic_offset BETWEEN 1 AND o.next_offset / 2 LIMIT 1
                """)
            let place = try #require(letters.first).map { $0 ?? "" }.joined(separator: ", ")
            let isThis = "(log_id, topic_partition, topic_offset) = (\(place))"
            try replay.deleteRecords(share: 0.6)
            try replay.execute("DELETE FROM zapline.event_archive WHERE \(isThis)")
            // Notes are taken at best effort, so another reading has others.
            let open = "SELECT pipeline, count(*) FROM zapline.dead_letters WHERE state = 'open' GROUP BY 1 ORDER BY 1"
            let before = try replay.rows(open)
            try await replay.zapline(
                "rebuild", "start", "messages", "--yes", "--plain", "--promote", "--why=trial")
            #expect(
                try replay.rows("SELECT state FROM zapline.dead_letters WHERE pipeline = 'messages' AND \(isThis)") == [
                    ["open"]
                ])
            #expect(try replay.rows(open) == before)
        }

        @Test("A gap between the archive and the log is refused by name, and nothing is made")
        func gap() async throws {
            let replay = try await ReplayBench(partitions: 1)
            try replay.publish(seed: 760, 500)
            try await replay.consume()
            // The archive stands still; the others go on.
            try replay.publish(seed: 761, 1_000)
            for words in [
                ["status-projector", "--until-end"], ["message-archiver", "--only", "messages", "--until-end"],
            ] {
                let program = try #require(ConsumerProcess.Program(rawValue: words[0]))
                let process = try replay.fleet.start(program, Array(words.dropFirst()))
                #expect(await process.waitForEnd() == .code(0))
            }
            try replay.deleteRecords(share: 0.9)
            let before = try replay.digest()
            for (pipeline, topic) in [("messages", "messages/0"), ("status", "lifecycle/0")] {
                let tool = try await replay.zapline("rebuild", "start", pipeline, "--yes", "--plain", expecting: nil)
                #expect(tool.end != .code(0) && tool.end != .code(70), "\(tool.said)")
                #expect(tool.said.contains(topic), "\(tool.said)")
                let check = try await replay.zapline("verify", pipeline, "--plain", expecting: nil)
                #expect(check.end != .code(0) && check.end != .code(70), "\(check.said)")
                #expect(check.said.contains(topic), "\(check.said)")
            }
            #expect(try replay.digest() == before)
            try RebuildTests.expectNothingLeft(replay)
        }

        @Test("One that begins later than the history isn't promoted unless somebody says so")
        func lateStart() async throws {
            let replay = try await ReplayBench(partitions: 1)
            try replay.publish(seed: 765, 800)
            try await replay.consume()
            let before = try replay.digest()
            try await replay.zapline("rebuild", "start", "messages", "--from=messages/0=200", "--yes", "--plain")
            #expect(try replay.rows("SELECT bool_or(begins_late) FROM zapline.rebuilds")[0][0] == "t")
            let refused = try await replay.zapline(
                "rebuild", "promote", "messages", "--why=trial", "--yes", "--plain", expecting: 1)
            #expect(refused.said.contains("--accept-late-start"), "\(refused.said)")
            #expect(try replay.digest() == before)
            #expect(try replay.rebuild("messages")?.state == "ready")
            // The rows that its part of the history doesn't make are no rows too many.
            let count = try replay.rows("SELECT count(*) FROM whatsapp_messages")
            try await replay.zapline(
                "rebuild", "promote", "messages", "--why=trial", "--yes", "--plain", "--accept-late-start")
            #expect(try replay.rebuild("messages")?.state == "promoted")
            print(
                "from the middle on: \(count) messages before, \(try replay.rows("SELECT count(*) FROM whatsapp_messages")) after"
            )
            try await replay.zapline("rebuild", "start", "messages", "--yes", "--plain", "--promote", "--why=trial")
            try replay.judge()
        }

        @Test("Records of an earlier life of a topic come from the archive, before those of the present one")
        func secondLife() async throws {
            let replay = try await ReplayBench(partitions: 2)
            try replay.publish(seed: 770, 1_500, worlds: 4)
            try await replay.consume()
            try replay.remember()
            for topic in ["lifecycle", "messages"] {
                try await replay.makeAnew(topic)
                try await replay.zapline("offsets", "new-log", topic, "--why=trial", "--yes")
            }
            try replay.publish(seed: 771, 1_000, worlds: 4)
            try await replay.consume()
            try replay.judge()
            try replay.execute(
                """
                TRUNCATE whatsapp_messages, whatsapp_contacts, whatsapp_sessions, whatsapp_instance_events;
                UPDATE whatsapp_instances SET status = 'connecting', detail = NULL, reason = 'by hand';
                """)
            for pipeline in ["messages", "status", "archive"] {
                try await replay.zapline(
                    "rebuild", "start", pipeline, "--yes", "--plain", "--promote", "--why=trial")
                try await replay.zapline("verify", pipeline, "--plain")
            }
            try replay.judge()
            try replay.publish(seed: 772, 500, worlds: 4)
            try await replay.consume()
            try replay.judge()
        }
    }
}
