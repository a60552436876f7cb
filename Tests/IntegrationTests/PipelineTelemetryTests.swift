import MessageArchiver
import Pipeline
import Postgres
import StatusProjector
import Telemetry
import TestSupport
import Testing

@Suite("What a pipeline shows of itself", .timeLimit(.minutes(3)), .serialized)
struct PipelineTelemetryTests {
    static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    static let traceParent = "00-\(trace)-00f067aa0ba902b7-01"

    @Test("A halted partition is counted as long as it is halted")
    func halted() async throws {
        let bench = try PipelineBench(partitions: 1)
        var connection = try bench.connect()
        try connection.execute("ALTER TABLE whatsapp_instances ADD CONSTRAINT ours CHECK (instance_name <> 'new')")
        try bench.event("lifecycle", "session.connected", "new", id: "1")
        #expect(bench.flush())
        try bench.start("status", topics: ["lifecycle", "heartbeats"]) { StatusHandler($0) }
        let line = #"zapline_partitions_halted{pipeline="status"} "#
        #expect(await eventually(within: .seconds(30)) { bench.metrics.render().contains(line + "1\n") })
        try connection.execute("ALTER TABLE whatsapp_instances DROP CONSTRAINT ours")
        #expect(await eventually(within: .seconds(30)) { bench.metrics.render().contains(line + "0\n") })
        await bench.stop()
    }

    @Test("A batch that takes long names the record that waited longest, with its trace")
    func slow() async throws {
        let bench = try PipelineBench(partitions: 1)
        let log = LogCollector()
        bench.logger = log.logger()
        var connection = try bench.connect()
        try connection.execute(
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.1); RETURN NULL; END $$;
            CREATE TRIGGER dawdle BEFORE INSERT ON whatsapp_instance_events EXECUTE FUNCTION dawdle()
            """)
        try bench.event(
            "lifecycle", "session.connected", "a", id: "1", attributes: #","traceparent":"\#(Self.traceParent)""#)
        try bench.event("lifecycle", "session.connected", "b", id: "2")
        #expect(bench.flush())
        let runner = try bench.start("status", topics: ["lifecycle", "heartbeats"], untilEnd: true) {
            StatusHandler($0)
        }
        #expect(await runner.waitUntilEnded() == .stopped(halted: false))
        let entry = try #require(log.entries.first { $0.message.hasPrefix("a batch took long") })
        #expect(entry["trace.id"] == .string(Self.trace))
        #expect(entry["kafka.offset"] == .integer(0))
        #expect(entry["kafka.topic"] == .string(bench.prefix + "lifecycle"))
        #expect(bench.metrics.render().contains(#"zapline_slow_batches_total{pipeline="status"} "#))
    }

    @Test(
        "Of many records that go to the dead letters the first few are told, each with its trace, in whichever mode it came"
    )
    func rejected() async throws {
        let bench = try PipelineBench(partitions: 1)
        let log = LogCollector()
        bench.logger = log.logger()
        let headers = [
            ("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/g"), ("ce_subject", "s"),
            ("ce_type", "whatsapp.message.received"),
        ]
        try bench.send("messages", key: "s", "{}", headers: headers + [("ce_traceparent", Self.traceParent)])
        try bench.send("messages", key: "s", "no json", headers: [("traceparent", Self.traceParent)])
        try bench.send("messages", key: "s", "no json", headers: [("traceparent", "a stranger's words")])
        for _ in 0..<5 { try bench.send("messages", key: "s", "no json") }
        #expect(bench.flush())
        let runner = try bench.start("messages", topics: ["messages"], untilEnd: true, change: { $0.lanes = 1 }) {
            MessagesHandler($0)
        }
        #expect(await runner.waitUntilEnded() == .stopped(halted: false))
        let told = log.entries.filter { $0.message == "a record went to dead_letters" }
        // One batch or a few: what was there is taken at once.
        #expect(told.count >= 3 && told.count <= 8)
        #expect(told.prefix(3).map { $0["trace.id"] } == [.string(Self.trace), .string(Self.trace), nil])
        #expect(told.prefix(2).map { $0["reason"] } == [.string("invalid-event"), .string("invalid-json")])
        #expect(!log.entries.contains { "\($0)".contains("stranger") })
        #expect(bench.metrics.render().contains(#"zapline_dead_letters_total{pipeline="messages"} 8"#))
        #expect(bench.metrics.render().contains(#"zapline_visible_seconds_count{pipeline="messages"} 8"#))
    }
}
