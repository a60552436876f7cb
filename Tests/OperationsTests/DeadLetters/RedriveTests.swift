import JSON
import Judge
import Kafka
import MessageArchiver
import Pipeline
import Postgres
import Reference
import Service
import TestSupport
import Testing

@testable import Operations

@Suite(
    "Letters redriven and discarded", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(8)), .serialized)
struct RedriveTests {
    static func buggy(_ share: UInt64, seed: UInt64) -> ConsumerBench.MakeHandler {
        let refuses = RejectingHandler.every(share, seed: seed)
        return { RejectingHandler(MessagesHandler($0), refuses: refuses) }
    }

    @Test("Messages: late is as good as in time, also while their consumer runs", arguments: [1, 2, 3] as [UInt64])
    func messages(seed: UInt64) async throws {
        let bench = try ConsumerBench()
        var events = WildEvents(seed: seed &+ 700)
        try bench.publish(&events, 600)
        try await bench.runToEnd("messages", handler: Self.buggy(3, seed: seed))
        try bench.start("messages")
        let (tool, other) = (bench.tool, bench.tool)
        async let first = tool.run("dead-letters", "redrive", "-p", "messages", "--why=a", "--yes", "--json")
        async let second = other.run("dead-letters", "redrive", "-p", "messages", "--why=b", "--yes", "--json")
        for _ in 0..<20 { try bench.publish(&events, 30) }
        let applied = try await [first, second].reduce(Int64(0)) {
            $0 + (try JSONValue(parsing: $1.output)["counts"]?["applied"]?.int64 ?? 0)
        }
        #expect(try bench.value("SELECT count(*) FROM zapline.dead_letters WHERE state = 'redriven'") == "\(applied)")
        #expect(try await eventually(within: .seconds(60)) { try bench.isAtEnd(["messages"]) })
        await bench.stop()
        try RedriveStatusTests.expectRedriven(bench, "messages")
        let left = try bench.value(
            "SELECT count(*) FROM zapline.dead_letters WHERE state = 'open' AND reason = 'artificial'")
        let poison = await bench.tool.run(
            "dead-letters", "redrive", "-p", "messages", "--reason=artificial", "--why=x", "-n", "--json")
        #expect(try JSONValue(parsing: poison.output)["counts"]?["still_refused"]?.int64 ?? 0 == Int64(left ?? ""))
    }

    @Test("Headers and bytes that are no text come back as they were")
    func binary() async throws {
        let bench = try ConsumerBench(partitions: 1)
        let headers = [
            ("ce_specversion", "1.0"), ("ce_id", "b1"), ("ce_source", "/gateways/t/1"),
            ("ce_subject", "loja \u{1F600}"),
            ("ce_type", "whatsapp.message.received"), ("ce_time", "2026-11-23T10:00:00Z"), ("odd", "a\"\\\u{1}\u{0}b"),
        ]
        try bench.send(
            "messages", key: "k\u{0}",
            #"{"messageId":"M1","chat":"5@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#,
            headers: headers)
        try bench.flush()
        try await bench.runToEnd("messages", handler: Self.buggy(1, seed: 1))
        #expect(await RedriveStatusTests.redrive(bench, "messages").code == .done)
        try RedriveStatusTests.expectRedriven(bench, "messages")
        #expect(try bench.value("SELECT instance_name FROM whatsapp_messages") == "loja \u{1F600}")
    }

    @Test("A dry run tries every letter and changes nothing; what is refused still is named, and ends with 1")
    func dryRun() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try Self.send(bench, ["M1", "", "M2"])
        try await bench.runToEnd("messages", handler: Self.buggy(1, seed: 1))
        let tables =
            "SELECT (SELECT string_agg(d::text, ';') FROM zapline.dead_letters d) || (SELECT count(*) FROM whatsapp_messages) || (SELECT count(*) FROM zapline.audit_log)"
        let before = try bench.value(tables)
        let dry = await bench.tool.run("dead-letters", "redrive", "--why=x", "--dry-run")
        #expect(dry.code == .found)
        #expect(dry.output.contains("3 letters: 2 would apply, 1 still refused"), "\(dry.output)")
        #expect(try bench.value(tables) == before)
        let real = await bench.tool.run("dead-letters", "redrive", "--why=x", "--yes", "--who=bia")
        #expect(real.code == .found && real.output.contains("2 applied, 1 still refused"), "\(real)")
        #expect(real.output.contains("messageId"))
        let audit = try bench.value(
            "SELECT actor || (details ->> 'applied') || (details ->> 'still_refused') FROM zapline.audit_log WHERE action = 'dead-letters-redrive'"
        )
        #expect(audit == "bia21")
    }

    static func send(_ bench: ConsumerBench, _ ids: [String]) throws {
        for id in ids {
            try bench.send(
                "messages", key: "loja",
                """
                {"specversion":"1.0","id":"e","source":"/gateways/t/1","type":"whatsapp.message.received","subject":"loja",\
                "time":"2026-11-23T10:00:00Z","data":{"messageId":"\(id)","chat":"5@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}}
                """)
        }
        try bench.flush()
    }

    @Test("Discarded letters are left alone by filters, and redriven by name")
    func discards() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try Self.send(bench, ["M1", "M2"])
        try await bench.runToEnd("messages", handler: Self.buggy(1, seed: 1))
        #expect(await bench.tool.run("dead-letters", "discard", "--why=x").code == .usage)
        let dry = await bench.tool.run("dead-letters", "discard", "messages/0/0", "--why=x", "-n")
        #expect(dry.code == .done && dry.output.contains("1 dead letter\n"), "\(dry)")
        let done = await bench.tool.run("dead-letters", "discard", "--instance=loja", "--why=old", "--yes")
        #expect(done.code == .done && done.output == "2 discarded\n", "\(done)")
        #expect(try bench.value("SELECT count(*) FROM zapline.audit_log WHERE action = 'dead-letter-discarded'") == "2")
        let none = await bench.tool.run("dead-letters", "redrive", "-p", "messages", "--why=x", "--yes")
        #expect(none.code == .done && none.output.contains("no open letter"), "\(none)")
        #expect(await bench.tool.run("dead-letters", "redrive", "--state=discarded", "--why=x", "--yes").code == .usage)
        let one = await bench.tool.run("dead-letters", "redrive", "messages/0/1", "--why=x", "--yes")
        #expect(one.code == .done && one.output.contains("1 letter: 1 applied"), "\(one)")
        #expect(try bench.value("SELECT string_agg(message_id, ',') FROM whatsapp_messages") == "M2")
        #expect(
            await bench.tool.run("dead-letters", "redrive", "messages/0/1", "--why=x", "--yes").output.contains(
                "no open letter"))
    }

    @Test("What the database refuses stays open with its reason, until that is mended")
    func refusedByDatabase() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try Self.send(bench, ["M1"])
        try await bench.runToEnd("messages", handler: Self.buggy(1, seed: 1))
        try bench.execute("ALTER TABLE whatsapp_messages ADD CONSTRAINT mine CHECK (message_id <> 'M1')")
        let refused = await RedriveStatusTests.redrive(bench, "messages")
        #expect(refused.code == .found && refused.output.contains("23514"), "\(refused)")
        try bench.execute("ALTER TABLE whatsapp_messages DROP CONSTRAINT mine")
        #expect(await RedriveStatusTests.redrive(bench, "messages").code == .done)
        #expect(try bench.value("SELECT count(*) FROM whatsapp_messages") == "1")
    }
}
