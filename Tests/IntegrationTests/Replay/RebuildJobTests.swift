import Judge
import Pipeline
import Postgres
import Reference
import TestSupport
import Testing

@Suite("Builds beside the live tables, and what becomes of them", .timeLimit(.minutes(5)), .serialized)
struct RebuildJobTests {
    private static let names = ["status", "archive", "messages"]

    /// A bench whose consumers have applied a history, and go on.
    private static func bench(seed: UInt64, count: Int = 3_000) async throws -> PipelineBench {
        let bench = try PipelineBench()
        try WholeWayTests.publish(bench, seed: seed, count: count)
        try WholeWayTests.start(bench, untilEnd: false)
        #expect(try await eventually(within: .seconds(60)) { try isApplied(bench) })
        return bench
    }

    /// Whether every pipeline stands where the archive of its topics ends.
    private static func isApplied(_ bench: PipelineBench) throws -> Bool {
        try WholeWayTests.differences(bench).isEmpty
    }

    @Test("A build is promoted while traffic goes on: the tables are a fold of the whole log", arguments: names)
    func promoted(name: String) async throws {
        let bench = try await Self.bench(seed: 41)
        try Self.damage(bench, name)
        try WholeWayTests.publish(bench, seed: 42, count: 1_000)
        let promotion = try Self.promote(bench, name)
        #expect(promotion.rows > 0)
        try WholeWayTests.publish(bench, seed: 43, count: 500)
        #expect(try await eventually(within: .seconds(60)) { try Self.isApplied(bench) })
        let differences = try WholeWayTests.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        #expect(try bench.value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'zapline\\_%'") == "0")
        #expect(try bench.value("SELECT count(*) FROM zapline.consumer_offsets WHERE generation > 0") == "0")
        #expect(try bench.value("SELECT string_agg(state, ' ') FROM zapline.rebuilds") == "promoted")
        await bench.stop()
    }

    /// Takes and changes rows by hand.
    private static func damage(_ bench: PipelineBench, _ name: String) throws {
        var connection = try bench.connect()
        switch name {
        case "status":
            try connection.execute(
                """
                UPDATE whatsapp_instances SET status = 'connecting', reason = 'by hand' WHERE instance_name = 'x';
                DELETE FROM whatsapp_instance_events WHERE topic_offset % 3 = 0
                """)
        case "archive": try connection.execute("DELETE FROM zapline.event_archive WHERE topic_offset % 5 = 0")
        default: try connection.execute("TRUNCATE whatsapp_messages, whatsapp_message_edits, whatsapp_chats")
        }
    }

    private static func promote(_ bench: PipelineBench, _ name: String) throws -> Promotion {
        let job = try bench.job(bench.rebuildable(name))
        let rebuild = try bench.begin(job)
        return try #require(try job.promote(rebuild, isAgreed: { _ in true }, note: { _, _ in }))
    }

    @Test("Verify finds nothing where there is nothing, and what was done by hand where there is", arguments: names)
    func verified(name: String) async throws {
        let bench = try await Self.bench(seed: 51, count: 1_500)
        let clean = try Self.verify(bench, name, repairs: false)
        #expect(clean.comparison.total == 0, "\(clean.comparison.differences)")
        try Self.damage(bench, name)
        let found = try Self.verify(bench, name, repairs: true)
        #expect(found.comparison.total > 0)
        #expect(found.rows > 0)
        let after = try Self.verify(bench, name, repairs: false)
        #expect(after.comparison.total == 0, "\(after.comparison.differences)")
        #expect(try await eventually(within: .seconds(60)) { try Self.isApplied(bench) })
        #expect(try bench.value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'zapline\\_%'") == "0")
        await bench.stop()
    }

    private static func verify(_ bench: PipelineBench, _ name: String, repairs: Bool) throws -> Promotion {
        let job = try bench.job(bench.rebuildable(name))
        let rebuild = try bench.begin(job, kind: .verify)
        return try job.verify(rebuild, sample: nil, limit: 20, isAgreed: { _ in repairs }, note: { _, _ in })
    }

    @Test("What the archive has is read from it, and the rest from the log", arguments: ["status", "messages"])
    func fromArchive(name: String) async throws {
        let bench = try await Self.bench(seed: 61, count: 1_500)
        try Self.damage(bench, name)
        let job = try bench.job(bench.rebuildable(name))
        let rebuild = try bench.begin(job, archiveFirst: true)
        let promotion = try job.promote(rebuild, isAgreed: { _ in true }, note: { _, _ in })
        #expect((promotion?.rows ?? 0) > 0)
        let differences = try WholeWayTests.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        await bench.stop()
    }

    @Test("Partitions that wait for their turn, while others have theirs, don't stand still")
    func inTurn() async throws {
        let bench = try await Self.bench(seed: 71, count: 600)
        await bench.stop()
        // The life is over, so that all of it comes from the archive, one partition after the other.
        var connection = try bench.connect()
        try connection.execute(
            """
            INSERT INTO zapline.logs (log_id, topic, cluster_id)
            SELECT (SELECT max(log_id) + 1 FROM zapline.logs), topic, cluster_id FROM zapline.logs
            WHERE topic LIKE '%messages'
            """)
        let job = try bench.job(
            bench.rebuildable("messages"),
            change: { settings in
                settings.lanes = 1
                settings.probeInterval = .milliseconds(200)
                settings.watchdog.notReady = .milliseconds(500)
                settings.watchdog.reclaim = .seconds(1)
                settings.watchdog.failed = .milliseconds(1_500)
            })
        let records = try #require(
            try bench.value(
                """
                SELECT count(*) FROM zapline.event_archive
                WHERE log_id = (SELECT min(log_id) FROM zapline.logs WHERE topic LIKE '%messages')
                """
            ).flatMap { Int($0) })
        job.pacer = Pacer(rate: records / 6)
        let progress = try job.read(try bench.begin(job, archiveFirst: true))
        #expect(progress.records == records)
    }
}
