import Kafka
import MessageArchiver
import Pipeline
import TestSupport
import Testing

/// What a producer's clock or a disk does to a log, and what nobody may lose by it.
@Suite("A log with records that nobody can read or date", .timeLimit(.minutes(3)), .serialized)
struct DamagedLogTests {
    private static let ids = "SELECT string_agg(event_id, ' ' ORDER BY topic_offset) FROM zapline.event_archive"

    @Test(
        "A batch that is damaged on the broker's disk halts the partition, after what stands before it; mended, all goes on",
        .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"))
    func damaged() async throws {
        let bench = try PipelineBench(partitions: 1)
        let producer = try Producer(
            ClientSettings(bootstrapServers: bench.bootstrapServers, properties: ["compression.type": "none"])
        ) { _ in }
        for id in ["before", "within", "behind"] {
            let event = #"{"specversion":"1.0","id":"\#(id)","source":"/g","type":"whatsapp.x","subject":"s"}"#
            try producer.send(
                OutgoingRecord(topic: bench.prefix + "messages", key: Array("k".utf8), value: Array(event.utf8)))
            // Each in a batch of its own.
            #expect(producer.flush(deadline: .seconds(30)))
        }
        try Self.write("withiN", over: "within", bench)
        let runner = try bench.start("archive", topics: ["messages", "lifecycle"]) { ArchiveHandler($0) }
        #expect(
            await eventually(within: .seconds(30)) { runner.status.halted.contains { $0.contains("can't be read") } })
        #expect(!runner.status.isReady)
        #expect(try bench.value(Self.ids) == "before")
        #expect(
            try bench.value("SELECT max(next_offset) FROM zapline.consumer_offsets WHERE topic LIKE '%messages'") == "1"
        )
        try Self.write("within", over: "withiN", bench)
        #expect(try await eventually(within: .seconds(30)) { try bench.value(Self.ids) == "before within behind" })
        #expect(await eventually(within: .seconds(30)) { runner.status.isReady })
        await bench.stop()
    }

    /// Changes bytes of the one segment that the topic has.
    private static func write(_ new: String, over old: String, _ bench: PipelineBench) throws {
        let pid = try PrivateKafka.shared().processID
        let said = try Shell.output(
            "bash",
            """
            folder=$(tr '\\0' '\\n' < /proc/\(pid)/cmdline | grep 'server.properties$')
            file=$(dirname "$folder")/data/\(bench.prefix)messages-0/00000000000000000000.log
            place=$(grep -abo \(old) "$file" | head -n 1 | cut -d : -f 1)
            printf %s \(new) | dd of="$file" bs=1 seek="$place" conv=notrunc status=none && echo written
            """)
        #expect(said.contains("written"))
    }

    @Test("A timestamp that no row can hold is none, in the archive, in messages and in dead letters; nothing halts")
    func absurdTimes() async throws {
        let bench = try PipelineBench(partitions: 1, onMock: true)
        // Nanoseconds, what wraps into another time, and the last that fits.
        let times: [Int64] = [1_764_700_000_000_000_000, 9_300_000_000_000_000, .max, 9_223_372_036_854_775]
        for (number, time) in times.enumerated() {
            let data = #"{"messageId":"m\#(number)","chat":"c@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#
            let event =
                #"{"specversion":"1.0","id":"e\#(number)","source":"/g","type":"whatsapp.message.received","subject":"s","time":"2026-11-23T10:00:00Z","data":\#(data)}"#
            for value in [event, "no event"] {
                try bench.producer.send(
                    OutgoingRecord(
                        topic: bench.prefix + "messages", key: Array("k".utf8), value: Array(value.utf8),
                        timestamp: time))
            }
        }
        #expect(bench.flush())
        let archive = try bench.start("archive", topics: ["messages", "lifecycle"], untilEnd: true) {
            ArchiveHandler($0)
        }
        let messages = try bench.start("messages", topics: ["messages"], untilEnd: true) { MessagesHandler($0) }
        #expect(await archive.waitUntilEnded() == .stopped(halted: false))
        #expect(await messages.waitUntilEnded() == .stopped(halted: false))
        for table in ["event_archive", "dead_letters"] {
            let known =
                "SELECT count(*) || ' ' || count(recorded_at) || ' ' || max(recorded_at)::date FROM zapline.\(table)"
            #expect(try bench.value(known) == (table == "event_archive" ? "8 2 294247-01-10" : "4 1 294247-01-10"))
        }
        let letters = try bench.value(
            "SELECT string_agg(topic_offset || ' ' || reason || ' ' || coalesce(detail, ''), '; ') FROM zapline.dead_letters"
        )
        #expect(
            try bench.value("SELECT count(*) FROM whatsapp_messages WHERE chat_id IS NOT NULL") == "4",
            "\(letters ?? "")")
    }
}
