import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("A wild history, rebuilt while it goes on", .timeLimit(.minutes(3)), .serialized)
struct WildRebuildTests {
    @Test("Rows that were damaged, lost and added are the oracle's again", arguments: [801, 802] as [UInt64])
    func wild(seed: UInt64) async throws {
        let bench = try PipelineBench()
        try WholeWayTests.publish(bench, seed: seed, count: 2_000)
        try WholeWayTests.start(bench)
        for runner in bench.runners { #expect(await runner.waitUntilEnded() == .stopped(halted: false)) }
        var connection = try bench.connect()
        try connection.execute(
            """
            UPDATE whatsapp_messages SET body = 'by hand', zapline_edited = NULL WHERE message_id < 'M5';
            DELETE FROM whatsapp_messages WHERE message_id > 'M8';
            INSERT INTO whatsapp_message_edits (instance_name, message_id, from_me, edit_id, body)
                SELECT instance_name, message_id, from_me, 'by hand', 'x' FROM whatsapp_messages LIMIT 5;
            UPDATE whatsapp_instances SET status = 'connecting', reason = 'by hand';
            DELETE FROM whatsapp_instance_events WHERE topic_offset % 2 = 0;
            UPDATE zapline.instance_state SET status = 'connecting', is_deleted = NOT is_deleted;
            UPDATE zapline.event_archive SET payload = 'by hand' WHERE topic_offset % 7 = 0;
            DELETE FROM zapline.event_archive WHERE topic_offset % 3 = 0;
            """)
        try WholeWayTests.start(bench, untilEnd: false)
        for (number, pipeline) in ["archive", "status", "messages"].enumerated() {
            let work = ReplayWork(pipeline, bench)
            async let promotion = work.rebuild()
            try WholeWayTests.publish(bench, seed: seed + 10 + UInt64(number), count: 300)
            #expect(try await promotion?.rows ?? 0 > 0)
            let comparison = try await work.verify()
            #expect(comparison.total == 0, "\(comparison.differences)")
        }
        await bench.stop()
        try WholeWayTests.start(bench)
        for runner in bench.runners { #expect(await runner.waitUntilEnded() == .stopped(halted: false)) }
        let differences = try WholeWayTests.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }
}
