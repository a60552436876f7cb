import Events
import JSON
import Kafka
import TestTraits
import Testing

@testable import HealthMonitor

/// What is asked of the broker for one figure alone, by threads of their own.
@Suite("Figures that are asked for beside", .waitsForServers, .timeLimit(.minutes(3)))
struct BesideTests {
    private let rig: MonitorRig
    private let subjects = (0..<2).map { "consumer/status/whatsapp.lifecycle/\($0)" }

    init() throws {
        rig = try MonitorRig()
        try rig.database.session().execute(
            "SELECT zapline.claim('status', 0, 'whatsapp.lifecycle', 'c', 'o', ARRAY[0, 1], ARRAY[0, 0]::bigint[])")
    }

    /// What was said of the two consumers past a place in what was read.
    private func said(_ fact: String, after place: Int = 0) -> [JSONValue] {
        rig.cluster.seen.dropFirst(place).filter { subjects.contains($0.key) }.compactMap { $0.event?["data"]?[fact] }
    }

    @Test("How old records are that were read before its start is looked up in the log")
    func ages() async throws {
        let now = Clock.wall
        for number in 0..<5 {
            try rig.cluster.publish(
                .sessionQR, "loja", id: "q\(number)", at: now - 120 * second + Int64(number) * second, ["qr": "x"])
        }
        let first = try rig.run("m1")
        #expect(rig.cluster.read { _ in said("lagSeconds").contains { ($0.double ?? 0) >= 119 } })
        await rig.stop(first)
        // The next one begins behind them, and reads none of them itself.
        let stored = try rig.database.values(
            "SELECT sum(next_offset) FROM zapline.consumer_offsets WHERE pipeline = 'health' AND generation = 0")
        #expect(stored == ["5"])
        let place = rig.cluster.seen.count
        let second = try rig.run("m2")
        #expect(
            rig.cluster.read { _ in said("lagSeconds", after: place).contains { ($0.double ?? 0) >= 119 } })
        #expect(said("lagSeconds", after: place).allSatisfy { $0.isNull || $0.double == 0 || ($0.double ?? 0) >= 119 })
        await rig.stop(second)
    }

    @Test("What a pipeline's group has committed to Kafka is shown, and nothing goes by it")
    func committed() async throws {
        let member = try Consumer(
            ClientSettings(
                bootstrapServers: rig.cluster.mock.bootstrapServers,
                properties: ["session.timeout.ms": "4000", "heartbeat.interval.ms": "300"]),
            group: GroupSettings(id: "g"), limits: QueueLimits(kilobytes: 1_024)
        ) { _ in }
        let lane = try member.makeQueue()
        try member.subscribe(["whatsapp.lifecycle"])
        var isGiven = false
        let deadline = ContinuousClock.now + .seconds(30)
        while !isGiven, ContinuousClock.now < deadline {
            guard case .given(let partitions) = member.poll(.milliseconds(100)) else { continue }
            for partition in partitions { try member.forward(partition, to: lane) }
            try member.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) }))
            isGiven = true
        }
        #expect(isGiven)
        member.commitForLagTools([TopicPartition("whatsapp.lifecycle", 1): 41])
        let monitor = try rig.run("m1") { $0.groups = ["status": "g"] }
        // It is no news by itself: it goes with the next event, and on the page.
        func facts() -> JSONValue? { monitor.snapshot.lines[subjects[1]].map { .object($0.facts) } }
        #expect(
            rig.cluster.read(for: .seconds(60)) { _ in
                _ = member.poll(.zero)
                return facts()?["committedOffset"]?.int64 == 41
            })
        #expect(facts()?["nextOffset"]?.int64 == 0 && facts()?["lagRecords"]?.int64 == 0)
        await rig.stop(monitor)
        #expect(member.close(deadline: .seconds(10)))
    }
}
