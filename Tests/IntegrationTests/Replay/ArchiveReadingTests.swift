import Kafka
import Pipeline
import Postgres
import TestSupport
import Testing

/// A replay of `messages` over a log whose first records only the archive has, below the command that leads one.
@Suite(
    "A replay that reads the archive", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(2)))
struct ArchiveReadingTests {
    private static let only = PartitionID(topic: 0, partition: 0)

    /// Twelve messages, all of them archived and applied, of which the log has four.
    private static func bench() async throws -> PipelineBench {
        let bench = try PipelineBench(partitions: 1)
        for number in 0..<12 {
            try bench.event(
                "messages", "message.received", "s", id: "e\(number)",
                data: #"{"messageId":"m\#(number)","chat":"c@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#)
        }
        #expect(bench.flush())
        try await WholeWayTests.runToEnd(bench)
        try PrivateKafka.deleteRecords(
            of: bench.prefix + "messages", 0, below: 8, bootstrapServers: bench.bootstrapServers)
        return bench
    }

    /// A replay that stops at `limit`, and the query of what it made.
    private static func replay(
        _ bench: PipelineBench, to limit: Int64, isPastLife: Bool = false
    ) throws -> (PipelineRunner, rows: String) {
        let job = try bench.job(bench.rebuildable("messages"))
        let build = try bench.begin(job, archiveFirst: true)
        let life = try #require(build.starts.first?.place.logID)
        var settings = bench.settings()
        settings.watchdog.notReady = .seconds(2)
        settings.replay = Replay(
            generation: build.generation, schema: build.schema, logIDs: [life], limits: ReplayLimits([only: limit]),
            readsArchive: true, isPastLife: isPastLife)
        let runner = try PipelineRunner(job.definition.pipeline, settings, report: bench.reporter("messages"))
        bench.runners.append(runner)
        let rows = """
            SELECT string_agg(message_id, ' ' ORDER BY substr(message_id, 2)::int) FROM \(build.schema).whatsapp_messages
            """
        return (runner, rows)
    }

    private static let all = "m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11"

    @Test(
        "A limit below the log's beginning that is raised: what lies between comes from the archive, each record once")
    func raised() async throws {
        let bench = try await Self.bench()
        let (runner, rows) = try Self.replay(bench, to: 5)
        #expect(await eventually(within: .seconds(30)) { runner.hasReachedLimits })
        #expect(try bench.value(rows) == "m0 m1 m2 m3 m4")
        runner.extend(to: [Self.only: 12])
        #expect(await eventually(within: .seconds(30)) { runner.hasReachedLimits })
        #expect(try bench.value(rows) == Self.all)
        #expect(runner.status.halted.isEmpty)
        #expect(runner.seen.records == 12)
        await bench.stop()
    }

    @Test("An archive that can't be read is told of after a while, though each connection is well; mended, it goes on")
    func unreadable() async throws {
        let bench = try await Self.bench()
        var connection = try bench.connect()
        // Of a life that is over, whose claims don't ask the archive themselves.
        try connection.execute("ALTER TABLE zapline.event_archive RENAME COLUMN payload TO hidden")
        let (runner, rows) = try Self.replay(bench, to: 12, isPastLife: true)
        #expect(await eventually(within: .seconds(30)) { runner.status.database != nil })
        #expect(try bench.value(rows) == nil)
        try connection.execute("ALTER TABLE zapline.event_archive RENAME COLUMN hidden TO payload")
        #expect(await eventually(within: .seconds(30)) { runner.hasReachedLimits })
        #expect(try bench.value(rows) == Self.all)
        #expect(await eventually(within: .seconds(5)) { runner.status.database == nil })
        await bench.stop()
    }
}
