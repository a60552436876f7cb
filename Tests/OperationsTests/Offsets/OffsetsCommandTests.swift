import JSON
import Judge
import Kafka
import Postgres
import Reference
import Service
import TestSupport
import Testing

@testable import Operations

@Suite(
    "Offsets, shown and set", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(5)), .serialized)
struct OffsetsCommandTests {
    @Test("A row a partition, with end and lag; without a broker, without them")
    func shows() async throws {
        let bench = try ConsumerBench()
        #expect(await bench.tool.run("offsets", "show").output.hasPrefix("no pipeline"))
        try LogGuardTests.events(bench, seed: 20, 100)
        try await bench.runToEnd("messages", "status")
        try LogGuardTests.events(bench, seed: 21, 100)
        let text = await bench.tool.run("offsets", "show").output
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
        let json = try JSONValue(parsing: await bench.tool.run("offsets", "show", "--json", "-p", "messages").output)
        let rows = try #require(json.array)
        #expect(rows.count == 2)
        for row in rows {
            let place = TopicPartition(bench.prefix + "messages", Int32(row["partition"]?.int64 ?? -1))
            let high = try bench.admin.watermarks(place, timeout: .seconds(5)).high
            #expect(row["end_offset"]?.int64 == high)
            #expect(row["lag"]?.int64 == high - (row["next_offset"]?.int64 ?? 0))
        }
        var tool = bench.tool
        tool.environment["KAFKA_BOOTSTRAP_SERVERS"] = "127.0.0.1:1"
        let away = await tool.run("offsets", "show")
        #expect(
            away.code == .done && away.output.contains("messages/0") && away.output.contains("doesn't answer"),
            "\(away)")
        tool.environment["KAFKA_BOOTSTRAP_SERVERS"] = nil
        #expect(await tool.run("offsets", "show").output.contains("KAFKA_BOOTSTRAP_SERVERS is not set"))
    }

    @Test("What must not be is refused, with what to do, and changes nothing")
    func refuses() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 22, 200)
        try await bench.runToEnd("messages", "status", "archive")
        let before = try bench.value("SELECT string_agg(o::text, ';' ORDER BY o::text) FROM zapline.consumer_offsets o")
        let cases: [([String], ExitCode, String)] = [
            (["archive", "messages/0", "earliest", "--why=x", "--yes"], .found, "has a row for each already"),
            (["status", "lifecycle/0", "1", "--why=x", "--yes"], .found, "zapline rebuild"),
            (["messages", "messages/0", "99999", "--why=x", "--yes"], .found, "ends at"),
            (["messages", "messages/7", "earliest", "--why=x", "--yes"], .found, "no partition 7"),
            (["messages", "lifecycle/0", "earliest", "--why=x", "--yes"], .usage, "doesn't read"),
            (["messages", "messages", "earliest", "--why=x", "--yes"], .usage, "TOPIC/PARTITION"),
            (["messages", "messages/0", "soon", "--why=x", "--yes"], .usage, "earliest, latest"),
            (["messages", "messages/0", "-1", "--why=x"], .usage, ""),
            (["messages", "messages/0", "earliest", "--yes"], .usage, "--why"),
            (["messages", "messages/0", "earliest", "--why=x"], .usage, "--yes"),
            (["messages", "messages/0", "earliest", "--why=x", "--dry-run"], .done, ""),
        ]
        for (words, code, text) in cases {
            let result = await run(bench.tool, ["offsets", "set"] + words)
            #expect(result.code == code && (result.error + result.output).contains(text), "\(words): \(result)")
        }
        #expect(await bench.tool.run("offsets", "new-log", "nothing", "--why=x", "--yes").code == .unavailable)
        #expect(await bench.tool.run("offsets", "new-log", "messages", "--why=x").code == .usage)
        #expect(
            try bench.value("SELECT string_agg(o::text, ';' ORDER BY o::text) FROM zapline.consumer_offsets o")
                == before)
        #expect(try bench.value("SELECT count(*) FROM zapline.audit_log") == "0")
    }

    private func run(_ tool: Tool, _ words: [String]) async -> Tool.Result {
        switch words.count {
        case 6: await tool.run(words[0], words[1], words[2], words[3], words[4], words[5])
        default: await tool.run(words[0], words[1], words[2], words[3], words[4], words[5], words[6])
        }
    }

    @Test("Messages read again while their consumer runs end in the same rows; an answer at the terminal counts")
    func readsAgain() async throws {
        let bench = try ConsumerBench()
        var events = WildEvents(seed: 23)
        try bench.publish(&events, 300)
        try bench.start("messages")
        #expect(try await eventually(within: .seconds(30)) { try bench.isAtEnd(["messages"]) })
        let set = await bench.tool.run(
            "offsets", "set", "messages", "messages/0", "0", "--why=fixed", "--who=bia", "--yes")
        #expect(set.code == .done && set.output.contains("again, offsets 0 to"), "\(set)")
        #expect(try bench.value("SELECT actor FROM zapline.audit_log") == "bia")
        // Records make the lane find out at once; an idle one looks up by itself now and then.
        try bench.publish(&events, 300)
        #expect(try await eventually(within: .seconds(60)) { try bench.isAtEnd(["messages"]) })
        await bench.stop()
        try bench.expectNoDifferences(in: ConsumerBench.messageTables)
    }

    @Test("A new life of a topic that nobody lost is told for what it is")
    func warns() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 24, 50)
        #expect(
            await bench.tool.run("offsets", "new-log", "messages", "--why=x", "-n").error.contains(
                "no pipeline has read"))
        try await bench.runToEnd("archive")
        let plan = await bench.tool.run("offsets", "new-log", "messages", "--why=x", "-n")
        #expect(plan.output.contains("hold them twice"), "\(plan)")
    }
}
