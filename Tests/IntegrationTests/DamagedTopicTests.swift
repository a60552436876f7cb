import HealthMonitor
import Kafka
import Postgres
import Telemetry
import TestSupport
import Testing

/// What a disk or the way does to the records that the monitor reads, on a real broker.
@Suite(
    "Records that the monitor can't read", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(3)))
struct DamagedTopicTests {
    /// Three sessions that connect, each event in a batch of its own; the second one is damaged on the disk.
    private static func bench() throws -> PipelineBench {
        let bench = try PipelineBench(partitions: 1)
        let admin = try Admin(ClientSettings(bootstrapServers: bench.bootstrapServers)) { _ in }
        let made = try admin.createTopics(
            ["health", "commands"].map { NewTopic(bench.prefix + $0, partitions: 1, replication: 1) },
            timeout: .seconds(30))
        if let error = made.compactMap(\.error).first { throw error }
        for name in ["before", "within", "behind"] {
            try bench.event("lifecycle", "session.connected", name, id: name)
            #expect(bench.flush())
        }
        try PrivateKafka.shared().write("WITHIN", over: "within", in: bench.prefix + "lifecycle")
        return bench
    }

    private static let sessions =
        "SELECT string_agg(instance_name, ' ' ORDER BY instance_name) FROM zapline.session_health"

    private static func monitor(_ bench: PipelineBench) throws -> MonitorRunner {
        var settings = MonitorSettings(
            kafka: ClientSettings(bootstrapServers: bench.bootstrapServers),
            database: ConnectionSettings(url: bench.databaseURL, applicationName: ""), id: "m1")
        settings.topicPrefix = bench.prefix
        settings.lagInterval = .seconds(1)
        settings.canary = nil
        return try MonitorRunner(settings, report: try MonitorReporter(.silent, Metrics()))
    }

    @Test("An operator's offset behind them is taken up by the monitor that waits for them")
    func leftOut() async throws {
        let bench = try Self.bench()
        let monitor = try Self.monitor(bench)
        #expect(await eventually(within: .seconds(60)) { monitor.status.reading?.contains("can't be read") == true })
        var connection = try bench.connect()
        try connection.execute(
            "UPDATE zapline.consumer_offsets SET next_offset = 2, epoch = epoch + 1 WHERE pipeline = 'health' AND topic LIKE '%lifecycle'"
        )
        #expect(try await eventually(within: .seconds(60)) { try bench.value(Self.sessions) == "before behind" })
        #expect(await eventually(within: .seconds(30)) { monitor.status.isReady })
        monitor.requestStop()
        #expect(await monitor.waitUntilEnded() == .stopped)
    }

    @Test("They are fetched again, and nothing behind them is taken until they can be read")
    func heals() async throws {
        let bench = try Self.bench()
        let monitor = try Self.monitor(bench)
        #expect(await eventually(within: .seconds(60)) { monitor.status.reading?.contains("can't be read") == true })
        #expect(try bench.value(Self.sessions)?.contains("behind") != true)
        #expect(!monitor.status.isReady)
        try PrivateKafka.shared().write("within", over: "WITHIN", in: bench.prefix + "lifecycle")
        #expect(try await eventually(within: .seconds(60)) { try bench.value(Self.sessions) == "before behind within" })
        monitor.requestStop()
        #expect(await monitor.waitUntilEnded() == .stopped)
    }
}
