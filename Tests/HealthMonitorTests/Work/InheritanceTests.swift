import Events
import JSON
import Kafka
import TestTraits
import Testing

@testable import HealthMonitor

/// What a monitor finds on the topic that others left there.
@Suite("What stands on the topic when a monitor becomes active", .waitsForServers, .timeLimit(.minutes(3)))
struct InheritanceTests {
    private let rig: MonitorRig
    private var database: MonitorDatabase { rig.database }
    private var cluster: MonitorCluster { rig.cluster }

    init() throws { rig = try MonitorRig() }

    @Test("A pipeline and its consumers that went with the monitor before are taken off the topic by the next one")
    func tombstones() async throws {
        let first = try rig.run("m1") { $0.pipelines.append(("old", ["messages"])) }
        let old = ["pipeline/old", "consumer/old/whatsapp.messages/0", "consumer/old/whatsapp.messages/1"]
        #expect(cluster.read { _ in old.allSatisfy { cluster.newest($0) != nil } })
        #expect(cluster.read { _ in cluster.newest("pipeline/status") != nil })
        let since = cluster.newest("pipeline/status")?["data"]?["since"]?.string
        await rig.stop(first)
        #expect(old.allSatisfy { cluster.picture[$0] != nil }, "its end takes no verdict off")
        let second = try rig.run("m2")
        #expect(
            cluster.read { _ in old.allSatisfy { key in cluster.seen.contains { $0.key == key && $0.event == nil } } })
        #expect(cluster.read { _ in cluster.newest("monitor/m2") != nil })
        let keys = Set(cluster.picture.keys)
        #expect(keys.isSuperset(of: ["pipeline/status", "consumer/status/whatsapp.lifecycle/0", "pipeline/broker"]))
        #expect(keys.isDisjoint(with: old))
        // The verdict went on, and so did its beginning.
        #expect(cluster.newest("pipeline/status")?["data"]?["since"]?.string == since)
        await rig.stop(second)
        #expect(cluster.seen.filter { $0.key == "pipeline/old" && $0.event == nil }.count == 1)
    }

    @Test("What a frozen predecessor sends late is written over at once")
    func latecomer() async throws {
        try cluster.publish(.sessionConnected, "loja", id: "l1", at: Clock.wall)
        let monitor = try rig.run("m1")
        #expect(
            cluster.read { _ in cluster.verdict("session/loja") == "ok" && cluster.verdict("pipeline/broker") == "ok" })
        let zombie = Writer(.lease, epoch: 0, id: "zombie")
        try cluster.publish(.pipeline("broker"), .down, id: "z1", writer: zombie)
        try cluster.publish(.session("loja"), .down, id: "z2", writer: zombie)
        let down = { (key: String) in
            cluster.seen.contains { $0.key == key && $0.event?["data"]?["verdict"]?.string == "down" }
        }
        #expect(cluster.read { _ in down("session/loja") && down("pipeline/broker") })
        #expect(
            cluster.read(for: .seconds(10)) { _ in
                cluster.verdict("session/loja") == "ok" && cluster.verdict("pipeline/broker") == "ok"
            })
        let ids = cluster.seen.compactMap(\.id)
        #expect(Set(ids).count == ids.count)
        await rig.stop(monitor)
    }

    @Test("Sessions that a deputy left as unknown are told as they are, and those that nobody knows are taken off")
    func afterDeputy() async throws {
        try cluster.publish(.sessionConnected, "loja", id: "l1", at: Clock.wall)
        let first = try rig.run("m1")
        #expect(cluster.read { _ in cluster.verdict("session/loja") == "ok" })
        await rig.stop(first)
        let deputy = Writer(.deputy, epoch: 1, id: "m1")
        for name in ["loja", "ghost"] { try cluster.publish(.session(name), .unknown, id: "d", writer: deputy) }
        #expect(cluster.read { _ in cluster.verdict("session/loja") == "unknown" })
        let second = try rig.run("m2")
        #expect(cluster.read { _ in cluster.verdict("session/loja") == "ok" })
        #expect(cluster.read { $0.contains { $0.key == "session/ghost" && $0.event == nil } })
        #expect(
            try database.values("SELECT revision FROM zapline.session_health WHERE instance_name = 'loja'") == ["2"])
        await rig.stop(second)
    }

    @Test("Dead letters and a build under way are told, and what is handed in by another thread")
    func facts() async throws {
        let session = database.session()
        try session.execute(
            """
            SELECT zapline.claim('status', 0, 'whatsapp.lifecycle', 'c', 'node-1/7', ARRAY[0, 1], ARRAY[0, 0]::bigint[]);
            INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, reason, detail, state)
            SELECT 'status', g, (SELECT max(log_id) FROM zapline.logs), 'whatsapp.lifecycle', 1, o, 'poison', '', s
            FROM (VALUES (0, 1, 'open'), (0, 2, 'open'), (0, 3, 'redriven'), (1, 1, 'open')) AS v (g, o, s);
            INSERT INTO zapline.rebuilds (pipeline, generation, kind, state, schema_name, starts, reads_archive, owner, records)
            VALUES ('status', 4, 'rebuild', 'running', 'x', '[]', false, 'o', 120)
            """)
        let monitor = try rig.run("m1")
        let subject = "consumer/status/whatsapp.lifecycle/1"
        #expect(cluster.read { _ in cluster.code(subject) == "dead-letters" })
        let facts = cluster.newest(subject)?["data"]
        #expect(facts?["deadLetters"]?.int64 == 2 && facts?["owner"]?.string == "node-1/7")
        #expect(cluster.read { _ in cluster.newest("pipeline/status")?["data"]?["deadLetters"]?.int64 == 2 })
        let rebuild = cluster.newest("pipeline/status")?["data"]?["rebuild"]
        #expect(rebuild?["generation"]?.int64 == 4 && rebuild?["records"]?.int64 == 120)
        #expect(rebuild?["state"]?.string == "stopped", "nobody holds its lock")
        #expect(cluster.verdict("consumer/status/whatsapp.lifecycle/0") == "ok")
        let server = cluster.newest("pipeline/database")?["data"]
        #expect((server?["diskBytes"]?.int64 ?? 0) > 1 << 20 && (server?["connections"]?.int64 ?? 0) > 0)
        #expect(server?["diskFreeBytes"] == .null && server?["reachable"]?.bool == true)
        await rig.stop(monitor)
    }
}
