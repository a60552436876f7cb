import MessageArchiver
import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("What happens to a partition that gets no new record", .timeLimit(.minutes(3)), .serialized)
struct IdlePartitionTests {
    /// An archiver that has applied `count` records and looks often.
    static func bench(count: Int) async throws -> PipelineBench {
        let bench = try PipelineBench(partitions: 2)
        for number in 0..<count { try bench.event("messages", "message.received", "shop", id: "e\(number)") }
        #expect(bench.flush())
        try start(bench)
        #expect(try await eventually(within: .seconds(30)) { try ProcessTests.archived(bench) == count })
        return bench
    }

    static func start(_ bench: PipelineBench) throws {
        try bench.start(
            "archive", topics: ["messages", "lifecycle"], change: { $0.probeInterval = .milliseconds(100) }
        ) { ArchiveHandler($0) }
    }

    @Test("Commits that the database lost come again, without a new record to show that they are missing")
    func commitsLost() async throws {
        let bench = try await Self.bench(count: 50)
        var connection = try bench.connect()
        // What a server that crashed before it flushed looks like: rows and offset back to where they were, the epoch as it is.
        try connection.execute(
            """
            BEGIN;
            DELETE FROM zapline.event_archive WHERE topic_offset >= 20;
            UPDATE zapline.consumer_offsets SET next_offset = 20, anchor_offset = NULL, anchor_timestamp = NULL, anchor_hash = NULL
            WHERE next_offset = 50;
            COMMIT
            """)
        #expect(try await eventually(within: .seconds(30)) { try ProcessTests.archived(bench) == 50 })
        #expect(try bench.value("SELECT count(DISTINCT event_id) FROM zapline.event_archive") == "50")
        await bench.stop()
    }

    @Test("A partition that was moved by an operator is claimed again")
    func moved() async throws {
        let bench = try await Self.bench(count: 10)
        let epoch = "SELECT epoch FROM zapline.consumer_offsets WHERE next_offset = 10"
        let before = try #require(try bench.value(epoch).flatMap { Int($0) })
        var connection = try bench.connect()
        try connection.execute("UPDATE zapline.consumer_offsets SET epoch = epoch + 1 WHERE next_offset = 10")
        #expect(try await eventually(within: .seconds(30)) { try bench.value(epoch).flatMap { Int($0) } == before + 2 })
        try bench.event("messages", "message.received", "shop", id: "after")
        #expect(bench.flush())
        #expect(try await eventually(within: .seconds(30)) { try ProcessTests.archived(bench) == 11 })
        await bench.stop()
    }

    @Test("A halt that is lifted in the row goes on at once, not with the next slow retry")
    func lifted() async throws {
        let bench = try await Self.bench(count: 10)
        await bench.stop()
        var connection = try bench.connect()
        try connection.execute(
            "UPDATE zapline.consumer_offsets SET state = 'halted', halt_reason = 'by hand', halt_retries = false")
        let runner = try bench.start(
            "archive", topics: ["messages", "lifecycle"],
            change: {
                $0.probeInterval = .milliseconds(100)
                $0.haltRetry = .seconds(3_600)
            }
        ) { ArchiveHandler($0) }
        #expect(await eventually(within: .seconds(30)) { runner.status.halted.contains { $0.contains("by hand") } })
        #expect(!runner.status.isReady)
        try bench.event("messages", "message.received", "shop", id: "after")
        #expect(bench.flush())
        try connection.execute("UPDATE zapline.consumer_offsets SET state = 'active', halt_reason = NULL")
        #expect(try await eventually(within: .seconds(30)) { try ProcessTests.archived(bench) == 11 })
        #expect(await eventually(within: .seconds(10)) { runner.status.isReady })
        await bench.stop()
    }
}
