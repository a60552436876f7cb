import TestTraits
import Testing

@testable import Kafka

@Suite("What goes wrong under a consumer", .waitsForServers, .timeLimit(.minutes(5)))
struct LossTests {
    let place = TopicPartition("t", 0)

    /// A member that has all of the topic's partitions and records.
    func settled(
        _ cluster: MockCluster, count: Int, properties: [String: String] = [:], log: @escaping LogHandler = { _ in }
    ) throws -> Member {
        let member = try Member(cluster, group: "g", properties: properties, log: log)
        try member.consumer.subscribe(["t"])
        #expect(try member.run { !member.owned.isEmpty && member.seen.count == count })
        return member
    }

    @Test(
        "A member that the group has forgotten loses its partitions, hears that they are lost, and joins again",
        arguments: ["cooperative-sticky", "range"])
    func forgotten(strategy: String) throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        try cluster.fill("t", count: 10)
        let member = try settled(cluster, count: 10, properties: ["partition.assignment.strategy": strategy])
        cluster.fail(.heartbeat, with: [KafkaError.Code(rawValue: 25)])  // UNKNOWN_MEMBER_ID
        #expect(try member.run { member.hasLost })
        #expect(try member.run { member.owned.count == 2 })
        try cluster.fill("t", count: 10)
        #expect(try member.run { Set(member.seen.map { "\($0.place)@\($0.offset)" }).count == 20 })
        #expect(member.consumer.fatalError == nil)
        #expect(member.consumer.close(deadline: .seconds(10)))
    }

    @Test("A control thread that stops polling loses its partitions, and is told why")
    func stoppedPolling() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        try cluster.fill("t", count: 5)
        let member = try settled(cluster, count: 5, properties: ["max.poll.interval.ms": "4000"])
        // Nobody polls any queue of this consumer for longer than it may.
        #expect(!Latch().wait(.seconds(6)))
        #expect(try member.run { member.hasLost })
        let codes = member.events.compactMap { if case .failed(let error) = $0 { error.code } else { nil } }
        #expect(codes.contains(.maxPollExceeded))
        #expect(try member.run { member.owned == [place] })
        #expect(member.consumer.close(deadline: .seconds(10)))
    }

    @Test("Another coordinator is found, and the membership goes on")
    func coordinatorMoves() throws {
        let cluster = try MockCluster(brokers: 2)
        try cluster.createTopic("t", partitions: 2, replication: 2)
        try cluster.setCoordinator(ofGroup: "g", to: 1)
        let member = try settled(cluster, count: 0)
        try cluster.setCoordinator(ofGroup: "g", to: 2)
        try cluster.fill("t", count: 20)
        #expect(try member.run { member.seen.count >= 20 && member.owned.count == 2 })
        #expect(member.consumer.fatalError == nil)
        #expect(member.consumer.close(deadline: .seconds(10)))
    }

    @Test("Records that retention took are out of range, and the watermarks tell how many")
    func retention() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["compression.type": "none"])
        // More than the 5 MiB that a partition of the mock keeps, in sets of a size that it can drop.
        for _ in 0..<40 {
            for _ in 0..<20 {
                try producer.send(OutgoingRecord(topic: "t", key: nil, value: [UInt8](repeating: 1, count: 10_000)))
            }
            #expect(producer.flush(deadline: .seconds(20)))
        }
        let member = try Member(cluster, group: nil)
        let (low, high) = try member.consumer.watermarks(place, timeout: .seconds(10))
        #expect(high == 800 && low > 0 && low < high)
        try member.assign([place: 0])
        #expect(try member.run { !member.errors.isEmpty })
        #expect(member.errors.first?.offset == 0 && member.errors.first?.error.code == .autoOffsetReset)
        #expect(member.seen.isEmpty, "never reset by itself")
        try member.consumer.unassign([place])
        try member.assign([place: low])
        #expect(try member.run { member.ends[place] == high })
        #expect(member.offsets(of: place) == Array(low..<high))
    }

    @Test("Fetches that fail are tried again, and nothing is lost or repeated")
    func fetchErrors() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        try cluster.fill("t", count: 100)
        let codes: [KafkaError.Code] = [.notLeader, .leaderNotAvailable, .unknownTopicOrPartition, .notLeader]
        cluster.fail(.fetch, with: codes)
        let member = try Member(cluster, group: nil, properties: ["retry.backoff.ms": "10"])
        try member.assign([place: 0])
        #expect(try member.run { member.ends[place] == 100 })
        #expect(member.offsets(of: place) == Array(0..<100))
    }

    @Test("Access that is denied is told on the lane that it concerns")
    func denied() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        try cluster.fill("t", count: 1)
        cluster.fail(.fetch, with: [.topicAuthorizationFailed])
        let member = try Member(cluster, group: nil)
        try member.assign([place: 0])
        #expect(try member.run { !member.errors.isEmpty })
        #expect(member.errors.first?.error.code == .topicAuthorizationFailed)
        #expect(member.errors.first?.place == place)
    }

    @Test("A group that may not be joined is told as an event")
    func groupDenied() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        cluster.fail(.joinGroup, with: [.groupAuthorizationFailed])
        let member = try Member(cluster, group: "g")
        try member.consumer.subscribe(["t"])
        #expect(
            try member.run {
                member.events.contains {
                    if case .failed(let error) = $0 { error.code == .groupAuthorizationFailed } else { false }
                }
            })
    }

    @Test("What the library says goes to the handler and nowhere else, with its level and facility")
    func logs() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let box = LogBox()
        let properties = ["debug": "cgrp", "message.timeout.ms": "1000"]
        let member = try Member(cluster, group: nil, properties: properties, log: box.handler)
        try member.assign([place: 0])
        #expect(try member.run { !member.ends.isEmpty })
        #expect(box.lines.contains { $0.level == 7 && $0.facility == "ASSIGNMENT" })
        #expect(!box.lines.contains { $0.facility == "CONFWARN" }, "a producer's property is no news to a consumer")
        #expect(box.lines.allSatisfy { !$0.text.isEmpty })
    }
}
