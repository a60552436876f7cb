import TestTraits
import Testing

@testable import Kafka

@Suite("Where fetching begins", .waitsForServers, .timeLimit(.minutes(5)))
struct AssignmentTests {
    let place = TopicPartition("t", 0)

    @Test("A partition is fetched from the offset that it is assigned with")
    func begins() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        try cluster.fill("t", count: 20)
        let member = try Member(cluster, group: nil)
        try member.assign([place: 15])
        #expect(try member.run { !member.ends.isEmpty })
        #expect(member.offsets(of: place) == Array(15..<20))
        #expect(member.ends[place] == 20)
    }

    @Test("Taken out and put in again and again, it gives each time what was asked for and nothing of before")
    func again() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        try cluster.fill("t", count: 2_000)
        let other = TopicPartition("t", 1)
        let member = try Member(cluster, group: nil)
        try member.assign([place: 0, other: 0])
        #expect(try member.run { member.ends.count == 2 })
        let end = try #require(member.ends[place])
        for start in stride(from: Int64(0), to: end, by: 97) {
            try member.consumer.unassign([place])
            (member.seen, member.ends) = ([], [:])
            try member.assign([place: start])
            #expect(try member.run { member.ends[place] == end })
            #expect(member.offsets(of: place) == Array(start..<end), "from \(start)")
        }
    }

    @Test(
        "In a group of either kind, one partition is fetched anew while the others go on",
        arguments: [
            "cooperative-sticky", "range",
        ])
    func reclaims(strategy: String) throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 3)
        try cluster.fill("t", count: 300)
        let member = try Member(cluster, group: "g", properties: ["partition.assignment.strategy": strategy])
        try member.consumer.subscribe(["t"])
        #expect(try member.run { member.seen.count == 300 && member.ends.count == 3 })
        let all = member.offsets(of: place)
        member.seen = []
        try member.consumer.unassign([place])
        try member.assign([place: 0])
        #expect(try member.run { member.offsets(of: place) == all })
        #expect(member.seen.count == all.count, "the others began behind what they had given")
        member.seen = []
        try cluster.fill("t", count: 300)
        #expect(try member.run { member.seen.count == 300 })
        #expect(member.events.count == 1, "the group heard nothing of it")
        #expect(member.consumer.close(deadline: .seconds(10)))
    }

    @Test("An offset that the log doesn't have stops that partition alone, with an error that says which it was")
    func outOfRange() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        try cluster.fill("t", count: 100)
        let member = try Member(cluster, group: nil)
        try member.assign([place: 999_999, TopicPartition("t", 1): 0])
        #expect(try member.run { !member.errors.isEmpty && !member.ends.isEmpty })
        #expect(member.errors.first?.error.code == .autoOffsetReset)
        #expect(member.errors.first?.place == place)
        #expect(member.errors.first?.offset == 999_999)
        #expect(member.ends[TopicPartition("t", 1)] != nil && member.ends[place] == nil)
        try member.consumer.unassign([place])
        try member.assign([place: 0])
        #expect(try member.run { member.ends[place] != nil })
    }

    @Test("What can't be assigned is refused before the library hears of it")
    func refused() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let member = try Member(cluster, group: nil)
        let consumer = member.consumer
        let place = place
        let early = failure { () throws(KafkaError) in try consumer.assign([place: 0]) }
        #expect(early?.code == .state)
        try consumer.forward(place, to: member.lane)
        for offset: Int64 in [-1, -2, -1_000, -1_001, .min] {
            let error = failure { () throws(KafkaError) in try consumer.assign([place: offset]) }
            #expect(error?.code == .invalidArgument, "\(offset)")
        }
        try consumer.unassign([place])
        try consumer.assign([place: 0])
        #expect(try member.run { member.ends[place] == 0 })
    }

    @Test("A leader's change is followed without a record lost or repeated")
    func leaderChange() throws {
        let cluster = try MockCluster(brokers: 3)
        try cluster.createTopic("t", partitions: 1, replication: 3)
        let member = try Member(cluster, group: nil)
        try member.assign([place: 0])
        for round in 0..<3 {
            try cluster.setLeader(of: place, to: Int32(round % 3) + 1)
            try cluster.fill("t", count: 50)
            #expect(try member.run { member.seen.count == 50 * (round + 1) })
        }
        #expect(member.offsets(of: place) == Array(0..<150))
    }

    @Test("A broker that goes and comes back is waited for")
    func brokerDown() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        try cluster.fill("t", count: 10)
        let member = try Member(cluster, group: nil, properties: ["reconnect.backoff.max.ms": "200"])
        try member.assign([place: 0])
        #expect(try member.run { member.seen.count == 10 })
        try cluster.stop(broker: 1)
        #expect(try member.run { member.events.contains { if case .failed = $0 { true } else { false } } })
        try cluster.start(broker: 1)
        try cluster.fill("t", count: 10)
        #expect(try member.run { member.seen.count == 20 })
        #expect(member.consumer.fatalError == nil)
    }

    @Test("Watermarks, the cluster's id and a topic's partitions can be asked of a consumer")
    func queries() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 3)
        try cluster.fill("t", count: 30)
        let consumer = try Member(cluster, group: nil).consumer
        #expect(try consumer.partitions(of: "t", timeout: .seconds(10)) == [0, 1, 2])
        let id = try #require(consumer.clusterID(timeout: .seconds(10)))
        #expect(Admin.isMock(clusterID: id))
        var total: Int64 = 0
        for number: Int32 in 0..<3 {
            let (low, high) = try consumer.watermarks(TopicPartition("t", number), timeout: .seconds(10))
            #expect(low == 0)
            total += high
        }
        #expect(total == 30)
        let missing = failure { () throws(KafkaError) in
            _ = try consumer.watermarks(TopicPartition("t", 9), timeout: .milliseconds(500))
        }
        #expect(missing != nil)
    }
}
