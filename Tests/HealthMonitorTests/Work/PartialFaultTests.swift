import Events
import JSON
import Kafka
import Postgres
import Telemetry
import TestTraits
import Testing

@testable import HealthMonitor

/// One thing that doesn't work must not make more than itself look ill, nor hold up the rest.
@Suite("Faults of single things", .waitsForServers, .timeLimit(.minutes(3)))
struct PartialFaultTests {
    private let rig: MonitorRig
    private var cluster: MonitorCluster { rig.cluster }

    init() throws { rig = try MonitorRig() }

    @Test("A health event that is too large is given up, and what stands behind it in the outbox goes out")
    func tooLarge() async throws {
        let large = String(repeating: "x", count: 30_000)
        try rig.database.session().execute(
            """
            INSERT INTO zapline.health_outbox (topic, key, event_id, payload) VALUES
            ('health', 'session/a', 'a', '{"id":"a"}'), ('health', 'session/b', 'b', '{"id":"\(large)"}'),
            ('health', 'session/c', 'c', '{"id":"c"}')
            """)
        let metrics = Metrics()
        let monitor = try rig.run("m1", metrics: metrics) { $0.kafka.properties["message.max.bytes"] = "20000" }
        #expect(cluster.read { _ in cluster.newest("session/a") != nil && cluster.newest("session/c") != nil })
        #expect(cluster.read { _ in cluster.verdict("monitor/m1") == "ok" }, "nothing waits any more")
        #expect(cluster.newest("session/b") == nil)
        await rig.stop(monitor)
        #expect(metrics.render().contains("zapline_monitor_refused_records_total 1"))
        #expect(try rig.database.values("SELECT key FROM zapline.health_outbox") == [])
    }

    @Test("While nothing of the outbox can be published, the monitor's own event says so")
    func outboxStands() async throws {
        let monitor = try rig.run("m1")
        #expect(cluster.read { _ in cluster.verdict("monitor/m1") == "ok" })
        try rig.database.session().execute("ALTER TABLE zapline.health_outbox RENAME TO elsewhere")
        #expect(cluster.read { _ in cluster.code("monitor/m1") == "behind" })
        try rig.database.session().execute("ALTER TABLE zapline.elsewhere RENAME TO health_outbox")
        #expect(cluster.read { _ in cluster.verdict("monitor/m1") == "ok" })
        await rig.stop(monitor)
    }

    @Test("A figure that takes too long isn't known, and the database is well all the same")
    func slowFigure() async throws {
        var holder = try Connection.connect(rig.database.settings)
        _ = try holder.execute("BEGIN; LOCK TABLE zapline.dead_letters, zapline.rebuilds IN ACCESS EXCLUSIVE MODE")
        let monitor = try rig.run("m1")
        let subject = "consumer/status/whatsapp.lifecycle/0"
        #expect(cluster.read { _ in cluster.newest(subject) != nil && cluster.newest("pipeline/database") != nil })
        #expect(cluster.newest(subject)?["data"]?["deadLetters"] == .null)
        #expect(cluster.newest("pipeline/status")?["data"]?["rebuild"] == .null)
        let database = cluster.newest("pipeline/database")?["data"]
        #expect(database?["verdict"] == "ok" && database?["connections"]?.int64 != nil)
        _ = try holder.execute("ROLLBACK")
        #expect(
            cluster.read { _ in
                monitor.snapshot.lines[subject].map { JSONValue.object($0.facts)["deadLetters"]?.int64 == 0 } == true
            })
        #expect(!cluster.seen.contains { $0.event?["data"]?["reasons"]?[0]?["code"] == "database" })
        await rig.stop(monitor)
    }

    @Test("A monitor that was active and stands by shows no figures that only the active one knows")
    func standbyGauges() async throws {
        let metrics = Metrics()
        let monitor = try rig.run("m1", metrics: metrics)
        let active = [
            "zapline_server_reachable{server=\"database\"} 1",
            "zapline_server_round_trip_seconds{server=\"database\"} ",
            "zapline_clock_skew_seconds{server=\"database\"} ", "zapline_consumers{",
        ]
        #expect(cluster.read { _ in active.allSatisfy { metrics.render().contains($0) } })
        #expect(!metrics.render().contains("zapline_database_connections NaN"))
        try rig.database.session().execute(
            "UPDATE zapline.monitor_lease SET holder = 'other', epoch = epoch + 1, expires_at = now() + interval '1 hour'"
        )
        let standby = [
            "zapline_monitor_active 0", "zapline_database_connections NaN",
            "zapline_monitor_unpublished_records 0", "zapline_server_reachable{server=\"database\"} 1",
            "zapline_server_reachable{server=\"broker\"} 1",
        ]
        #expect(cluster.read { _ in standby.allSatisfy { metrics.render().contains($0) } })
        #expect(!metrics.render().contains("server_round_trip_seconds{server=\"database\"}"))
        #expect(!metrics.render().contains("zapline_clock_skew_seconds{"))
        #expect(!metrics.render().contains("zapline_consumers{"))
        // What it sees for itself it goes on showing: the one that is active may be the one that is cut off.
        try cluster.mock.stop(broker: 1)
        #expect(cluster.read { _ in metrics.render().contains("zapline_server_reachable{server=\"broker\"} 0") })
        // It stays away: the mock ends the process where somebody else has its port meanwhile.
        await rig.stop(monitor)
    }

    @Test("The page says since when as the topic does, also after another monitor took over")
    func since() async throws {
        let first = try rig.run("m1")
        #expect(cluster.read { _ in cluster.verdict("pipeline/broker") == "ok" })
        let since = cluster.newest("pipeline/broker")?["data"]?["since"]?.string
        await rig.stop(first)
        let second = try rig.run("m2")
        #expect(cluster.read { _ in second.snapshot.lines["pipeline/broker"] != nil })
        let shown = second.snapshot.lines["pipeline/broker"]?.since
        #expect(since != nil && shown.map { EventTime.text($0) } == since)
        await rig.stop(second)
    }
}
