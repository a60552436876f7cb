import Events
import JSON
import Kafka
import TestTraits
import Testing

@testable import HealthMonitor

@Suite("The monitor at work", .waitsForServers, .timeLimit(.minutes(3)))
struct MonitorTests {
    private let rig: MonitorRig
    private var database: MonitorDatabase { rig.database }
    private var cluster: MonitorCluster { rig.cluster }

    init() throws { rig = try MonitorRig() }

    @Test("A navigation leads to one command, a return in time to none, an old one to nothing")
    func reconnect() async throws {
        let now = Clock.wall
        try cluster.publish(.sessionDisconnected, "old", id: "o1", at: now - 11 * minute, ["reason": "NAVIGATION"])
        try cluster.publish(.sessionDisconnected, "gone", id: "g1", at: now, ["reason": "NAVIGATION"])
        try cluster.publish(.sessionDisconnected, "back", id: "b1", at: now, ["reason": "NAVIGATION"])
        try cluster.publish(.sessionDisconnected, "other", id: "x1", at: now, ["reason": "TIMEOUT"])
        try cluster.publish(.sessionConnected, "back", id: "b2", at: now + second)
        let monitor = try rig.run("m1")
        #expect(cluster.read { !$0.filter { $0.topic == "whatsapp.commands" }.isEmpty })
        #expect(Clock.wall - now >= 5 * second)
        let cause: JSONValue = ["source": "/gateways/whatsapp-web.js/node-1", "id": "g1"]
        #expect(cluster.commands("gone").map { $0.event?["data"]?["cause"] } == [cause])
        // The heartbeat is said after that; by then nothing more has come.
        try cluster.publish(.sessionStopped, "gone", id: "g2", at: Clock.wall)
        #expect(cluster.read { _ in cluster.newest("session/gone")?["data"]?["detail"]?.string == "stopped" })
        #expect(cluster.seen.filter { $0.topic == "whatsapp.commands" }.map(\.key) == ["gone"])
        #expect(cluster.newest("session/back")?["data"]?["verdict"]?.string == "ok")
        #expect(cluster.newest("session/other")?["data"]?["reasons"]?[0]?["code"]?.string == "disconnected")
        await rig.stop(monitor)
        // Every record of a group is published once where nothing fails.
        let ids = cluster.seen.compactMap(\.id)
        #expect(Set(ids).count == ids.count)
    }

