import MessageArchiver
import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("A record that the database refuses", .timeLimit(.minutes(3)), .serialized)
struct PoisonTests {
    /// Publishes `count` messages, and has our own table refuse those with these ids.
    static func bench(count: Int, refused: String) throws -> PipelineBench {
        let bench = try PipelineBench(partitions: 2)
        var connection = try bench.connect()
        try connection.execute(
            "ALTER TABLE zapline.event_archive ADD CONSTRAINT odd CHECK (event_id NOT IN (\(refused)))")
        for number in 0..<count {
            try bench.event("messages", "message.received", "shop-\(number % 7)", id: "e\(number)")
        }
        #expect(bench.flush())
        return bench
    }

    @Test("It is found by halves, becomes a dead letter with its instance, and its neighbours stand in the table once")
    func bisected() async throws {
        let bench = try Self.bench(count: 3_000, refused: "'e17', 'e1500', 'e2999'")
        let runner = try bench.start("archive", topics: ["messages", "lifecycle"], untilEnd: true) {
            ArchiveHandler($0)
        }
        #expect(await runner.waitUntilEnded() == .stopped(halted: false))
        #expect(try ProcessTests.archived(bench) == 2_997)
        #expect(try bench.value("SELECT count(DISTINCT event_id) FROM zapline.event_archive") == "2997")
        #expect(try bench.value("SELECT sum(next_offset) FROM zapline.consumer_offsets") == "3000")
        let letters =
            "SELECT string_agg(instance_name || ' ' || reason || ' ' || (convert_from(payload, 'UTF8')::jsonb ->> 'id'), ', ' "
            + "ORDER BY length(payload), payload) FROM zapline.dead_letters"
        #expect(
            try bench.value(letters)
                == "shop-3 refused-by-database e17, shop-2 refused-by-database e1500, shop-3 refused-by-database e2999")
    }

    @Test("Where every record of a batch is refused none is to blame: it halts, names the constraint, and heals")
    func allRefused() async throws {
        let bench = try PipelineBench(partitions: 1)
        var connection = try bench.connect()
        try connection.execute("ALTER TABLE zapline.event_archive ADD CONSTRAINT nothing_goes CHECK (event_id IS NULL)")
        for number in 0..<200 { try bench.event("messages", "message.received", "shop", id: "e\(number)") }
        #expect(bench.flush())
        let runner = try bench.start("archive", topics: ["messages", "lifecycle"]) { ArchiveHandler($0) }
        #expect(
            await eventually(within: .seconds(30)) { runner.status.halted.contains { $0.contains("nothing_goes") } })
        #expect(try bench.value("SELECT count(*) FROM zapline.dead_letters") == "0")
        try connection.execute("ALTER TABLE zapline.event_archive DROP CONSTRAINT nothing_goes")
        #expect(try await eventually(within: .seconds(30)) { try ProcessTests.archived(bench) == 200 })
        await bench.stop()
    }
}
