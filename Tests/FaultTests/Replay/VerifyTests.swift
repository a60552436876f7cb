import JSON
import Reference
import TestSupport
import Testing

extension Faults {
    @Suite("Replay: drift is found and mended while events come", .timeLimit(.minutes(10)), .serialized)
    struct VerifyTests {
        /// What is done to the tables of each pipeline.
        static let damages: [String: [Damage]] = [
            "status": [
                .change(
                    .instances, "status", to: "CASE status WHEN 'connected' THEN 'disconnected' ELSE 'connected' END"),
                .change(.instances, "qr_code", to: "'by hand'", row: 1),
                .change(.instances, "phone_number", to: "'1'", row: 2, isTold: true),
                .change(.instances, "updated_at", to: "'2001-01-01Z'", row: 8),
                .change(.instances, "last_seen_at", to: "'2001-01-01Z'", row: 9),
                .change(.sessions, "session_data", to: #"'{"by":"hand"}'"#, isTold: true),
                .change(.sessions, "phone_number", to: "'1'", row: 2, isTold: true),
                .change(.instanceEvents, "reason", to: "'by hand'"),
                .change(.instanceEvents, "status", to: "NULL", row: 40, isTold: true),
                .delete(.instances, row: 5), .delete(.sessions, row: 9), .delete(.instanceEvents, row: 80),
                .insert(
                    .sessions,
                    """
                    (instance_name) SELECT instance_name FROM whatsapp_instances i WHERE \(Damage.quiet) AND detail = 'deleted'
                        AND NOT EXISTS (SELECT 1 FROM whatsapp_sessions s WHERE s.instance_name = i.instance_name) LIMIT 1
                    """),
                // A record of the log that isn't an event of a session.
                .insert(
                    .instanceEvents,
                    """
                    (log_id, topic_partition, topic_offset, instance_name) SELECT log_id, topic_partition, topic_offset, 'x-1'
                    FROM zapline.dead_letters WHERE pipeline = 'status' AND topic LIKE '%lifecycle' AND generation = 0 LIMIT 1
                    """),
            ],
            "messages": [
                .change(.messages, "body", to: "'by hand'"), .change(.messages, "status", to: "'odd'", row: 40),
                .change(.messages, "sent_at", to: "'2001-01-01Z'", row: 80),
                .change(.messages, "media", to: #"'{"by":"hand"}'"#, row: 120),
                .change(.messages, "revoked_by", to: "'by hand'", row: 160),
                .change(.messages, "original_body", to: "'by hand'", row: 200),
                .change(.edits, "body", to: "'by hand'"), .change(.reactions, "emoji", to: "'x'"),
                .change(.receipts, "read_at", to: "'2001-01-01Z'"), .change(.chats, "name", to: "'by hand'"),
                .change(.chats, "last_message_id", to: "'by hand'", row: 5),
                .change(.contacts, "push_name", to: "'by hand'"), .change(.aliases, "phone", to: "'1'"),
                .delete(.messages, row: 240), .delete(.edits, row: 9), .delete(.reactions, row: 9),
                .delete(.receipts, row: 9), .delete(.chats, row: 9), .delete(.contacts, row: 9),
                .delete(.aliases, row: 3),
                .insert(
                    .edits,
                    """
                    (instance_name, message_id, from_me, edit_id, body) SELECT instance_name, message_id, from_me, 'by hand', 'x'
                    FROM whatsapp_messages WHERE \(Damage.quiet) LIMIT 1
                    """),
                .insert(
                    .reactions,
                    """
                    (instance_name, message_id, from_me, reactor_id) SELECT instance_name, message_id, from_me, 'by hand'
                    FROM whatsapp_messages WHERE \(Damage.quiet) LIMIT 1
                    """),
            ],
            "archive": [
                .change(.archive, "payload", to: "'by hand'"),
                .change(.archive, "event_type", to: "NULL", row: 90, isTold: true),
                .change(.archive, "headers", to: "'[]'", row: 191), .delete(.archive, row: 292),
            ],
        ]

        @Test("Each change by hand is named by key and column, --repair mends just these, and the rest is left alone")
        func finds() async throws {
            let replay = try await ReplayBench()
            try replay.publish(seed: 790, 5_000, worlds: 8)
            try replay.fleet.start(copies: 1)
            try await replay.settling.waitForZeroLag()
            // Events of other instances come all the time.
            let load = try Load(on: replay.bench, seed: 791, rate: 100)
            for pipeline in RebuildTests.pipelines { try await replay.zapline("verify", pipeline, "--plain") }
            let whole = try replay.digest(where: Damage.quiet)
            for (pipeline, damages) in Self.damages.sorted(by: { $0.key < $1.key }) {
                try await Self.find(damages, of: pipeline, on: replay)
            }
            #expect(try replay.digest(where: Damage.quiet) != whole)
            for pipeline in RebuildTests.pipelines {
                try await replay.zapline("verify", pipeline, "--repair", "--why=mend", "--yes", "--plain", expecting: 1)
                try await replay.zapline("verify", pipeline, "--plain")
            }
            #expect(try replay.digest(where: Damage.quiet) == whole)
            let acts = try replay.rows(
                "SELECT count(*) FROM zapline.audit_log WHERE reason = 'mend' AND actor LIKE 'ana%'")
            // One a row, and one a repair.
            let expected = Self.damages.values.reduce(0) { $0 + $1.count } + RebuildTests.pipelines.count
            #expect(acts[0][0] == "\(expected)")
            _ = try await load.stop()
            try await replay.settling.waitForZeroLag()
            let problems = await replay.fleet.stop()
            #expect(problems.isEmpty, "\(problems)")
            try replay.judge()
            try RebuildTests.expectNothingLeft(replay)
        }

        /// Does it all at once, and has it found: that, and nothing more.
        static func find(_ damages: [Damage], of pipeline: String, on replay: ReplayBench) async throws {
            let done = try damages.map { (damage: $0, key: try $0.do(on: replay)) }
            let tool = try await replay.zapline("verify", pipeline, "--json", expecting: 1)
            let found = try Drift.all(in: tool.output)
            for (damage, key) in done {
                #expect(
                    found.contains { $0.isAbout(damage, key) },
                    "\(damage.kind) \(damage.table.rawValue) \(damage.column ?? "") \(key): \(tool.output.prefix(4_000))"
                )
            }
            #expect(found.count == done.count, "\(tool.output.prefix(4_000))")
        }

        @Test("Rows that no event ever named are no drift, and a repair leaves them")
        func nobodyNamed() async throws {
            let replay = try await ReplayBench(partitions: 2)
            try replay.publish(seed: 792, 500)
            try await replay.consume()
            try replay.execute(
                """
                INSERT INTO whatsapp_instances (instance_name, status, phone_number) VALUES ('old shop', 'connected', '55');
                INSERT INTO whatsapp_sessions (instance_name, phone_number) VALUES ('old shop', '55');
                INSERT INTO whatsapp_messages (instance_name, message_id, from_me, body) VALUES ('old shop', 'OLD', false, 'x');
                INSERT INTO whatsapp_contacts (instance_name, contact_id, name) VALUES ('old shop', 'c', 'x');
                UPDATE whatsapp_instances SET webhook_url = 'https://hook', id = gen_random_uuid() WHERE instance_name = 'x';
                """)
            let before = try replay.rows("SELECT id, instance_name, webhook_url FROM whatsapp_instances ORDER BY 2")
            for pipeline in RebuildTests.pipelines {
                try await replay.zapline("verify", pipeline, "--plain")
                try await replay.zapline("verify", pipeline, "--repair", "--why=mend", "--yes", "--plain")
                try await replay.zapline("rebuild", "start", pipeline, "--promote", "--why=mend", "--yes", "--plain")
            }
            #expect(
                try replay.rows("SELECT id, instance_name, webhook_url FROM whatsapp_instances ORDER BY 2") == before)
            for table in ["whatsapp_instances", "whatsapp_sessions", "whatsapp_messages", "whatsapp_contacts"] {
                #expect(
                    try replay.rows("SELECT count(*) FROM \(table) WHERE instance_name = 'old shop'")[0][0] == "1",
                    "\(table)")
            }
        }

        @Test("A sample looks at the instances that it is told, and at no others")
        func sample() async throws {
            let replay = try await ReplayBench(partitions: 2)
            try replay.publish(seed: 793, 1_000, worlds: 3)
            try await replay.consume()
            try replay.execute(
                "UPDATE whatsapp_instances SET reason = 'by hand' WHERE instance_name IN ('x-1', 'loja-sul-2')")
            let one = try await replay.zapline("verify", "status", "--sample=x-1,loja-sul-1", "--json", expecting: 1)
            #expect(try Drift.all(in: one.output).count == 1, "\(one.said)")
            try await replay.zapline("verify", "status", "--sample=x-2", "--plain")
            let some = try await replay.zapline("verify", "status", "--sample=1000", "--json", expecting: 1)
            #expect(try Drift.all(in: some.output).count == 2, "\(some.said)")
        }
    }
}