    @Test("Consumers, pipelines and the monitor itself are published, and a clean end takes the heartbeat away")
    func consumers() async throws {
        let now = Clock.wall
        try cluster.publish(.sessionConnected, "loja", id: "l1", at: now - 90 * second)
        let monitor = try rig.run("m1")
        #expect(
            cluster.read { _ in
                cluster.newest("pipeline/health") != nil && cluster.newest("monitor/m1") != nil
                    && cluster.newest("session/loja") != nil
            })
        let lagging = ["consumer/status/whatsapp.lifecycle/0", "consumer/status/whatsapp.lifecycle/1"].compactMap {
            cluster.newest($0)?["data"]
        }
        #expect(lagging.map { $0["state"]?.string } == ["unclaimed", "unclaimed"])
        #expect(cluster.newest("pipeline/status")?["data"]?["verdict"]?.string == "unknown")
        #expect(
            cluster.read { _ in cluster.newest("monitor/m1")?["data"]?["reasons"]?.array?.isEmpty == true })
        #expect(monitor.status.isReady)
        #expect(monitor.status.role == .active(epoch: 1))
        await rig.stop(monitor)
        #expect(cluster.read { $0.contains { $0.key == "monitor/m1" && $0.event == nil } })
        #expect(try database.values("SELECT verdict FROM zapline.session_health") == ["ok"])
        #expect(try database.values("SELECT count(*) FROM zapline.health_outbox") == ["0"])
    }

    @Test("Lag counts records, and seconds since the oldest that isn't applied")
    func lag() async throws {
        let now = Clock.wall
        let session = database.session()
        for partition in 0..<2 {
            try session.execute(
                "SELECT zapline.claim('status', 0, 'whatsapp.lifecycle', 'c', 'o', ARRAY[\(partition)], ARRAY[0]::bigint[])"
            )
        }
        for number in 0..<5 {
            try cluster.publish(
                .sessionQR, "loja", id: "q\(number)", at: now - 120 * second + Int64(number) * second, ["qr": "x"])
        }
        let monitor = try rig.run("m1")
        let subjects = ["consumer/status/whatsapp.lifecycle/0", "consumer/status/whatsapp.lifecycle/1"]
        #expect(
            cluster.read { _ in
                subjects.contains { cluster.newest($0)?["data"]?["reasons"]?[0]?["code"]?.string == "lagging" }
            })
        let facts = subjects.compactMap { cluster.newest($0)?["data"] }
        #expect(Set(facts.map { $0["lagRecords"]?.int64 }) == [0, 5])
        #expect(facts.contains { ($0["lagSeconds"]?.double ?? 0) >= 120 && ($0["lagSeconds"]?.double ?? 0) < 300 })
        #expect(facts.contains { $0["lagSeconds"]?.double == 0 })
        await rig.stop(monitor)
    }

    @Test("Of two monitors one is active; when it ends, the other takes over and goes on")
    func takeover() async throws {
        let first = try rig.run("m1")
        #expect(cluster.read { _ in cluster.newest("monitor/m1") != nil })
        let second = try rig.run("m2")
        #expect(cluster.read { _ in second.status.role == .standby(active: "m1") })
        #expect(second.status.isReady || second.status.broker != nil)
        try cluster.publish(.sessionConnected, "loja", id: "l1", at: Clock.wall)
        #expect(cluster.read { _ in cluster.newest("session/loja") != nil })
        #expect(cluster.newest("monitor/m2") == nil)
        await rig.stop(first)
        #expect(cluster.read(for: .seconds(15)) { _ in second.status.role == .active(epoch: 2) })
        try cluster.publish(.sessionFailed, "loja", id: "l2", at: Clock.wall)
        #expect(cluster.read { _ in cluster.newest("session/loja")?["data"]?["verdict"]?.string == "down" })
        await rig.stop(second)
    }

    @Test("A monitor whose lease was taken stands by at once, and stores nothing more")
    func fenced() async throws {
        let monitor = try rig.run("m1")
        #expect(cluster.read { _ in monitor.status.knownUntil != nil })
        try database.session().execute(
            "UPDATE zapline.monitor_lease SET epoch = 9, holder = 'm9', expires_at = clock_timestamp() + interval '1 hour'"
        )
        try cluster.publish(.sessionConnected, "loja", id: "l1", at: Clock.wall)
        #expect(cluster.read(for: .seconds(15)) { _ in monitor.status.role == .standby(active: "m9") })
        #expect(try database.values("SELECT instance_name FROM zapline.session_health") == [])
        await rig.stop(monitor)
        #expect(try database.values("SELECT holder FROM zapline.monitor_lease") == ["m9"])
    }

    @Test("The lease of one that died is taken when it expires, and its heartbeat goes from the topic")
    func death() async throws {
        try database.session().execute("SELECT zapline.take_lease('dead', 2)")
        let monitor = try rig.run("m1")
        #expect(cluster.read(for: .seconds(15)) { _ in monitor.status.role == .active(epoch: 2) })
        #expect(cluster.read { $0.contains { $0.key == "monitor/dead" && $0.event == nil } })
        await rig.stop(monitor)
    }

    @Test("A database that drops every session costs nothing but a new beginning")
    func droppedSessions() async throws {
        let monitor = try rig.run("m1")
        try cluster.publish(.sessionConnected, "loja", id: "l1", at: Clock.wall)
        #expect(cluster.read { _ in cluster.newest("session/loja") != nil })
        for round in 0..<3 {
            _ = try database.values(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'zapline/health' AND pid <> pg_backend_pid() AND datname = current_database()
                """)
            let type: EventType = round % 2 == 0 ? .sessionFailed : .sessionConnected
            try cluster.publish(type, "loja", id: "r\(round)", at: Clock.wall)
            let detail = round % 2 == 0 ? "failed" : "connected"
            #expect(cluster.read { _ in cluster.newest("session/loja")?["data"]?["detail"]?.string == detail })
        }
        await rig.stop(monitor)
    }

    @Test("What can't be published waits until the broker is back")
    func brokerAway() async throws {
        let monitor = try rig.run("m1")
        #expect(cluster.read { _ in monitor.status.knownUntil != nil })
        try cluster.mock.stop(broker: 1)
        try database.session().execute(
            """
            INSERT INTO zapline.health_outbox (topic, key, event_id, payload, expires_at) VALUES
            ('health', 'session/a', 'a', '{"id":"a"}', NULL), ('commands', 'late', 'b', '{"id":"b"}', clock_timestamp() - interval '1 s'),
            ('health', 'session/a', 'c', '{"id":"c"}', NULL)
            """)
        #expect(
            cluster.read(for: .seconds(40)) { _ in monitor.status.publishing != nil && monitor.status.broker != nil })
        #expect(!monitor.status.isReady)
        try cluster.mock.start(broker: 1)
        #expect(cluster.read(for: .seconds(40)) { _ in cluster.newest("session/a")?["id"]?.string == "c" })
        #expect(cluster.commands("late").isEmpty)
        #expect(cluster.read(for: .seconds(40)) { _ in monitor.status.isReady && monitor.status.publishing == nil })
        await rig.stop(monitor)
        #expect(try database.values("SELECT count(*) FROM zapline.health_outbox") == ["0"])
    }

    @Test("Until the end: everything there is read, judged, published, and it ends")
    func untilEnd() async throws {
        for number in 0..<200 {
            try cluster.producer.send(
                OutgoingRecord(
                    topic: "whatsapp.lifecycle", key: Array("s\(number)".utf8),
                    value: CloudEvent(
                        id: "e\(number)", source: "/gateways/w/1", type: "whatsapp.session.connected",
                        subject: "s\(number)",
                        time: Clock.wall
                    ).structured()))
        }
        #expect(cluster.producer.flush(deadline: .seconds(10)))
        let monitor = try rig.run("m1") { $0.untilEnd = true }
        #expect(await monitor.waitUntilEnded() == .stopped)
        #expect(cluster.read { seen in Set(seen.map(\.key).filter { $0.hasPrefix("session/") }).count == 200 })
        #expect(cluster.newest("pipeline/health") != nil)
        #expect(try database.values("SELECT count(*) FROM zapline.session_health WHERE verdict = 'ok'") == ["200"])
        #expect(
            try database.values("SELECT sum(next_offset) FROM zapline.consumer_offsets WHERE pipeline = 'health'") == [
                "200"
            ])
        // A second run finds nothing new to say of them.
        let again = try rig.run("m2") { $0.untilEnd = true }
        #expect(await again.waitUntilEnded() == .stopped)
        let ids = cluster.seen.filter { $0.key.hasPrefix("session/") }.compactMap(\.id)
        #expect(ids.count == 200)
    }

    @Test("An offset that is not in the log any more begins at its beginning")
    func outOfRange() async throws {
        let session = database.session()
        try session.execute(
            """
            SELECT zapline.claim('health', 0, 'whatsapp.lifecycle', 'another', 'o', ARRAY[0, 1], ARRAY[700, 700]::bigint[])
            """)
        try cluster.publish(.sessionConnected, "loja", id: "l1", at: Clock.wall)
        let monitor = try rig.run("m1")
        #expect(cluster.read { _ in cluster.newest("session/loja")?["data"]?["verdict"]?.string == "ok" })
        await rig.stop(monitor)
        #expect(
            try database.values(
                "SELECT sum(next_offset) FROM zapline.consumer_offsets WHERE pipeline = 'health' AND topic = 'whatsapp.lifecycle'"
            )
                == ["1"])
    }

    @Test("A monitor that is back doesn't publish that it is gone")
    func ownTombstone() async throws {
        let insert = "INSERT INTO zapline.health_outbox (topic, key, event_id) VALUES ('health', $1, $1)"
        for id in ["monitor/m1", "monitor/m0"] {
            try database.session().execute(insert.replacing("$1", with: "'\(id)'"))
        }
        let monitor = try rig.run("m1")
        #expect(cluster.read { $0.contains { $0.key == "monitor/m0" && $0.event == nil } })
        #expect(cluster.read { _ in cluster.newest("monitor/m1") != nil })
        #expect(!cluster.seen.contains { $0.key == "monitor/m1" && $0.event == nil })
        await rig.stop(monitor)
    }

    @Test("One that can't read or store says so, is not ready, and goes on when it can")
    func cannotStore() async throws {
        try database.session().execute("ALTER TABLE zapline.session_health RENAME TO elsewhere")
        let monitor = try rig.run("m1")
        #expect(cluster.read { _ in monitor.status.reading?.contains("session_health") == true })
        #expect(!monitor.status.isReady && monitor.status.database == nil)
        #expect(monitor.status.stuck == nil, "a restart would not help")
        try database.session().execute("ALTER TABLE zapline.elsewhere RENAME TO session_health")
        #expect(cluster.read(for: .seconds(60)) { _ in monitor.status.reading == nil && monitor.status.isReady })
        await rig.stop(monitor)
    }

    @Test("It ends in good order, and in time, while the broker is away")
    func stopWithoutBroker() async throws {
        let monitor = try rig.run("m1")
        #expect(cluster.read { _ in monitor.status.knownUntil != nil })
        try cluster.mock.stop(broker: 1)
        try database.session().execute(
            "INSERT INTO zapline.health_outbox (topic, key, event_id, payload) VALUES ('health', 'session/a', 'a', '{}')"
        )
        #expect(cluster.read(for: .seconds(60)) { _ in monitor.status.publishing != nil })
        let began = ContinuousClock.now
        await rig.stop(monitor)
        // What Kubernetes gives is 30 s, and the program takes 25 of them for a hang.
        #expect(ContinuousClock.now - began < .seconds(25))
        #expect(try database.values("SELECT key FROM zapline.health_outbox") == ["session/a"])
        try cluster.mock.start(broker: 1)
    }
}
