import JSON
import Judge
import Kafka
import Pipeline
import Postgres
import Reference
import Service
import TestSupport
import Testing

@testable import Operations

/// Each guard of the log halts with a reason, and the command that the reason names makes the partition go on.
@Suite(
    "What a halt says, and what makes it go on",
    .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(5)), .serialized)
struct LogGuardTests {
    static let pipelines = ["status", "archive", "messages"]

    static func events(_ bench: ConsumerBench, seed: UInt64, _ count: Int) throws {
        var events = WildEvents(seed: seed)
        try bench.publish(&events, count)
    }

    static func runAll(_ bench: ConsumerBench) async throws -> Bool {
        try await bench.runToEnd("status", "archive", "messages")
    }

    /// The reasons in the table.
    static func reasons(_ bench: ConsumerBench) throws -> String {
        try bench.value(
            "SELECT coalesce(string_agg(halt_reason, '; '), '') FROM zapline.consumer_offsets WHERE state = 'halted'")
            ?? ""
    }

    @Test("Records that retention took before they were applied: offsets set goes on behind them")
    func retention() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try Self.events(bench, seed: 1, 300)
        #expect(try await !Self.runAll(bench))
        let applied = try bench.log()
        try Self.events(bench, seed: 2, 300)
        let ends = try bench.admin.watermarks(TopicPartition(bench.prefix + "messages", 0), timeout: .seconds(5))
        try bench.deleteRecords("messages", 0, below: ends.high - 50)
        #expect(try await Self.runAll(bench))
        let reasons = try Self.reasons(bench)
        #expect(
            reasons.contains("were deleted before they were applied") && reasons.contains("zapline offsets set"),
            "\(reasons)")
        let shown = await bench.tool.run("offsets", "show")
        #expect(shown.code == .found)
        #expect(
            shown.output.contains("messages messages/0 is halted:")
                && shown.output.contains("archive messages/0 is halted:"))

        for pipeline in ["messages", "archive"] {
            let set = await bench.tool.run(
                "offsets", "set", pipeline, "messages/0", "earliest", "--why=retention", "--yes")
            #expect(set.code == .done && set.output.contains("which the log has no more"), "\(set)")
        }
        #expect(try await !Self.runAll(bench))
        #expect(await bench.tool.run("offsets", "show").code == .done)
        // Messages are applied but for those that nobody could read.
        bench.earlier = applied.filter { $0.topic == .messages && $0.offset < ends.high - 50 }
        try bench.expectNoDifferences()
        let audit = try bench.value(
            "SELECT count(*) FROM zapline.audit_log WHERE action = 'offsets-set' AND actor LIKE 'ana@%' AND (details #>> '{skipped,records}')::int > 0"
        )
        #expect(audit == "2")
    }

    @Test("Records that can't be read: offsets set goes on behind them, and a build once the log begins there")
    func damaged() async throws {
        let bench = try ConsumerBench(partitions: 1)
        for id in ["before", "within", "behind"] {
            let data = #"{"messageId":"\#(id)","chat":"c@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#
            try bench.send(
                "messages", key: "k",
                """
                {"specversion":"1.0","id":"\(id)","source":"/g","type":"whatsapp.message.received","subject":"s",\
                "time":"2026-11-23T10:00:00Z","data":\(data)}
                """)
            try bench.flush()
        }
        try PrivateKafka.shared().write("WITHIN", over: "within", in: bench.prefix + "messages")
        #expect(try await bench.runToEnd("archive", "messages"))
        #expect(try Self.reasons(bench).contains("records from offset 1 on can't be read"))
        // The monitor has such a row as well.
        try bench.execute(
            """
            INSERT INTO zapline.consumer_offsets (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, epoch, owner)
            SELECT 'health', generation, log_id, topic, topic_partition, cluster_id, next_offset, 1, 'm' FROM zapline.consumer_offsets
            WHERE pipeline = 'messages'
            """)
        for pipeline in ["messages", "archive", "health"] {
            let set = await bench.tool.run("offsets", "set", pipeline, "messages/0", "2", "--why=damaged", "--yes")
            #expect(set.code == .done, "\(set)")
        }
        #expect(try await !bench.runToEnd("archive", "messages"))
        let rows = "SELECT string_agg(message_id, ' ' ORDER BY message_id) FROM whatsapp_messages"
        #expect(try bench.value(rows) == "before behind" || bench.value(rows) == "behind before")

        let started = await bench.tool.run("rebuild", "start", "messages", "--yes")
        #expect(started.code == .found && (started.output + started.error).contains("can't be read"), "\(started)")
        try bench.deleteRecords("messages", 0, below: 2)
        try bench.execute("UPDATE whatsapp_messages SET kind = 'by hand'")
        let promoted = await bench.tool.run("rebuild", "promote", "messages", "--why=x", "--yes")
        #expect(promoted.code == .done, "\(promoted)")
        #expect(try bench.value("SELECT count(*) FROM whatsapp_messages WHERE kind IS DISTINCT FROM 'by hand'") == "2")
    }

    @Test("A topic that was deleted and made again: new-log begins another life for all its pipelines")
    func madeAnew() async throws {
        let bench = try ConsumerBench()
        try Self.events(bench, seed: 3, 400)
        #expect(try await !Self.runAll(bench))
        bench.earlier = try bench.log().filter { $0.topic == .lifecycle }
        try await bench.makeAnew("lifecycle")
        try Self.events(bench, seed: 4, 60)
        #expect(try await Self.runAll(bench))
        let reasons = try Self.reasons(bench)
        #expect(reasons.contains("the topic was made anew") && reasons.contains("new-log"), "\(reasons)")
        // Setting the offset would let the new log's offsets meet the old one's rows.
        let set = await bench.tool.run("offsets", "set", "status", "lifecycle/0", "earliest", "--why=x", "--yes")
        #expect(set.code == .found && set.error.contains("new-log"), "\(set)")

        let plan = await bench.tool.run("offsets", "new-log", "lifecycle", "--why=x", "--dry-run")
        #expect(plan.code == .done && plan.output.contains("archive, status read all"), "\(plan)")
        #expect(try bench.value("SELECT count(*) FROM zapline.logs") == "3")
        let begun = await bench.tool.run("offsets", "new-log", "lifecycle", "--why=made anew", "--yes")
        #expect(begun.code == .done, "\(begun)")
        #expect(try bench.value("SELECT min(epoch) FROM zapline.consumer_offsets WHERE log_id = 4") == "0")
        #expect(try await !Self.runAll(bench))
        try bench.expectNoDifferences()
        #expect(
            try bench.value("SELECT details ->> 'new_log_id' FROM zapline.audit_log WHERE action = 'offsets-new-log'")
                == "4")
    }

    @Test("However often halted partitions are looked at again, a run until the end ends")
    func triedAgain() async throws {
        let bench = try ConsumerBench()
        try Self.events(bench, seed: 6, 200)
        #expect(try await !Self.runAll(bench))
        try await bench.makeAnew("lifecycle")
        try Self.events(bench, seed: 7, 40)
        let runner = try bench.start("archive", untilEnd: true, haltRetry: .milliseconds(1))
        #expect(await ConsumerBench.end(of: runner) == .stopped(halted: true))
    }

    @Test("Another cluster behind the same name: new-log, and running consumers go over to it by themselves")
    func anotherCluster() async throws {
        let bench = try ConsumerBench()
        try Self.events(bench, seed: 5, 300)
        #expect(try await !Self.runAll(bench))
        bench.earlier = try bench.log().filter { $0.topic == .messages }
        try bench.execute(
            """
            UPDATE zapline.logs SET cluster_id = 'elsewhere' WHERE topic LIKE '%messages';
            UPDATE zapline.consumer_offsets SET cluster_id = 'elsewhere' WHERE topic LIKE '%messages'
            """)
        for name in Self.pipelines { try bench.start(name) }
        let isHalted = try await eventually(within: .seconds(30)) {
            try bench.value("SELECT count(*) FROM zapline.consumer_offsets WHERE state = 'halted'") == "4"
        }
        #expect(isHalted)
        #expect(try Self.reasons(bench).contains("was applied from cluster elsewhere"))
        let set = await bench.tool.run("offsets", "set", "messages", "messages/0", "latest", "--why=x", "--yes")
        #expect(set.code == .found && set.error.contains("new-log"), "\(set)")
        #expect(await bench.tool.run("offsets", "new-log", "messages", "--why=moved", "--yes").code == .done)
        #expect(try await eventually(within: .seconds(60)) { try bench.isAtEnd(Self.pipelines) })
        await bench.stop()
        try bench.expectNoDifferences()
    }

    @Test("Where the right cluster comes back, nobody has to do anything")
    func clusterComesBack() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try Self.events(bench, seed: 6, 50)
        try await bench.runToEnd("messages")
        let cluster = try bench.value("SELECT cluster_id FROM zapline.logs LIMIT 1") ?? ""
        try bench.execute(
            "UPDATE zapline.logs SET cluster_id = 'x'; UPDATE zapline.consumer_offsets SET cluster_id = 'x'")
        try bench.start("messages")
        #expect(try await eventually(within: .seconds(30)) { try Self.reasons(bench).contains("right cluster") })
        try bench.execute(
            "UPDATE zapline.logs SET cluster_id = '\(cluster)'; UPDATE zapline.consumer_offsets SET cluster_id = '\(cluster)'"
        )
        // With nothing to apply, too.
        #expect(try await eventually(within: .seconds(30)) { try Self.reasons(bench) == "" })
        try Self.events(bench, seed: 7, 50)
        #expect(try await eventually(within: .seconds(30)) { try bench.isAtEnd(["messages"]) })
        #expect(try Self.reasons(bench) == "")
        await bench.stop()
    }

    @Test("Another record where the last applied one stood: the same offset, given again, goes on")
    func anotherRecord() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try Self.events(bench, seed: 8, 100)
        try await bench.runToEnd("messages")
        try bench.execute("UPDATE zapline.consumer_offsets SET anchor_hash = anchor_hash + 1")
        try Self.events(bench, seed: 9, 100)
        #expect(try await bench.runToEnd("messages"))
        #expect(try Self.reasons(bench).contains("is not the one that was applied"))
        let next = try bench.value("SELECT next_offset FROM zapline.consumer_offsets") ?? ""
        let set = await bench.tool.run(
            "offsets", "set", "messages", "messages/0", next, "--why=looked into it", "--yes")
        #expect(set.code == .done && set.output.contains("nothing is skipped"), "\(set)")
        #expect(try await !bench.runToEnd("messages"))
        try bench.expectNoDifferences(in: ConsumerBench.messageTables)
    }

    @Test("ZAPLINE_START=fail: the partition halts until an offset is set")
    func noOffset() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try Self.events(bench, seed: 10, 100)
        try bench.start("messages", from: .fail)
        let isHalted = await eventually(within: .seconds(30)) {
            bench.runners[0].status.halted.first?.contains("offsets set") == true
        }
        #expect(isHalted)
        let set = await bench.tool.run("offsets", "set", "messages", "messages/0", "earliest", "--why=begin", "--yes")
        #expect(set.code == .done && set.output.contains("nothing is skipped"), "\(set)")
        #expect(try await eventually(within: .seconds(30)) { try bench.isAtEnd(["messages"]) })
        await bench.stop()
        try bench.expectNoDifferences(in: ConsumerBench.messageTables)
    }
}
