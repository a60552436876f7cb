import TestTraits
import Testing

@testable import Kafka

@Suite("An administrator", .waitsForServers, .timeLimit(.minutes(5)))
struct AdminTests {
    @Test("Brokers, topics, partitions, leaders and copies are told")
    func metadata() throws {
        let cluster = try MockCluster(brokers: 3)
        try cluster.createTopic("a", partitions: 2, replication: 3)
        try cluster.createTopic("b", partitions: 1)
        let admin = try cluster.admin()
        let metadata = try admin.metadata(timeout: .seconds(10))
        #expect(metadata.brokers.map(\.id).sorted() == [1, 2, 3])
        #expect(metadata.brokers.allSatisfy { $0.address.hasPrefix("127.0.0.1:") })
        #expect(Set(metadata.topics.map(\.name)) == ["a", "b"])
        let topic = try #require(try admin.metadata(of: "a", timeout: .seconds(10)).topic("a"))
        #expect(topic.partitions.map(\.id) == [0, 1] && topic.replication == 3 && topic.error == nil)
        #expect(topic.partitions.allSatisfy { $0.leader != nil && $0.inSync.count == 3 })
        #expect(try admin.partitions(of: "b", timeout: .seconds(10)) == [0])
        #expect(metadata.topic("c") == nil)
    }

    @Test("A topic that isn't there has no partitions")
    func noTopic() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        cluster.hide(topic: "hidden")
        #expect(try cluster.admin().partitions(of: "hidden", timeout: .seconds(10)) == nil)
    }

    @Test("Offsets: first and last, by time, and what a group has committed")
    func offsets() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        try cluster.fill("t", count: 40)
        let admin = try cluster.admin()
        let places = [TopicPartition("t", 0), TopicPartition("t", 1)]
        let all = try admin.watermarks(places, timeout: .seconds(10))
        #expect(all.values.allSatisfy { $0.low == 0 } && all.values.map(\.high).reduce(0, +) == 40)
        let times = try admin.offsets(forTimes: [places[0]: 0, places[1]: 0], timeout: .seconds(10))
        #expect(times.count == 2 && times.values.allSatisfy { $0 == nil }, "the mock can't look up by time")
    }

    @Test("Only the mock's ids are taken for the mock's")
    func mock() throws {
        let cluster = try MockCluster()
        let id = try #require(try cluster.admin().clusterID(timeout: .seconds(10)))
        #expect(Admin.isMock(clusterID: id), "\(id)")
        #expect(!Admin.isMock(clusterID: "MkU3OEVBNTcwNTJENDM2Qg"))
    }

    @Test("Calls that the cluster doesn't know end in an error by their timeout")
    func unsupported() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let admin = try cluster.admin()
        let limit = Duration.milliseconds(500)
        let calls: [(String, () throws(KafkaError) -> Void)] = [
            ("create", { () throws(KafkaError) in _ = try admin.createTopics([NewTopic("n")], timeout: limit) }),
            ("delete", { () throws(KafkaError) in _ = try admin.deleteTopics(["t"], timeout: limit) }),
            ("grow", { () throws(KafkaError) in _ = try admin.createPartitions(["t": 3], timeout: limit) }),
            ("describe", { () throws(KafkaError) in _ = try admin.describeConfig(.topic("t"), timeout: limit) }),
            (
                "alter",
                { () throws(KafkaError) in try admin.alterConfig(.topic("t"), ["retention.ms": "1"], timeout: limit) }
            ),
        ]
        for (name, call) in calls {
            let before = ContinuousClock.now
            #expect(failure(call) != nil, "\(name)")
            #expect(ContinuousClock.now - before < .seconds(5), "\(name)")
        }
    }

    @Test("Without brokers every question ends in an error or in nothing, by its timeout")
    func noBrokers() throws {
        let admin = try Admin(ClientSettings(bootstrapServers: "127.0.0.1:1")) { _ in }
        let limit = Duration.milliseconds(200)
        let before = ContinuousClock.now
        #expect(admin.clusterID(timeout: limit) == nil)
        #expect(failure { () throws(KafkaError) in _ = try admin.metadata(timeout: limit) } != nil)
        #expect(failure { () throws(KafkaError) in _ = try admin.partitions(of: "t", timeout: limit) } != nil)
        #expect(
            failure { () throws(KafkaError) in
                _ = try admin.offsets(forTimes: [TopicPartition("t", 0): 0], timeout: limit)
            } != nil)
        #expect(ContinuousClock.now - before < .seconds(15))
    }

    @Test("Nonsense is refused without a broker")
    func nonsense() throws {
        let admin = try Admin(ClientSettings(bootstrapServers: "127.0.0.1:1")) { _ in }
        let limit = Duration.milliseconds(200)
        for topic in [NewTopic("t", partitions: 0), NewTopic("", partitions: 1), NewTopic("t", replication: .max)] {
            let error = failure { () throws(KafkaError) in _ = try admin.createTopics([topic], timeout: limit) }
            #expect(error != nil, "\(topic)")
        }
        #expect(failure { () throws(KafkaError) in _ = try admin.describeConfig(.topic(""), timeout: limit) } != nil)
        #expect(try admin.createTopics([], timeout: limit) == [])
        #expect(try admin.deleteTopics([], timeout: limit) == [])
        #expect(try admin.createPartitions([:], timeout: limit) == [])
    }

    @Test("A request fails late and in the way that a test asks for")
    func delayed() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let admin = try cluster.admin()
        _ = try admin.metadata(timeout: .seconds(10))
        // It is asked once more before the error counts.
        for _ in 0..<2 {
            try cluster.fail(.listOffsets, at: 1, with: .topicAuthorizationFailed, after: .milliseconds(100))
        }
        let place = TopicPartition("t", 0)
        #expect(failure { () throws(KafkaError) in _ = try admin.watermarks(place, timeout: .seconds(5)) } != nil)
        #expect(try admin.watermarks(place, timeout: .seconds(5)).high == 0)
        // Who doesn't know yet that he leads is asked until he does.
        cluster.fail(.listOffsets, with: Array(repeating: .notLeader, count: 6))
        #expect(try admin.watermarks(place, timeout: .seconds(5)).high == 0)
        cluster.fail(.listOffsets, with: [.topicAuthorizationFailed])
        cluster.clearErrors(of: .listOffsets)
        #expect(try admin.watermarks(place, timeout: .seconds(5)).high == 0)
    }
}
