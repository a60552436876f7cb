import Reference
import TestSupport
import Testing

extension Faults {
    @Suite("Replay: rebuilds that are killed, interrupted and cut off", .timeLimit(.minutes(10)), .serialized)
    struct KilledRebuildTests {
        /// A history whose live tables were damaged, so that a promotion has something to do.
        static func bench(_ seed: UInt64, _ count: Int = 6_000, postgres: PrivatePostgres? = nil) async throws
            -> ReplayBench
        {
            let replay = try await ReplayBench(postgres: postgres)
            try replay.publish(seed: seed, count, worlds: 10)
            try await replay.consume()
            try replay.execute(
                """
                UPDATE whatsapp_messages SET body = 'by hand', status = NULL WHERE message_id < 'M5';
                DELETE FROM whatsapp_messages WHERE message_id > 'M8';
                UPDATE whatsapp_instances SET status = 'connecting', reason = 'by hand';
                DELETE FROM whatsapp_instance_events WHERE topic_offset % 2 = 0;
                DELETE FROM zapline.event_archive WHERE topic_offset % 2 = 0;
                """)
            return replay
        }

        @Test(
            "kill -9 at ten random moments, and each time it goes on where it was",
            arguments: FaultSettings.isBrief ? ["messages"] : RebuildTests.pipelines)
        func killed(pipeline: String) async throws {
            let seed = FaultSettings.seed(or: 740)
            var random = SeededGenerator(seed)
            let replay = try await Self.bench(seed)
            let start = ["rebuild", "start", pipeline, "--yes", "--plain", "--max-rate=1500"]
            var (reached, generation, resumed) = (0, Int?.none, 0)
            for _ in 0..<10 {
                let tool = try ToolProcess(start, on: replay.bench)
                // Within its start, its first batches or its end, wherever that is on this machine.
                await Self.pass(.milliseconds(Int.random(in: 100...900, using: &random)))
                tool.kill()
                guard let now = try replay.rebuild(pipeline) else { continue }
                #expect(now.generation == generation ?? now.generation, "it goes on, and doesn't begin again")
                #expect(now.reached >= reached, "what was done stays done")
                if now.reached > reached { resumed += 1 }
                (reached, generation) = (now.reached, now.generation)
            }
            print("\(pipeline), seed \(seed): \(resumed) of 10 runs got further, to \(reached) records")
            #expect(resumed >= 2)
            let list = try await replay.zapline("rebuild", "list").output
            #expect(list.contains(pipeline), "\(list)")
            try await replay.zapline(
                "rebuild", "start", pipeline, "--yes", "--plain", "--promote", "--why=trial", within: .seconds(180))
            #expect(try replay.rebuild(pipeline)?.generation == generation)
            try replay.judge(in: ReplayBench.tables[pipeline] ?? [])
            try RebuildTests.expectNothingLeft(replay)
        }

        @Test("kill -9 of a promotion leaves the old rows or the new ones, never some of each")
        func killedPromotion() async throws {
            let seed = FaultSettings.seed(or: 741)
            var random = SeededGenerator(seed)
            let replay = try await Self.bench(seed)
            let names = ReplayBench.tables["messages"] ?? []
            let old = try replay.digest(of: names)
            try await replay.zapline("rebuild", "start", "messages", "--yes", "--plain")
            var seen: [String] = []
            for attempt in 1...10 where seen.last != "promoted" {
                let tool = try ToolProcess(
                    ["rebuild", "promote", "messages", "--why=trial", "--yes", "--plain"], on: replay.bench)
                // Later each time, until one comes behind the commit.
                await Self.pass(.milliseconds(Int.random(in: 100...(300 + attempt * 400), using: &random)))
                tool.kill()
                // What the server was told to commit may still be under way; both are read at one moment.
                let both = try replay.rows(
                    """
                    SELECT (SELECT state FROM zapline.rebuilds WHERE pipeline = 'messages' ORDER BY generation DESC LIMIT 1),
                        \(ReplayBench.digest(of: names))
                    """)[0]
                let state = both[0] ?? ""
                #expect(
                    (state == "promoted") == (both[1] != old),
                    "\(state), and the rows are \(both[1] == old ? "old" : "new")")
                seen.append(state)
            }
            print("promotion, seed \(seed): after each kill \(seen)")
            if try replay.rebuild("messages")?.state != "promoted" {
                try await replay.zapline("rebuild", "promote", "messages", "--why=trial", "--yes", "--plain")
            }
            try replay.judge(in: names)
            #expect(try replay.rows("SELECT count(*) FROM zapline.audit_log WHERE reason = 'trial'")[0][0] == "1")
            // What a kill right behind the commit left is gone with the next one.
            try await replay.zapline("rebuild", "start", "messages", "--yes", "--plain", "--promote", "--why=again")
            try RebuildTests.expectNothingLeft(replay)
        }

        @Test("Ctrl-C ends it in order, and it goes on")
        func interrupted() async throws {
            let replay = try await Self.bench(742)
            for _ in 0..<2 {
                let tool = try ToolProcess(
                    ["rebuild", "start", "messages", "--yes", "--plain", "--max-rate=1000"], on: replay.bench)
                let reached = try replay.rebuild("messages")?.reached ?? 0
                #expect(
                    try await eventually(within: .seconds(30)) {
                        try replay.rebuild("messages")?.reached ?? 0 > reached
                    })
                tool.interrupt()
                let end = await tool.waitForEnd(within: .seconds(20))
                #expect(end == .code(0) || end == .code(69), "\(tool.said)")
                #expect(tool.said.contains("rebuild start messages"), "it says how to go on: \(tool.said)")
            }
            let generation = try replay.rebuild("messages")?.generation
            try await replay.zapline("rebuild", "start", "messages", "--yes", "--plain", "--promote", "--why=trial")
            #expect(try replay.rebuild("messages")?.generation == generation)
            try replay.judge(in: ReplayBench.tables["messages"] ?? [])
        }

        @Test("kill -9 of Postgres in the middle empties the tables that are made; it ends right all the same")
        func serverKilled() async throws {
            let postgres = try PrivatePostgres()
            defer { postgres.stop() }
            let replay = try await Self.bench(743, postgres: postgres)
            let tool = try ToolProcess(
                ["rebuild", "start", "messages", "--yes", "--plain", "--max-rate=800"], on: replay.bench)
            #expect(try await eventually(within: .seconds(60)) { try replay.rebuild("messages")?.reached ?? 0 > 500 })
            postgres.killServer()
            postgres.startServer()
            let end = await tool.waitForEnd(within: .seconds(90))
            print("after kill -9 of Postgres the rebuild ended with \(end.map { "\($0)" } ?? "nothing")")
            #expect(end != nil && end != .code(70), "\(tool.said)")
            try await replay.zapline("rebuild", "start", "messages", "--yes", "--plain", "--promote", "--why=trial")
            // Live tables that lost commits are brought to the log's end by their consumers.
            try await replay.consume()
            try replay.judge(in: ReplayBench.tables["messages"] ?? [])
        }

        /// Lets a random time pass: the moment of a kill is what is tried here, not a wait for a result.
        static func pass(_ time: Duration) async {
            let end = ContinuousClock.now + time
            _ = await eventually(within: time) { ContinuousClock.now >= end }
        }
    }
}
