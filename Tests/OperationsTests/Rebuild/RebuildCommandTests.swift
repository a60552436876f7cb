import JSON
import Kafka
import Postgres
import Reference
import Service
import TestSupport
import Testing

@testable import Operations

/// `rebuild` and `verify` as an operator calls them, on real servers.
@Suite(
    "Rebuilding and verifying by command",
    .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"), .timeLimit(.minutes(5)), .serialized)
struct RebuildCommandTests {
    private static func bench(_ seed: UInt64, _ count: Int = 600) async throws -> ConsumerBench {
        let bench = try ConsumerBench()
        try LogGuardTests.events(bench, seed: seed, count)
        try await bench.runToEnd("status", "archive", "messages")
        return bench
    }

    private func expectFits(_ text: String) {
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
    }

    @Test("Made, looked at, promoted: live has what was lost, and an audit row says who did it")
    func promotes() async throws {
        let bench = try await Self.bench(80)
        try bench.execute("DELETE FROM whatsapp_messages WHERE from_me; UPDATE whatsapp_chats SET name = 'x'")
        let started = await bench.tool.run("rebuild", "start", "messages", "--yes", "--lanes=2")
        #expect(started.code == .done, "\(started)")
        expectFits(started.output)
        #expect(
            started.output.contains("messages rebuild 1: ") && started.output.contains("messages rebuild 1 is ready"))
        #expect(started.output.contains("could not be applied") && !started.output.contains("WARNING"))
        #expect(started.error.isEmpty, "\(started.error)")
        #expect(await bench.tool.run("rebuild", "list").output.contains("  ready  "))

        let planned = await bench.tool.run("rebuild", "promote", "messages", "--why=lost", "--dry-run", "--json")
        #expect(planned.code == .done, "\(planned)")
        let plan = try JSONValue(parsing: planned.output)
        #expect(plan["outcome"] == "planned" && (plan["tables"]?[0]?["add"]?.int64 ?? 0) > 0)
        #expect(!(try bench.differences(in: ConsumerBench.messageTables).isEmpty))
        #expect(await bench.tool.run("rebuild", "promote", "messages", "--why=lost").code == .usage)

        try LogGuardTests.events(bench, seed: 81, 200)
        try await bench.runToEnd("messages")
        let done = await bench.tool.run("rebuild", "promote", "messages", "--why=lost", "--who=bia", "--yes")
        #expect(done.code == .done && done.output.contains("messages rebuild 1 is live, audit row 1."), "\(done)")
        expectFits(done.output)
        try bench.expectNoDifferences(in: ConsumerBench.messageTables)
        #expect(
            try bench.value("SELECT actor || ' ' || reason || ' ' || action || ' ' || subject FROM zapline.audit_log")
                == "bia lost rebuild-promote messages rebuild 1")
        #expect(await bench.tool.run("rebuild", "promote", "messages", "--why=x", "--yes").code == .found)
        #expect(try bench.value("SELECT string_agg(state, ',') FROM zapline.rebuilds") == "promoted")
    }

    @Test("--promote goes through to the end; JSON is one object", arguments: ["status", "archive"])
    func straightThrough(_ pipeline: String) async throws {
        let bench = try await Self.bench(82)
        try bench.execute(
            pipeline == "status"
                ? "DELETE FROM whatsapp_instance_events"
                : "DELETE FROM zapline.event_archive WHERE topic_offset % 2 = 0")
        let result = await bench.tool.run(
            "rebuild", "start", pipeline, "--promote", "--why=lost", "--yes", "--json", "--into-generation=7")
        #expect(result.code == .done, "\(result)")
        let json = try JSONValue(parsing: result.output)
        #expect(json["state"] == "promoted" && json["generation"]?.int64 == 7)
        #expect(json["promotion"]?["tables"]?.array?.contains { ($0["add"]?.int64 ?? 0) > 0 } == true)
        #expect(
            result.error.contains("\(pipeline) rebuild 7: ") && result.error.contains("comparing with the live tables"))
        try bench.expectNoDifferences()
    }

    @Test("What would be wrong is refused by name, and nothing is changed")
    func refuses() async throws {
        let bench = try await Self.bench(83)
        #expect(await bench.tool.run("rebuild", "start", "messages", "--yes").code == .done)
        try bench.execute(
            "ALTER TABLE whatsapp_messages ADD COLUMN theirs text NOT NULL DEFAULT ''; ALTER TABLE whatsapp_messages ALTER COLUMN theirs DROP DEFAULT"
        )
        let result = await bench.tool.run("rebuild", "promote", "messages", "--why=x", "--yes")
        #expect(
            result.code == .found && result.output.contains("FAIL  ") && result.output.contains("theirs"), "\(result)")
        expectFits(result.output)
        #expect(try bench.value("SELECT count(*) FROM zapline.audit_log") == "0")
        #expect(try bench.value("SELECT state FROM zapline.rebuilds") == "ready")
        let verify = await bench.tool.run("verify", "messages")
        #expect(verify.code == .found && verify.error.contains("promote or abandon it first"), "\(verify)")
    }

    @Test("One that begins late is promoted by nobody who didn't say so")
    func late() async throws {
        let bench = try await Self.bench(84)
        let refused = await bench.tool.run(
            "rebuild", "start", "messages", "--from=messages/0=5", "--promote", "--why=x", "--yes")
        #expect(refused.code == .found && refused.error.contains("--accept-late-start"), "\(refused)")
        #expect(try bench.value("SELECT count(*) FROM zapline.rebuilds") == "0")
        #expect(await bench.tool.run("rebuild", "start", "messages", "--from=messages/0=5", "--yes").code == .done)
        let promoted = await bench.tool.run("rebuild", "promote", "messages", "--why=x", "--yes")
        #expect(promoted.code == .found && promoted.output.contains("FAIL  it begins later"), "\(promoted)")
        let accepted = await bench.tool.run("rebuild", "promote", "messages", "--why=x", "--yes", "--accept-late-start")
        #expect(accepted.code == .done, "\(accepted)")
        #expect(try bench.value("SELECT details ->> 'begins_late' FROM zapline.audit_log") == "true")
    }

    @Test("Stopped in the middle it goes on where it was, and ends in the same rows")
    func goesOn() async throws {
        let bench = try await Self.bench(85, 1_500)
        try bench.execute("TRUNCATE whatsapp_messages")
        let tool = bench.tool
        let run = Task { await tool.run("rebuild", "start", "messages", "--yes", "--max-rate=200", "--plain") }
        #expect(
            try await eventually(within: .seconds(60)) {
                try bench.value(
                    "SELECT coalesce(sum(next_offset), 0) > 50 FROM zapline.consumer_offsets WHERE generation = 1")
                    == "t"
            })
        tool.stop.request("SIGINT")
        let stopped = await run.value
        #expect(stopped.code == .unavailable && stopped.error.contains("the same command goes on"), "\(stopped)")
        #expect(stopped.output.contains(", stopped\n"))
        #expect(await bench.tool.run("rebuild", "list").output.contains("stopped"))
        let dry = await bench.tool.run("rebuild", "start", "messages", "-n").output
        #expect(dry.contains("Goes on with messages rebuild 1"))
        let done = await bench.tool.run("rebuild", "start", "messages", "--yes", "--promote", "--why=x")
        #expect(done.code == .done && done.output.contains("messages rebuild 1 is live"), "\(done)")
        try bench.expectNoDifferences(in: ConsumerBench.messageTables)
    }

    @Test("Two at once: the second says who is at it")
    func busy() async throws {
        let bench = try await Self.bench(86, 1_500)
        let tool = bench.tool
        let run = Task { await tool.run("rebuild", "start", "messages", "--yes", "--max-rate=200") }
        #expect(
            try await eventually(within: .seconds(60)) {
                try bench.value("SELECT count(*) FROM zapline.rebuilds WHERE state = 'running'") == "1"
            })
        for words in [["rebuild", "start"], ["rebuild", "abandon"]] {
            let second = await bench.tool.run(words[0], words[1], "messages", "--yes")
            #expect(
                second.code == .unavailable && second.error.contains("worked on by zapline rebuild messages"),
                "\(second)")
        }
        #expect(await bench.tool.run("verify", "messages").code == .found)
        #expect(await bench.tool.run("rebuild", "list").output.contains("running"))
        tool.stop.request("SIGINT")
        _ = await run.value
        #expect(await bench.tool.run("rebuild", "abandon", "messages", "--yes").code == .done)
    }

    @Test("Verify finds nothing, then what was done by hand, by key and column; --repair mends just that")
    func verifies() async throws {
        let bench = try await Self.bench(87)
        let clean = await bench.tool.run("verify", "messages")
        #expect(clean.code == .done && clean.output.hasSuffix("No drift.\n"), "\(clean)")
        expectFits(clean.output)
        try bench.execute(
            """
            DELETE FROM whatsapp_contacts WHERE ctid = (SELECT min(ctid) FROM whatsapp_contacts);
            UPDATE whatsapp_chats SET name = 'by hand' WHERE ctid = (SELECT min(ctid) FROM whatsapp_chats);
            INSERT INTO whatsapp_chats (instance_name, chat_id) VALUES ('nobody', 'nothing')
            """)
        let chat = try #require(
            try bench.value("SELECT instance_name || ', ' || chat_id FROM whatsapp_chats WHERE name = 'by hand'"))
        let found = await bench.tool.run("verify", "messages", "--json")
        #expect(found.code == .found, "\(found)")
        let json = try JSONValue(parsing: found.output)
        let differences = try #require(json["differences"]?.array)
        #expect(differences.count == 2, "\(found.output)")
        #expect(differences[0]["table"] == "whatsapp_chats" && differences[0]["columns"]?[0]?["actual"] == "by hand")
        #expect(differences[1]["kind"] == "missing")
        #expect(json["tables"]?.array?.contains { $0["left_alone"]?.int64 == 1 } == true)

        #expect(await bench.tool.run("verify", "messages", "--repair", "--why=x").code == .usage)
        let mended = await bench.tool.run("verify", "messages", "--repair", "--why=by hand", "--who=bia", "--yes")
        #expect(mended.code == .found && mended.output.contains("2 rows differ; 2 rows mended"), "\(mended)")
        expectFits(mended.output)
        #expect(mended.output.contains("name: expected"))
        #expect(await bench.tool.run("verify", "messages").code == .done)
        #expect(
            try bench.value(
                "SELECT string_agg(action || ' ' || subject, '; ' ORDER BY audit_id) FROM zapline.audit_log WHERE actor = 'bia'"
            )?
            .hasPrefix(
                "verify-repair messages; verify-repair-row whatsapp_chats (\(chat)); verify-repair-row whatsapp_contacts ("
            )
                == true)
        #expect(try bench.value("SELECT count(*) FROM whatsapp_chats WHERE instance_name = 'nobody'") == "1")
        #expect(try bench.value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'zapline\\_%'") == "0")
    }

    @Test("A sample looks at some instances alone")
    func samples() async throws {
        let bench = try await Self.bench(88)
        try bench.execute("DELETE FROM whatsapp_messages")
        let names = try #require(
            try bench.value(
                "SELECT string_agg(instance_name, ',') FROM (SELECT DISTINCT instance_name FROM whatsapp_chats) i"))
        let first = try #require(names.split(separator: ",").first.map(String.init))
        let one = try JSONValue(
            parsing: await bench.tool.run("verify", "messages", "--sample=\(first),", "--json").output)
        #expect(one["sample"]?.array?.count == 1 && one["sample"]?[0]?.string == first)
        #expect(one["differences"]?.array?.isEmpty == false)
        #expect(one["differences"]?.array?.allSatisfy { $0["key"]?[0]?.string == first } == true)
        let drawn = try JSONValue(parsing: await bench.tool.run("verify", "status", "--sample=2", "--json").output)
        #expect(drawn["sample"]?.array?.count == 2 && drawn["drift"] == false, "\(drawn.text)")
        let nobody = await bench.tool.run("verify", "messages", "--sample=nobody-at-all,")
        #expect(nobody.code == .done, "\(nobody)")
    }
}
