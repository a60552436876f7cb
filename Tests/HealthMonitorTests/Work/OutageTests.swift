import Events
import JSON
import Kafka
import Postgres
import Synchronization
import TestSupport
import TestTraits
import Testing

@testable import HealthMonitor

/// Each test has a server of its own, since it is stopped, or refuses.
@Suite("While Postgres is away", .waitsForServers, .timeLimit(.minutes(5)))
struct OutageTests {
    let server: PrivatePostgres
    let database: MonitorDatabase
    let cluster: MonitorCluster

    init() throws {
        server = try PrivatePostgres()
        database = try MonitorDatabase(on: server)
        cluster = try MonitorCluster()
    }

    private func run(_ id: String, role: String = "postgres") throws -> MonitorRunner {
        var settings = cluster.settings(database, id: id)
        settings.database = ConnectionSettings(
            url: database.url.replacing("postgres@", with: "\(role)@"), applicationName: "zapline/health")
        // As the settings make it, on another role.
        settings = MonitorSettings(kafka: settings.kafka, database: settings.database, id: id)
        settings.lagInterval = .seconds(1)
        return try MonitorRunner(settings, report: try silentReport())
    }

    private func stop(_ monitors: MonitorRunner...) async {
        for monitor in monitors { monitor.requestStop() }
        for monitor in monitors { #expect(await monitor.waitUntilEnded() == .stopped) }
    }

    private func publishSessions(_ type: EventType, _ round: String) throws {
        for session in ["loja", "centro", "norte"] {
            try cluster.publish(type, session, id: "\(round)-\(session)", at: Clock.wall)
        }
    }

    private let sessions = ["session/loja", "session/centro", "session/norte"]

    @Test("Servers, pipelines and consumers are told, sessions turn unknown, and afterwards the truth is told again")
    func outage() async throws {
        try publishSessions(.sessionConnected, "a")
        let (first, second) = (try run("m1"), try run("m2"))
        #expect(cluster.read { _ in sessions.allSatisfy { cluster.verdict($0) == "ok" } })
        #expect(cluster.read { _ in cluster.verdict("pipeline/database") == "ok" })
        let active = first.status.role.word == "active" ? first : second
        let other = active === first ? second : first
        let name = active === first ? "m1" : "m2"
        server.stopServer()
        let began = ContinuousClock.now
        #expect(cluster.read { _ in cluster.verdict("pipeline/database") == "down" })
        #expect(cluster.code("consumer/status/whatsapp.lifecycle/0") == "database")
        #expect(cluster.read { _ in cluster.code("pipeline/status") == "database" })
        #expect(ContinuousClock.now - began < .seconds(10), "before the lease is over")
        #expect(cluster.read(for: .seconds(60)) { _ in sessions.allSatisfy { cluster.code($0) == "unwatched" } })
        #expect(ContinuousClock.now - began < .seconds(45))
        #expect(cluster.newest("session/loja")?["data"]?["status"]?.string == "connected", "with what was known last")
        #expect(
            cluster.read { _ in cluster.newest("monitor/\(name)")?["data"]?["role"]?.string == "deputy" })
        // Whoever reads the topic now sees nothing that seems well, but for the broker.
        #expect(
            cluster.picture.filter { $0.value["data"]?["verdict"]?.string == "ok" }.map(\.key) == ["pipeline/broker"])
        #expect(active.status.isDeputy && !other.status.isDeputy)
        #expect(!active.status.isReady)
        // A session that changes meanwhile is told when somebody watches again.
        try cluster.publish(.sessionFailed, "norte", id: "f", at: Clock.wall)
        server.startServer()
        #expect(
            cluster.read(for: .seconds(60)) { _ in
                cluster.verdict("session/loja") == "ok" && cluster.verdict("session/centro") == "ok"
                    && cluster.verdict("session/norte") == "down"
            })
        #expect(cluster.read { _ in cluster.verdict("pipeline/database") == "ok" })
        // One without records is well though nobody has claimed it: which of the two has some is the keys' to say.
        #expect(
            cluster.read(for: .seconds(60)) { _ in
                Set((0..<2).map { cluster.code("consumer/status/whatsapp.lifecycle/\($0)") })
                    .isSubset(of: ["unclaimed", nil])
            })
        // Each hears of the other's lease by itself.
        #expect(cluster.read { _ in !first.status.isDeputy && !second.status.isDeputy })
        var contents: [String: Set<JSONValue>] = [:]
        for record in cluster.seen {
            if let id = record.id, let event = record.event { contents[id, default: []].insert(event) }
        }
        #expect(contents.count > 30 && contents.allSatisfy { $0.value.count == 1 }, "no id with two contents")
        await stop(first, second)
        #expect(cluster.read { _ in !cluster.picture.keys.contains { $0.hasPrefix("monitor/") } })
    }

    @Test("When the last holder ends meanwhile, the other one goes on for it")
    func secondDeputy() async throws {
        try publishSessions(.sessionConnected, "a")
        let first = try run("m1")
        #expect(cluster.read { _ in sessions.allSatisfy { cluster.verdict($0) == "ok" } })
        let second = try run("m2")
        #expect(cluster.read { _ in second.status.role == .standby(active: "m1") })
        server.stopServer()
        #expect(cluster.read(for: .seconds(45)) { _ in first.status.isDeputy })
        #expect(cluster.read { _ in sessions.allSatisfy { cluster.code($0) == "unwatched" } })
        #expect(!second.status.isDeputy)
        await stop(first)
        #expect(cluster.read(for: .seconds(30)) { _ in second.status.isDeputy })
        #expect(cluster.read { _ in cluster.newest("monitor/m2")?["data"]?["role"]?.string == "deputy" })
        #expect(cluster.newest("monitor/m1") == nil)
        let unwatched: (MonitorCluster.Seen) -> Bool = { seen in
            seen.key == "session/loja" && seen.event?["data"]?["reasons"]?[0]?["code"]?.string == "unwatched"
        }
        #expect(cluster.read { $0.filter(unwatched).count == 2 }, "it says the sessions as well")
        server.startServer()
        #expect(cluster.read(for: .seconds(60)) { _ in sessions.allSatisfy { cluster.verdict($0) == "ok" } })
        await stop(second)
    }

    @Test("One that is started meanwhile tells of it as well, where no other one is heard")
    func startedMeanwhile() async throws {
        try publishSessions(.sessionConnected, "a")
        let first = try run("m1")
        #expect(cluster.read { _ in sessions.allSatisfy { cluster.verdict($0) == "ok" } })
        await stop(first)
        server.stopServer()
        let second = try run("m2")
        #expect(cluster.read { _ in second.status.database != nil })
        #expect(!second.status.isDeputy && !second.status.isReady)
        #expect(cluster.read(for: .seconds(60)) { _ in cluster.verdict("pipeline/database") == "down" })
        #expect(cluster.read { _ in sessions.allSatisfy { cluster.code($0) == "unwatched" } })
        #expect(cluster.newest("monitor/m2")?["data"]?["role"]?.string == "deputy")
        server.startServer()
        #expect(cluster.read(for: .seconds(60)) { _ in sessions.allSatisfy { cluster.verdict($0) == "ok" } })
        #expect(second.status.role.word == "active")
        await stop(second)
    }

    @Test("A schema that isn't there is waited for, and nobody takes the lease before")
    func schemaMissing() async throws {
        let isThere = Atomic(false)
        var settings = cluster.settings(database, id: "m1")
        settings.schemaFault = { connection throws(PostgresError) in
            _ = try connection.query("SELECT 1")
            return isThere.load(ordering: .relaxed) ? nil : "run 'zapline schema apply'"
        }
        let monitor = try MonitorRunner(settings, report: try silentReport())
        #expect(cluster.read { _ in monitor.status.database == "run 'zapline schema apply'" })
        // Longer than a monitor waits that hears nobody: the database answers.
        #expect(!cluster.read(for: .seconds(30)) { _ in monitor.status.isDeputy || monitor.status.isReady })
        #expect(try database.values("SELECT holder FROM zapline.monitor_lease").allSatisfy { $0 != "m1" })
        isThere.store(true, ordering: .relaxed)
        #expect(cluster.read { _ in monitor.status.role == .active(epoch: 1) && monitor.status.isReady })
        await stop(monitor)
    }

    @Test("A monitor that is cut off alone is silent, as long as the other one is heard")
    func cutOff() async throws {
        try database.session().execute("CREATE ROLE cut SUPERUSER LOGIN")
        try publishSessions(.sessionConnected, "a")
        let first = try run("m1", role: "cut")
        #expect(cluster.read { _ in sessions.allSatisfy { cluster.verdict($0) == "ok" } })
        let second = try run("m2")
        #expect(cluster.read { _ in second.status.role == .standby(active: "m1") })
        try database.session().execute(
            """
            ALTER ROLE cut NOLOGIN;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cut'
            """)
        #expect(cluster.read(for: .seconds(15)) { _ in second.status.role == .active(epoch: 2) })
        #expect(cluster.read { _ in cluster.newest("monitor/m2") != nil && cluster.newest("monitor/m1") == nil })
        #expect(cluster.read { _ in cluster.verdict("pipeline/database") == "ok" })
        let place = cluster.seen.count
        // Longer than a monitor waits that hears nobody.
        #expect(!cluster.read(for: .seconds(40)) { _ in first.status.isDeputy })
        let later = cluster.seen.dropFirst(place)
        #expect(!later.contains { $0.key == "monitor/m1" && $0.event != nil })
        #expect(!later.contains { $0.event?["data"]?["reasons"]?[0]?["code"]?.string == "database" })
        #expect(!later.contains { $0.event?["data"]?["reasons"]?[0]?["code"]?.string == "unwatched" })
        #expect(first.status.database != nil && second.status.database == nil)
        await stop(first, second)
    }
}
