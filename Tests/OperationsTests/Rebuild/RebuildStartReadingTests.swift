import Consumers
import JSON
import Kafka
import Postgres
import Schema
import Service
import TestSupport
import Testing

@testable import Operations

/// `rebuild start --dry-run` on a real broker and database: what there is, is what is told.
@Suite(
    "A rebuild's start, read from broker and database",
    .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"), .timeLimit(.minutes(5)), .serialized)
struct RebuildStartReadingTests {
    private func plan(_ bench: ConsumerBench, _ pipeline: String, _ from: String = "earliest") async throws -> JSONValue
    {
        let result = await bench.tool.run("rebuild", "start", pipeline, "--dry-run", "--json", "--from=\(from)")
        #expect(result.code == .done, "\(result)")
        return try JSONValue(parsing: result.output)
    }

    /// `PARTITION LIFE OFFSET SOURCE UP-TO`
    private func shape(_ plan: JSONValue, _ bench: ConsumerBench) -> [String] {
        (plan["partitions"]?.array ?? []).map { part in
            let name = (part["topic"]?.string ?? "").dropFirst(bench.prefix.count)
            let numbers = ["partition", "log_id", "offset", "up_to"].map { part[$0]?.int64 ?? -1 }
            return "\(name)/\(numbers[0])@\(numbers[1]) \(numbers[2])..<\(numbers[3]) \(part["source"]?.string ?? "")"
        }
    }

    private func bounds(_ bench: ConsumerBench, _ topic: String) throws -> (low: Int64, high: Int64) {
        try bench.admin.watermarks(TopicPartition(bench.prefix + topic, 0), timeout: .seconds(5))
    }

    @Test("Retention, an older life, offsets and times: from the archive where the log has it no more")
    func everything() async throws {
        let bench = try ConsumerBench(partitions: 1)
        #expect(await bench.tool.run("rebuild", "start", "messages", "-n").error.contains("has no offsets yet"))
        try LogGuardTests.events(bench, seed: 70, 300)
        try await bench.runToEnd("status", "archive", "messages")
        let (messages, lifecycle) = (try bounds(bench, "messages"), try bounds(bench, "lifecycle"))
        let id = try #require(try bench.value("SELECT log_id FROM zapline.logs WHERE topic LIKE '%messages'"))
        #expect(try shape(await plan(bench, "messages"), bench) == ["messages/0@\(id) 0..<\(messages.high) log"])

        // What retention took stands in the archive.
        let low = messages.high - 20
        try bench.deleteRecords("messages", 0, below: low)
        try bench.deleteRecords("lifecycle", 0, below: 5)
        let part = "messages/0@\(id)"
        #expect(
            try shape(await plan(bench, "messages"), bench) == ["\(part) 0..<\(messages.high) archive, log from \(low)"]
        )
        #expect(try shape(await plan(bench, "archive"), bench).first == "\(part) \(low)..<\(messages.high) log")
        let status = try shape(await plan(bench, "status"), bench)
        #expect(status.count == 2 && status[0].hasSuffix("archive, log from 5"), "\(status)")
        #expect(status[1].hasPrefix("heartbeats/0@") && status[1].hasSuffix(" log"))

        // Offsets.
        #expect(
            try shape(await plan(bench, "messages", "messages/0=\(low)"), bench) == [
                "\(part) \(low)..<\(messages.high) log"
            ])
        let beyond = await bench.tool.run(
            "rebuild", "start", "messages", "-n", "--from=messages/0=\(messages.high + 1)")
        #expect(
            beyond.code == .found && beyond.error.contains("the archive has 0 to \(messages.high - 1)"), "\(beyond)")

        // Times, of a record in the archive and of one in the log.
        for offset in [low - 10, low + 10] {
            let time = try #require(
                try bench.value(
                    """
                    SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM zapline.event_archive
                    WHERE log_id = \(id) AND topic_offset = \(offset)
                    """))
            let first = try #require(
                try bench.value(
                    """
                    SELECT min(topic_offset) FROM zapline.event_archive WHERE log_id = \(id) AND recorded_at >= '\(time)'
                    """))
            let source = (Int64(first) ?? 0) < low ? "archive, log from \(low)" : "log"
            #expect(
                try shape(await plan(bench, "messages", time), bench) == [
                    "\(part) \(first)..<\(messages.high) \(source)"
                ])
        }
        let future = try await plan(bench, "messages", "2199-01-01T00:00:00Z")
        #expect(future["records"]?.int64 == 0 && future["begins_late"] == true)

        // A hole at the seam: the archive is told to be behind.
        try bench.execute(
            """
            UPDATE zapline.consumer_offsets SET next_offset = \(low - 3) WHERE pipeline = 'archive' AND topic LIKE '%messages'
            """)
        let hole = await bench.tool.run("rebuild", "start", "messages", "-n")
        #expect(
            hole.code == .found && hole.error.contains("records \(low - 3) to \(low - 1) of messages/0 are neither"),
            "\(hole)")
        try bench.execute(
            "UPDATE zapline.consumer_offsets SET next_offset = \(messages.high) WHERE pipeline = 'archive' AND topic LIKE '%messages'"
        )

        // An older life.
        try await bench.makeAnew("lifecycle")
        try LogGuardTests.events(bench, seed: 71, 60)
        #expect(await bench.tool.run("offsets", "new-log", "lifecycle", "--why=anew", "--yes").code == .done)
        try await bench.runToEnd("status", "archive", "messages")
        let lives = try shape(await plan(bench, "status"), bench)
        #expect(lives.count == 3, "\(lives)")
        #expect(lives[0].hasSuffix(" 0..<\(lifecycle.high) archive") && lives[1].hasSuffix(" log"))
        #expect(lives[0].hasPrefix("lifecycle/0@") && lives[1].hasPrefix("lifecycle/0@"))
        let text = await bench.tool.run("rebuild", "start", "status", "-n").output
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
        #expect(text.contains("lifecycle/0 (life "))
    }

    @Test("Records that `offsets set` made the archive skip are named by their audit row")
    func skipped() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 72, 100)
        try await bench.runToEnd("archive", "messages")
        let first = try bounds(bench, "messages").high
        try LogGuardTests.events(bench, seed: 73, 200)
        let last = try bounds(bench, "messages").high
        let set = await bench.tool.run("offsets", "set", "archive", "messages/0", "\(first + 10)", "--why=x", "--yes")
        #expect(set.code == .done, "\(set)")
        try await bench.runToEnd("archive", "messages")
        #expect(try await plan(bench, "messages")["lacks"]?.array?.isEmpty == true)
        try bench.deleteRecords("messages", 0, below: last - 5)
        let plan = try await plan(bench, "messages")
        #expect(plan["begins_late"] == true)
        #expect(
            plan["lacks"]?[0]?.string
                == "records \(first) to \(first + 9) of messages/0 are not in the archive: 'offsets set' skipped them (audit row 1)"
        )
    }

    @Test("One that is under way is gone on with, in its own generation, and nobody else begins a life of its topic")
    func goesOn() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 74, 100)
        try await bench.runToEnd("messages", "status")
        try bench.execute(
            """
            INSERT INTO zapline.rebuilds (pipeline, generation, kind, state, schema_name, starts, reads_archive, owner, records,
                program_version, schema_version)
            VALUES ('messages', 5, 'rebuild', 'running', 'zapline_messages_5', '[]', false, 'ana@host', 7,
                '\(Version.current)', \(Migration.current));
            INSERT INTO zapline.consumer_offsets (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset,
                epoch, owner, state, halt_reason)
            SELECT pipeline, 5, log_id, topic, topic_partition, cluster_id, 7, 1, 'r', 'halted', 'a fault'
            FROM zapline.consumer_offsets WHERE pipeline = 'messages'
            """)
        let plan = try await plan(bench, "messages")
        #expect(plan["generation"]?.int64 == 5 && plan["resumes"]?["records"]?.int64 == 7)
        #expect(plan["partitions"]?[0]?["offset"]?.int64 == 7)
        let text = await bench.tool.run("rebuild", "start", "messages", "-n", "--from=earliest").output
        #expect(text.contains("--from counts only for a new one") && text.contains("Goes on with messages rebuild 5"))
        let other = await bench.tool.run("rebuild", "start", "messages", "-n", "--into-generation=6")
        #expect(other.code == .found && other.error.contains("abandon messages"), "\(other)")

        // It is marked, and what is wrong with it is no halt of live's.
        let shown = await bench.tool.run("offsets", "show", "-p", "messages")
        #expect(shown.code == .done && shown.output.contains("messages rebuild 5"), "\(shown)")
        #expect(shown.output.contains("messages rebuild 5 messages/0 is halted: a fault"))
        let rows = try JSONValue(parsing: await bench.tool.run("offsets", "show", "--json", "-p", "messages").output)
        #expect(rows.array?.map { $0["is_live"]?.bool } == [true, false])

        let refused = await bench.tool.run("offsets", "new-log", "messages", "--why=x", "--yes")
        #expect(
            refused.code == .found && refused.error.contains("messages rebuild 5 reads")
                && refused.error.contains("abandon it first"), "\(refused)")
        #expect(await bench.tool.run("offsets", "new-log", "lifecycle", "--why=x", "-n").code == .done)
        #expect(await bench.tool.run("rebuild", "abandon", "messages", "--yes").code == .done)
        #expect(await bench.tool.run("offsets", "new-log", "messages", "--why=x", "--yes").code == .done)
        #expect(
            try bench.value("SELECT string_agg(DISTINCT generation::text, ',') FROM zapline.consumer_offsets") == "0")
    }

    @Test("Rows that a rebuild left are no reason for a new life to make more of them")
    func newLogMakesLiveRowsOnly() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 75, 50)
        try await bench.runToEnd("messages")
        try bench.execute(
            """
            INSERT INTO zapline.consumer_offsets (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, epoch, owner)
            SELECT pipeline, 2, log_id, topic, topic_partition, cluster_id, 7, 1, 'r' FROM zapline.consumer_offsets
            """)
        #expect(await bench.tool.run("offsets", "new-log", "messages", "--why=x", "--yes").code == .done)
        #expect(
            try bench.value(
                "SELECT string_agg(generation::text, ',' ORDER BY log_id, generation) FROM zapline.consumer_offsets")
                == "0,2,0")
        #expect(try bench.value("SELECT epoch FROM zapline.consumer_offsets WHERE generation = 2") == "1")
    }
}
