import Bytes
import JSON
import Judge
import Kafka
import MessageArchiver
import Pipeline
import Postgres
import Reference
import Service
import StatusProjector
import TestSupport
import Testing

@testable import Operations

/// A fault of the handler's made dead letters; it is mended, and they are redriven: the tables are the oracle's fold of the whole log.
@Suite(
    "Letters of status, redriven", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(8)), .serialized)
struct RedriveStatusTests {
    static func buggy(_ share: UInt64, seed: UInt64) -> ConsumerBench.MakeHandler {
        let refuses = RejectingHandler.every(share, seed: seed)
        return { RejectingHandler(StatusHandler($0), refuses: refuses) }
    }

    static func redrive(_ bench: ConsumerBench, _ pipeline: String = "status") async -> Tool.Result {
        await bench.tool.run("dead-letters", "redrive", "--pipeline", pipeline, "--why=mended", "--yes")
    }

    static func open(_ bench: ConsumerBench, _ reason: String = "artificial") throws -> String? {
        try bench.value("SELECT count(*) FROM zapline.dead_letters WHERE state = 'open' AND reason = '\(reason)'")
    }

    /// Letters that only the test's bug made are gone; what was refused besides is poison to the right handler as well.
    static func expectRedriven(_ bench: ConsumerBench, _ pipeline: String = "status") throws {
        let tables = pipeline == "status" ? ConsumerBench.statusTables : ConsumerBench.messageTables
        try bench.expectNoDifferences(in: tables)
        let poison = try bench.value(
            """
            SELECT count(*) FROM zapline.dead_letters d WHERE state = 'redriven'
              AND NOT EXISTS (SELECT 1 FROM zapline.audit_log a WHERE a.action = 'dead-letter-redriven' AND a.subject =
                              d.pipeline || ' ' || d.topic || '/' || d.topic_partition || '/' || d.topic_offset)
            """)
        #expect(poison == "0")
    }

    @Test("Wild histories, with the archive ahead, behind and away", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func histories(seed: UInt64) async throws {
        let bench = try ConsumerBench()
        var events = WildEvents(seed: seed &+ 100)
        try bench.publish(&events, 500)
        if seed % 3 != 0 { try await bench.runToEnd("archive") }
        try await bench.runToEnd("status", handler: Self.buggy(seed % 2 == 0 ? 2 : 6, seed: seed))
        #expect(try Self.open(bench) != "0")
        // Later events, which the archive doesn't have yet: for them the log is read.
        try bench.publish(&events, 300)
        if seed % 3 == 1 { try await bench.runToEnd("archive") }
        try await bench.runToEnd("status", handler: Self.buggy(20, seed: seed))
        let result = await Self.redrive(bench)
        #expect(result.code == .done || result.output.contains("still refused"), "\(result)")
        try Self.expectRedriven(bench)
        // What is remembered is right too: the fold goes on from it.
        try bench.publish(&events, 300)
        try await bench.runToEnd("status")
        try bench.expectNoDifferences(in: ConsumerBench.statusTables)
    }

    @Test(
        "While its consumer runs and events of the same instances arrive, by two processes at once",
        arguments: [1, 2, 3] as [UInt64])
    func live(seed: UInt64) async throws {
        let bench = try ConsumerBench()
        var events = WildEvents(seed: seed &+ 200)
        try bench.publish(&events, 1_200, worlds: 12)
        try await bench.runToEnd("status", handler: Self.buggy(3, seed: seed))
        try bench.start("status")
        if seed % 2 == 1 { try bench.start("archive") }
        let (tool, other) = (bench.tool, bench.tool)
        async let first = tool.run("dead-letters", "redrive", "-p", "status", "--why=a", "--yes", "--json")
        async let second = other.run("dead-letters", "redrive", "-p", "status", "--why=b", "--yes", "--json")
        for _ in 0..<60 {
            try bench.publish(&events, 24, worlds: 12)
            await Task.yield()
        }
        let results = try await [first, second].map { try JSONValue(parsing: $0.output)["counts"] }
        let applied = results.reduce(Int64(0)) { $0 + ($1?["applied"]?.int64 ?? 0) }
        let redriven = try bench.value("SELECT count(*) FROM zapline.dead_letters WHERE state = 'redriven'")
        #expect(redriven == "\(applied)")
        #expect(try await eventually(within: .seconds(60)) { try bench.isAtEnd(["status"]) })
        await bench.stop()
        try Self.expectRedriven(bench)
        let twice = try bench.value(
            "SELECT count(*) FROM (SELECT subject FROM zapline.audit_log WHERE action = 'dead-letter-redriven' GROUP BY 1 HAVING count(*) > 1) t"
        )
        #expect(twice == "0")
        // Once more changes nothing.
        let again = await Self.redrive(bench)
        #expect(!again.output.contains("applied"), "\(again)")
    }

    @Test("A batch of stale events alone starts again too, where the instance was folded anew since it was read")
    func staleBatch() throws {
        let bench = try ConsumerBench()
        var connection = try bench.connect()
        let handler = StatusHandler(HandlerContext(pipeline: "status", topics: ["lifecycle", "heartbeats"]))
        try connection.execute(handler.sessionSetup)
        let arena = Arena()
        func apply(_ offset: Int64, epoch: Int, meanwhile: String = "SELECT 1") throws {
            let value = """
                {"specversion":"1.0","id":"e","source":"/gateways/t/1","type":"whatsapp.session.connected","subject":"a",\
                "time":"2026-11-23T10:00:00Z","sessionepoch":\(epoch)}
                """
            let record = StoredRecord(
                place: LogPlace(logID: 1, partition: 0, offset: offset), timestamp: 0, key: nil,
                value: Array(value.utf8))
            let records = RecordSelection([record.record(topic: 0, in: arena)])
            let lookup = try #require(handler.lookup(records))
            let found = try connection.query(lookup.sql, lookup.parameters)
            try connection.execute(meanwhile)
            var output = HandlerOutput()
            output.script.sql("BEGIN")
            handler.write(records, found: found, into: &output)
            output.script.sql("COMMIT")
            do { try connection.run(output.script) } catch {
                try connection.execute("ROLLBACK")
                throw error
            }
        }
        try apply(0, epoch: 5)
        try apply(1, epoch: 4)
        let error = #expect(throws: PostgresError.self) {
            try apply(2, epoch: 4, meanwhile: "UPDATE zapline.instance_state SET revision = revision + 1")
        }
        #expect(error?.sqlState?.rawValue == "40001")
        #expect(try bench.value("SELECT count(*) FROM whatsapp_instance_events") == "2")
    }

