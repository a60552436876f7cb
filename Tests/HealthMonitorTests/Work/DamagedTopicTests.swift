import Events
import JSON
import Kafka
import Telemetry
import TestSupport
import TestTraits
import Testing

@testable import HealthMonitor

/// What a disk or the way does to the records that the monitor reads, on a real broker.
@Suite(
    "Records that the monitor can't read", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .waitsForServers, .timeLimit(.minutes(3)))
struct DamagedTopicTests {
    private let database: MonitorDatabase
    private let kafka: PrivateKafka
    private let prefix = "d\(UInt64.random(in: 0...UInt64(UInt32.max)))."

    /// Three sessions that connect, each event in a batch of its own; the second one is damaged on the disk.
    init() throws {
        database = try MonitorDatabase()
        kafka = try PrivateKafka.shared()
        let settings = ClientSettings(
            bootstrapServers: kafka.bootstrapServers, properties: ["compression.type": "none"])
        let topics = ["lifecycle", "heartbeats", "messages", "health", "commands"]
        let admin = try Admin(settings) { _ in }
        let made = try admin.createTopics(
            topics.map { [prefix] in NewTopic(prefix + $0, partitions: 1, replication: 1) }, timeout: .seconds(30))
        if let error = made.compactMap(\.error).first { throw error }
        let producer = try Producer(settings) { _ in }
        for name in ["before", "within", "behind"] {
            let event = CloudEvent(
                id: name, source: "/g", type: "whatsapp.session.connected", subject: name, time: Clock.wall, data: [:])
            try producer.send(
                OutgoingRecord(topic: prefix + "lifecycle", key: Array(name.utf8), value: event.structured()))
            #expect(producer.flush(deadline: .seconds(30)))
        }
        try kafka.write("WITHIN", over: "within", in: prefix + "lifecycle")
    }

    private func monitor() throws -> MonitorRunner {
        var settings = MonitorSettings(
            kafka: ClientSettings(bootstrapServers: kafka.bootstrapServers), database: database.settings, id: "m1")
        settings.topicPrefix = prefix
        settings.lagInterval = .seconds(1)
        settings.canary = nil
        return try MonitorRunner(settings, report: try silentReport())
    }

    private func sessions() throws -> String {
        try database.values("SELECT instance_name FROM zapline.session_health ORDER BY 1").compactMap { $0 }
            .joined(separator: " ")
    }

    @Test("They are fetched again, and nothing behind them is taken until they can be read")
    func heals() async throws {
        let monitor = try monitor()
        #expect(await eventually(within: .seconds(30)) { monitor.status.reading?.contains("can't be read") == true })
        #expect(try !sessions().contains("behind"))
        #expect(!monitor.status.isReady)
        try kafka.write("within", over: "WITHIN", in: prefix + "lifecycle")
        #expect(try await eventually(within: .seconds(60)) { try sessions() == "before behind within" })
        monitor.requestStop()
        #expect(await monitor.waitUntilEnded() == .stopped)
    }
}
