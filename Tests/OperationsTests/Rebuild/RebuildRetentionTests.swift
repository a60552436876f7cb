import Kafka
import Reference
import Service
import TestSupport
import Testing

@testable import Operations

/// Builds that wait for days while retention goes on, on real servers.
@Suite(
    "A build goes on after retention took what it had not read",
    .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"), .timeLimit(.minutes(5)), .serialized)
struct RebuildRetentionTests {
    /// A build that is ready, behind which its log begins later by now.
    private static func waiting(_ pipeline: String, _ topic: String, seed: UInt64) async throws -> ConsumerBench {
        let bench = try ConsumerBench()
        try LogGuardTests.events(bench, seed: seed, 400)
        try await bench.runToEnd("status", "archive", "messages")
        #expect(await bench.tool.run("rebuild", "start", pipeline, "--yes").code == .done)
        try LogGuardTests.events(bench, seed: seed + 1, 400)
        try await bench.runToEnd("status", "archive", "messages")
        bench.earlier = try bench.log()
        for partition in 0..<Int32(bench.partitions) {
            let ends = try bench.admin.watermarks(TopicPartition(bench.prefix + topic, partition), timeout: .seconds(5))
            try bench.deleteRecords(topic, partition, below: ends.high)
        }
        return bench
    }

    @Test("Of messages and lifecycle it reads from the archive", arguments: ["messages", "status"])
    func archived(pipeline: String) async throws {
        let bench = try await Self.waiting(pipeline, pipeline == "status" ? "lifecycle" : "messages", seed: 90)
        let promoted = await bench.tool.run("rebuild", "promote", pipeline, "--why=x", "--yes", "--json")
        #expect(promoted.code == .done, "\(promoted)")
        let (earlier, log) = (bench.earlier, try bench.log())
        bench.earlier = earlier.filter { record in
            !log.contains { $0.topic == record.topic && $0.partition == record.partition && $0.offset == record.offset }
        }
        try bench.expectNoDifferences()
    }

    @Test("Heartbeats that are gone aren't missed: what live knows of them is later than anything in their log")
    func heartbeats() async throws {
        let bench = try await Self.waiting("status", "heartbeats", seed: 92)
        let rows = "SELECT jsonb_agg(to_jsonb(i) ORDER BY instance_name)::text FROM whatsapp_instances i"
        let before = try bench.value(rows)
        let promoted = await bench.tool.run("rebuild", "promote", "status", "--why=x", "--yes")
        #expect(promoted.code == .done, "\(promoted)")
        #expect(try bench.value(rows) == before)
    }

    @Test("What nobody has any more is told, and what to do")
    func gone() async throws {
        let bench = try await Self.waiting("archive", "messages", seed: 94)
        let promoted = await bench.tool.run("rebuild", "promote", "archive", "--why=x", "--yes")
        #expect(promoted.code == .found, "\(promoted)")
        let text = promoted.output + promoted.error
        #expect(text.contains("deleted before this build read them") && text.contains("abandon it"), "\(promoted)")
    }
}