    @Test("A letter of a life that is over is folded in its place before the new one")
    func earlierLife() async throws {
        let bench = try ConsumerBench()
        var events = WildEvents(seed: 400)
        try bench.publish(&events, 500)
        try await bench.runToEnd("archive", "messages")
        try await bench.runToEnd("status", handler: Self.buggy(3, seed: 400))
        bench.earlier = try bench.log().filter { $0.topic == .lifecycle }
        try await bench.makeAnew("lifecycle")
        try bench.publish(&events, 300)
        #expect(await bench.tool.run("offsets", "new-log", "lifecycle", "--why=x", "--yes").code == .done)
        try await bench.runToEnd("status", handler: Self.buggy(3, seed: 401))
        _ = await Self.redrive(bench)
        try Self.expectRedriven(bench)
        try bench.publish(&events, 200)
        try await bench.runToEnd("status", "archive", "messages")
        try bench.expectNoDifferences()
    }

    @Test("Letters cut to coordinates take their record from the archive, else from the log")
    func trimmed() async throws {
        let bench = try ConsumerBench()
        var events = WildEvents(seed: 500)
        try bench.publish(&events, 600)
        try await bench.runToEnd("archive")
        try bench.publish(&events, 300)
        try await bench.runToEnd("status", handler: Self.buggy(3, seed: 500))
        try bench.execute(
            "UPDATE zapline.dead_letters SET is_trimmed = true, key = NULL, headers = NULL, payload = NULL")
        let isOfBoth = try bench.value("SELECT count(DISTINCT topic) FROM zapline.dead_letters WHERE state = 'open'")
        #expect(isOfBoth == "2")
        var tool = bench.tool
        tool.environment["KAFKA_BOOTSTRAP_SERVERS"] = nil
        let without = await tool.run("dead-letters", "redrive", "-p", "status", "--why=x", "-n")
        #expect(without.code == .found && without.output.contains("not to be had"), "\(without)")
        _ = await Self.redrive(bench)
        try Self.expectRedriven(bench)
    }

    @Test("Where the history of an instance is lost, its letters stay open, and it is said")
    func lostHistory() async throws {
        let bench = try ConsumerBench(partitions: 1)
        var events = WildEvents(seed: 600)
        try bench.publish(&events, 300)
        try await bench.runToEnd("status", handler: Self.buggy(4, seed: 600))
        let before = try Self.open(bench)
        let end = try bench.admin.watermarks(TopicPartition(bench.prefix + "lifecycle", 0), timeout: .seconds(5)).high
        try bench.deleteRecords("lifecycle", 0, below: end)
        let result = await bench.tool.run(
            "dead-letters", "redrive", "-p", "status", "--reason=artificial", "--why=x", "--yes")
        #expect(result.code == .found && result.output.contains("not to be had"), "\(result)")
        // Heartbeats need no history.
        let open = try bench.value(
            "SELECT count(*) FROM zapline.dead_letters WHERE state = 'open' AND reason = 'artificial' AND topic LIKE '%heartbeats'"
        )
        #expect(open == "0")
        #expect(try Self.open(bench) != "0" && before != "0")
    }
}
