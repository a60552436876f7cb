import MessageArchiver
import Pipeline
import TestSupport
import Testing

@Suite("The archive keeps every record as it stood", .timeLimit(.minutes(3)), .serialized)
struct ArchiveTests {
    @Test("Events, poison, tombstones and binary records stand once each, and the run until the end ends")
    func everything() async throws {
        let bench = try PipelineBench()
        for number in 0..<2_000 {
            try bench.event(
                "messages", "message.received", "shop-\(number % 7)", id: "e\(number)",
                data: #"{"messageId":"M\#(number)","chat":"c@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#)
        }
        try bench.send("messages", key: "k", "not json")
        try bench.send("messages", key: "k", nil)
        try bench.send(
            "lifecycle", key: "shop", #"{"reason":"x"}"#,
            headers: [
                ("ce_specversion", "1.0"), ("ce_type", "whatsapp.session.stopped"), ("ce_id", "b1"),
                ("ce_source", "/g"),
                ("ce_subject", "shop"),
            ])
        #expect(bench.flush())
        let runner = try bench.start("archive", topics: ["messages", "lifecycle"], untilEnd: true) {
            ArchiveHandler($0)
        }
        #expect(await runner.waitUntilEnded() == .stopped(halted: false))
        #expect(try bench.value("SELECT count(*) FROM zapline.event_archive") == "2003")
        #expect(try bench.value("SELECT count(DISTINCT event_id) FROM zapline.event_archive") == "2001")
        #expect(try bench.value("SELECT count(*) FROM zapline.event_archive WHERE message_id = 'M1999'") == "1")
        #expect(
            try bench.value("SELECT payload ->> 'reason' FROM zapline.archived_events WHERE event_id = 'b1'") == "x")
        #expect(
            try bench.value("SELECT headers -> 1 ->> 1 FROM zapline.archived_events WHERE event_id = 'b1'")
                == "whatsapp.session.stopped")
        #expect(try bench.value("SELECT sum(next_offset) FROM zapline.consumer_offsets") == "2003")
        #expect(try bench.value("SELECT count(*) FROM zapline.dead_letters") == "0")
    }
}
