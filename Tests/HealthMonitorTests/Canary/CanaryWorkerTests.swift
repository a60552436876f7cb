import Bytes
import Events
import JSON
import Kafka
import Postgres
import TestTraits
import Testing

@testable import HealthMonitor

/// The canary with a broker, a database and a stand-in for the archiver: what arrives in the archive is what this test puts there.
@Suite("The canary at work", .waitsForServers, .timeLimit(.minutes(3)))
struct CanaryWorkerTests {
    private let rig: MonitorRig
    private var database: MonitorDatabase { rig.database }
    private var cluster: MonitorCluster { rig.cluster }

    init() throws { rig = try MonitorRig() }

    private func run(_ id: String, _ change: (inout MonitorSettings) -> Void = { _ in }) throws -> MonitorRunner {
        var rules = CanaryRules()
        rules.interval = .milliseconds(500)
        rules.late = .seconds(5)
        rules.lost = .seconds(8)
        return try rig.run(id) { settings in
            settings.canary = rules
            change(&settings)
        }
    }

    private var canary: JSONValue? { cluster.newest("pipeline/canary")?["data"] }

    private func judged() -> String? {
        guard let canary else { return nil }
        let codes = canary["reasons"]?.array?.compactMap { $0["code"]?.string } ?? []
        return ([canary["verdict"]?.string ?? ""] + codes).joined(separator: " ")
    }

    @Test("It goes round while its rows come, and what becomes of it is told: late, lost, well again")
    func goesRound() async throws {
        let archiver = try CanaryArchiver(cluster, database)
        let monitor = try run("m1")
        #expect(
            cluster.read { _ in
                archiver.archive()
                return judged() == "ok"
            }, "\(canary?.text ?? "nothing")")
        #expect(canary?["lastSeconds"]?.double.map { (0.001..<5).contains($0) } == true)
        // Nobody archives any more.
        #expect(cluster.read { _ in judged() == "degraded canary-late" }, "\(canary?.text ?? "nothing")")
        #expect(cluster.read { _ in judged() == "down canary-lost" }, "\(canary?.text ?? "nothing")")
        #expect(canary?["lost"]?.int64.map { $0 > 0 } == true)
        #expect(
            cluster.read { _ in
                archiver.archive()
                return judged() == "ok"
            }, "\(canary?.text ?? "nothing")")
        await rig.stop(monitor)
        let events = archiver.seen
        #expect(Set(events.compactMap { $0["id"]?.string }).count == events.count)
        #expect(events.allSatisfy { $0["type"]?.string == "whatsapp.canary" && $0["subject"]?.string == "m1" })
        // Each partition had its turn, and no session was made of it.
        #expect(archiver.partitions == [0, 1])
        #expect(try database.values("SELECT count(*) FROM zapline.session_health") == ["0"])
    }

    @Test("A monitor that stands by sends none")
    func standby() async throws {
        let archiver = try CanaryArchiver(cluster, database)
        let (first, second) = (try run("m1"), try run("m2"))
        #expect(
            cluster.read { _ in
                archiver.archive()
                return judged() == "ok" && archiver.seen.count > 5
            })
        // The one that stands by first: it would take over from the other.
        let isFirstActive = first.status.role.word == "active"
        await rig.stop(isFirstActive ? second : first)
        await rig.stop(isFirstActive ? first : second)
        archiver.archive()
        #expect(Set(archiver.seen.compactMap { $0["subject"]?.string }).count == 1)
    }

    @Test("None is sent where it is turned off, nor by a batch")
    func off() async throws {
        let archiver = try CanaryArchiver(cluster, database)
        let monitor = try run("m1") { $0.canary = nil }
        #expect(cluster.read { _ in cluster.newest("monitor/m1")?["data"]?["reasons"]?.array?.isEmpty == true })
        await rig.stop(monitor)
        let batch = try run("m2") { $0.untilEnd = true }
        #expect(await batch.waitUntilEnded() == .stopped)
        archiver.archive()
        #expect(archiver.seen.isEmpty)
        #expect(cluster.newest("pipeline/canary") == nil)
    }
}

/// What the archiver does, by hand: every record of the topic of messages gets its row.
final class CanaryArchiver {
    private let database: MonitorDatabase
    private let consumer: Consumer
    private let lane: LaneQueue
    private(set) var seen: [JSONValue] = []
    private(set) var partitions: Set<Int32> = []

    init(_ cluster: MonitorCluster, _ database: MonitorDatabase) throws {
        self.database = database
        let settings = ClientSettings(bootstrapServers: cluster.mock.bootstrapServers)
        consumer = try Consumer(settings, group: nil, limits: QueueLimits(kilobytes: 8_192)) { _ in }
        lane = try consumer.makeQueue()
        let places = [0, 1].map { TopicPartition("whatsapp.messages", $0) }
        for place in places { try consumer.forward(place, to: lane) }
        try consumer.assign(Dictionary(places.map { ($0, 0) }) { first, _ in first })
    }

    /// Archives what there is.
    func archive() {
        var rows: [String] = []
        lane.consume(timeout: .milliseconds(20)) { message in
            guard message.problem == nil, let value = message.value?.array, let event = try? JSONValue(parsing: value)
            else {
                return true
            }
            seen.append(event)
            partitions.insert(message.partition)
            rows.append("(\(message.partition), \(message.offset), '\(event["id"]?.string ?? "")')")
            return true
        }
        while consumer.poll(.zero) != nil {}
        guard !rows.isEmpty else { return }
        _ = try? database.values(
            """
            INSERT INTO zapline.event_archive (log_id, topic_partition, topic_offset, recorded_at, event_type, event_id)
            SELECT (SELECT max(log_id) FROM zapline.logs WHERE topic = 'whatsapp.messages'), p, o, now(), 'whatsapp.canary', i
            FROM (VALUES \(rows.joined(separator: ","))) AS v (p, o, i)
            """)
    }
}
