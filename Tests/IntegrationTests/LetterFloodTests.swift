import Bytes
import MessageArchiver
import Pipeline
import Postgres
import TestSupport
import Testing

/// A handler with a fault of its own: it takes nothing.
final class RefusingHandler: Handler {
    let sessionSetup = ""

    func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        records.forEach { index, _ in output.reject(index, reason: "invalid-event", detail: "a fault of ours") }
    }
}

@Suite("A flood of records that can't be applied", .timeLimit(.minutes(3)), .serialized)
struct LetterFloodTests {
    @Test(
        "One sender's flood keeps within its share, every letter has its place and its instance, the others' are whole")
    func budget() async throws {
        let bench = try PipelineBench()
        for number in 0..<900 {
            try bench.event("messages", "message.received", "flood", id: "f\(number)", data: #"{"messageId":7}"#)
        }
        for number in 0..<5 { try bench.send("messages", key: "quiet/chat", "rubbish \(number)") }
        try bench.event(
            "messages", "message.received", "good", id: "g",
            data: #"{"messageId":"M","chat":"c@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#)
        #expect(bench.flush())
        let runner = try bench.start("messages", topics: ["messages"], untilEnd: true, change: { $0.lanes = 1 }) {
            MessagesHandler($0)
        }
        #expect(await runner.waitUntilEnded() == .stopped(halted: false))
        let letters = "SELECT count(*) FROM zapline.dead_letters WHERE instance_name = "
        #expect(try bench.value(letters + "'flood'") == "900")
        #expect(try bench.value(letters + "'flood' AND NOT is_trimmed AND payload IS NOT NULL") == "500")
        #expect(
            try bench.value(
                letters + "'flood' AND is_trimmed AND payload IS NULL AND key IS NULL AND detail LIKE '%messageId%'")
                == "400")
        #expect(try bench.value(letters + "'quiet' AND NOT is_trimmed AND payload IS NOT NULL") == "5")
        #expect(try bench.value("SELECT count(*) FROM whatsapp_messages") == "1")
    }

    @Test("Thousands in a row from many instances halt the partition, since the fault is not a sender's")
    func fault() async throws {
        let bench = try PipelineBench(partitions: 1)
        for number in 0..<12_000 { try bench.send("messages", key: "shop-\(number % 50)/c", "x") }
        #expect(bench.flush())
        let runner = try bench.start("messages", topics: ["messages"]) { _ in RefusingHandler() }
        #expect(
            await eventually(within: .seconds(60)) {
                runner.status.halted.contains { $0.contains("fault of this consumer") }
            })
        #expect(
            try await eventually {
                try bench.value(
                    "SELECT count(*) FROM zapline.consumer_offsets WHERE state = 'halted' AND NOT halt_retries") == "1"
            })
        let letters = try #require(Int(try bench.value("SELECT count(*) FROM zapline.dead_letters") ?? ""))
        #expect(letters >= FailureStreak.records && letters < 12_000, "it stopped before everything was a dead letter")
        #expect(try bench.value("SELECT next_offset FROM zapline.consumer_offsets") == "\(letters)")
        await bench.stop()
    }
}
