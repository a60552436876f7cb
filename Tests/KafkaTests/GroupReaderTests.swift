import TestTraits
import Testing

@testable import Kafka

@Suite("What a group has committed", .waitsForServers, .timeLimit(.minutes(5)))
struct GroupReaderTests {
    private let places = [TopicPartition("t", 0), TopicPartition("t", 1)]

    private func reader(_ cluster: MockCluster, of group: String = "g") throws -> GroupReader {
        try GroupReader(
            ClientSettings(
                bootstrapServers: cluster.bootstrapServers,
                properties: ["socket.timeout.ms": "1000", "reconnect.backoff.max.ms": "200"]), group: group
        ) { _ in }
    }

    /// Asks until there is an answer: what an answer is, or nil where there was none in half a minute.
    private func answer(_ reader: GroupReader) -> [TopicPartition: Int64]? {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let found = try? reader.committed(places, timeout: .seconds(2)) { return found }
        }
        return nil
    }

    @Test("Offsets that a member committed are read by one who isn't a member; others have none")
    func offsets() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        try cluster.fill("t", count: 40)
        let member = try Member(cluster, group: "g")
        try member.consumer.subscribe(["t"])
        #expect(try member.run { member.owned.count == 2 })
        member.consumer.commitForLagTools([places[0]: 7])
        let reader = try reader(cluster)
        #expect(try member.run { answer(reader) == [places[0]: 7] })
        #expect(member.consumer.close(deadline: .seconds(10)))
        #expect(answer(try self.reader(cluster, of: "nobody")) == [:])
        #expect(try reader.committed([], timeout: .milliseconds(1)) == [:])
    }

    @Test("A coordinator that isn't one, that isn't there, or that still loads, is an error, and the next answer comes")
    func coordinators() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        let reader = try reader(cluster)
        #expect(answer(reader) == [:])
        for code in [KafkaError.Code.notCoordinator, .coordinatorNotAvailable, .coordinatorLoading] {
            cluster.fail(.offsetFetch, with: [code])
            _ = try? reader.committed(places, timeout: .seconds(2))
            #expect(answer(reader) == [:], "\(code)")
        }
    }

    @Test("A broker that is gone is an error by the timeout, and one that is back answers, again and again")
    func restarts() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        let reader = try reader(cluster)
        for _ in 0..<5 {
            #expect(answer(reader) == [:])
            try cluster.stop(broker: 1)
            for _ in 0..<3 {
                let before = ContinuousClock.now
                #expect(throws: KafkaError.self) { try reader.committed(places, timeout: .milliseconds(300)) }
                #expect(ContinuousClock.now - before < .seconds(5))
            }
            try cluster.start(broker: 1)
        }
        #expect(answer(reader) == [:])
    }

    @Test("Without brokers the question ends in an error by its timeout")
    func noBrokers() throws {
        let reader = try GroupReader(ClientSettings(bootstrapServers: "127.0.0.1:1"), group: "g") { _ in }
        let before = ContinuousClock.now
        #expect(throws: KafkaError.self) { try reader.committed(places, timeout: .milliseconds(200)) }
        #expect(ContinuousClock.now - before < .seconds(5))
    }
}
