import JSON
import Kafka
import Postgres
import Service
import TestSupport
import Testing

@testable import Operations

/// Where archive and log know less than live, or another program made the build: nothing of live's is taken away unasked.
@Suite(
    "History that is gone, and builds of others",
    .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"), .timeLimit(.minutes(5)), .serialized)
struct LateHistoryTests {
    private func high(_ bench: ConsumerBench) throws -> Int64 {
        try bench.admin.watermarks(TopicPartition(bench.prefix + "messages", 0), timeout: .seconds(5)).high
    }

    /// All that stands in the messages' tables.
    private func rows(_ bench: ConsumerBench) throws -> String? {
        try bench.value(
            """
            SELECT concat_ws(' ', (SELECT md5(string_agg(m::text, ';' ORDER BY m::text)) FROM whatsapp_messages m),
                   (SELECT md5(string_agg(c::text, ';' ORDER BY c::text)) FROM whatsapp_chats c),
                   (SELECT md5(string_agg(c::text, ';' ORDER BY c::text)) FROM whatsapp_contacts c))
            """)
    }

    @Test("Verify says that history is gone, and --repair takes nothing of it away unless somebody says so")
    func repair() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 90, 400)
        try await bench.runToEnd("messages")
        try bench.deleteRecords("messages", 0, below: try high(bench) / 2)
        let before = try rows(bench)

        let found = await bench.tool.run("verify", "messages")
        #expect(found.code == .found, "\(found)")
        #expect(found.output.contains("Archive and log begin later than live's history"), "\(found)")
        #expect(found.output.contains("--repair --accept-late-start"), "\(found)")
        let builds = try bench.value("SELECT count(*) FROM zapline.rebuilds")
        let refused = await bench.tool.run("verify", "messages", "--repair", "--why=x", "--yes")
        #expect(refused.code == .usage && refused.error.contains("--accept-late-start"), "\(refused)")
        #expect(refused.error.contains("of messages/0 are neither in the archive nor in the log"), "\(refused)")
        #expect(try bench.value("SELECT count(*) FROM zapline.rebuilds") == builds)
        #expect(try rows(bench) == before)

        let accepted = await bench.tool.run(
            "verify", "messages", "--repair", "--why=x", "--yes", "--accept-late-start")
        #expect(accepted.code == .found && accepted.output.contains("mended"), "\(accepted)")
        #expect(try rows(bench) != before)
    }

    @Test("An archive that was pruned is no proof that live never knew more")
    func pruned() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 91, 300)
        try await bench.runToEnd("archive", "messages")
        try bench.deleteRecords("messages", 0, below: try high(bench) - 10)
        let whole = await bench.tool.run("verify", "messages")
        #expect(whole.code == .done, "\(whole)")
        try bench.execute(
            "DELETE FROM zapline.event_archive WHERE topic_offset < 50")
        let before = try rows(bench)
        let refused = await bench.tool.run("rebuild", "start", "messages", "--promote", "--why=x", "--yes")
        #expect(refused.code == .found && refused.error.contains("--accept-late-start"), "\(refused)")
        let repair = await bench.tool.run("verify", "messages", "--repair", "--why=x", "--yes")
        #expect(repair.code == .usage, "\(repair)")
        #expect(try rows(bench) == before)
    }

    @Test("What is older than live's own beginning isn't missing; a promotion from further back moves that beginning")
    func latest() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 92, 200)
        let began = try high(bench)
        let set = await bench.tool.run("offsets", "set", "messages", "messages/0", "latest", "--why=x", "--yes")
        #expect(set.code == .done, "\(set)")
        try LogGuardTests.events(bench, seed: 93, 200)
        try await bench.runToEnd("messages")
        let first = "SELECT first_offset FROM zapline.consumer_offsets WHERE generation = 0 AND topic LIKE '%messages'"
        #expect(try bench.value(first) == "\(began)")
        let clean = await bench.tool.run("verify", "messages")
        #expect(clean.code == .done && clean.output.hasSuffix("No drift.\n"), "\(clean)")

        let promoted = await bench.tool.run("rebuild", "start", "messages", "--promote", "--why=all of it", "--yes")
        #expect(promoted.code == .done, "\(promoted)")
        #expect(try bench.value(first) == "0")
        try bench.expectNoDifferences(in: ConsumerBench.messageTables)
        #expect(await bench.tool.run("verify", "messages").code == .done)
    }

    @Test("Whoever goes back behind where it began knows more from then on")
    func goesBack() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 94, 100)
        let first =
            "SELECT first_offset FROM zapline.consumer_offsets WHERE log_id = (SELECT max(log_id) FROM zapline.logs)"
        for (to, expected) in [("20", "20"), ("30", "20"), ("7", "7")] {
            let set = await bench.tool.run("offsets", "set", "messages", "messages/0", to, "--why=x", "--yes")
            #expect(set.code == .done, "\(set)")
            #expect(try bench.value(first) == expected)
        }
        try bench.execute("UPDATE zapline.consumer_offsets SET first_offset = NULL")
        #expect(
            await bench.tool.run("offsets", "set", "messages", "messages/0", "3", "--why=x", "--yes").code == .done)
        #expect(try bench.value(first) == nil)
        #expect(await bench.tool.run("offsets", "new-log", "messages", "--why=x", "--yes").code == .done)
        #expect(try bench.value(first) == "0")
    }

    @Test(
        "What another program made is neither gone on with nor promoted",
        arguments: ["schema_version = 4", "program_version = NULL"])
    func maker(_ change: String) async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 95, 100)
        try await bench.runToEnd("messages")
        #expect(await bench.tool.run("rebuild", "start", "messages", "--yes").code == .done)
        try bench.execute("UPDATE zapline.rebuilds SET \(change)")
        for words in [
            ["rebuild", "start", "messages", "--yes"], ["rebuild", "promote", "messages", "--yes", "--why=x"],
        ] {
            let refused = await bench.tool.run(words: words)
            #expect(
                refused.code == .found && refused.error.contains("abandon it and start another"), "\(refused)")
        }
        #expect(try bench.value("SELECT state FROM zapline.rebuilds") == "ready")
        #expect(await bench.tool.run("rebuild", "abandon", "messages", "--yes").code == .done)
        #expect(await bench.tool.run("rebuild", "start", "messages", "--yes").code == .done)
        let done = await bench.tool.run(
            "rebuild", "promote", "messages", "--yes", "--why=x", "--max-rate=100000", "--lanes=1")
        #expect(done.code == .done, "\(done)")
    }

    @Test("Where nobody can be asked, that is said before anything is read")
    func nobody() async throws {
        let bench = try ConsumerBench(partitions: 1)
        try LogGuardTests.events(bench, seed: 96, 100)
        try await bench.runToEnd("messages")
        let verify = await bench.tool.run("verify", "messages", "--repair", "--why=x")
        #expect(verify.code == .usage && verify.error.contains("say --yes"), "\(verify)")
        #expect(try bench.value("SELECT count(*) FROM zapline.rebuilds") == "0")
        #expect(await bench.tool.run("rebuild", "start", "messages", "--yes").code == .done)
        let promote = await bench.tool.run("rebuild", "promote", "messages", "--why=x")
        #expect(promote.code == .usage && promote.output.isEmpty, "\(promote)")
    }
}
