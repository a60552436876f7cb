import Kafka
import MessageArchiver
import Pipeline
import TestSupport
import Testing

/// What a producer's clock or a disk does to a log, and what nobody may lose by it.
@Suite("A log with records that nobody can read or date", .timeLimit(.minutes(3)), .serialized)
struct DamagedLogTests {
    private static let ids = "SELECT string_agg(event_id, ' ' ORDER BY topic_offset) FROM zapline.event_archive"
    private static let realBroker: ConditionTrait = .enabled(
        if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution")

    /// Publishes events, each in a batch of its own.
    private static func publish(_ ids: String..., to bench: PipelineBench) throws {
        let producer = try Producer(
            ClientSettings(bootstrapServers: bench.bootstrapServers, properties: ["compression.type": "none"])
        ) { _ in }
        for id in ids {
            let event = #"{"specversion":"1.0","id":"\#(id)","source":"/g","type":"whatsapp.x","subject":"s"}"#
            try producer.send(
                OutgoingRecord(topic: bench.prefix + "messages", key: Array("k".utf8), value: Array(event.utf8)))
            #expect(producer.flush(deadline: .seconds(30)))
        }
    }

    private static func write(_ new: String, over old: String, _ bench: PipelineBench) throws {
        try PrivateKafka.shared().write(new, over: old, in: bench.prefix + "messages")
    }

    private static func archive(_ bench: PipelineBench, untilEnd: Bool = false) throws -> PipelineRunner {
        try bench.start("archive", topics: ["messages", "lifecycle"], untilEnd: untilEnd) { ArchiveHandler($0) }
    }

    @Test(
        "A batch that is damaged on the broker's disk halts the partition, after what stands before it; mended, all goes on",
        realBroker)
    func damaged() async throws {
        let bench = try PipelineBench(partitions: 1)
        try Self.publish("before", "within", "behind", to: bench)
        try Self.write("withiN", over: "within", bench)
        let runner = try Self.archive(bench)
        let isHalted = await eventually(within: .seconds(30)) {
            let status = runner.status
            return !status.isReady && status.halted.contains { $0.contains("records from offset 1 on can't be read") }
        }
        #expect(isHalted, "\(runner.status)")
        #expect(try bench.value(Self.ids) == "before")
        #expect(
            try bench.value("SELECT max(next_offset) FROM zapline.consumer_offsets WHERE topic LIKE '%messages'") == "1"
        )
        // Whoever reads only what stands before it is not held up by it, though it comes with the same answer.
        let job = try bench.job(bench.rebuildable("archive"))
        let progress = try job.read(try bench.begin(job))
        #expect(progress.records == 1)
        try Self.write("within", over: "withiN", bench)
        #expect(try await eventually(within: .seconds(30)) { try bench.value(Self.ids) == "before within behind" })
        #expect(await eventually(within: .seconds(30)) { runner.status.isReady })
        await bench.stop()
    }

    @Test(
        "One that was applied long ago, and comes along with the record that was applied last, halts nobody", realBroker
    )
    func appliedBefore() async throws {
        let bench = try PipelineBench(partitions: 1)
        try Self.publish("before", "within", to: bench)
        #expect(await (try Self.archive(bench, untilEnd: true)).waitUntilEnded() == .stopped(halted: false))
        try Self.write("withiN", over: "within", bench)
        try Self.publish("behind", to: bench)
        #expect(await (try Self.archive(bench, untilEnd: true)).waitUntilEnded() == .stopped(halted: false))
        #expect(try bench.value(Self.ids) == "before within behind")
        await bench.stop()
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
        try await WholeWayTests.runToEnd(bench)
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
