import TestTraits
import Testing

@testable import Kafka

@Suite("A producer", .waitsForServers, .timeLimit(.minutes(5)))
struct ProducerTests {
    func record(_ key: String, topic: String = "t", size: Int = 10) -> OutgoingRecord {
        OutgoingRecord(topic: topic, key: Array(key.utf8), value: [UInt8](repeating: 120, count: size))
    }

    @Test("A delivered record is in the log at the offset that it was answered with")
    func delivers() async throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer()
        for expected: Int64 in 0..<3 {
            let delivery = try await producer.deliver(record("k"))
            #expect(delivery == Delivery(partition: 0, offset: expected))
        }
        #expect(producer.counts.delivered == 3 && producer.counts.failed == 0)
    }

    @Test("Many records are counted, and flushed within the deadline")
    func bulk() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 4)
        let producer = try cluster.producer()
        for number in 0..<5_000 { try producer.send(record("\(number)")) }
        #expect(producer.flush(deadline: .seconds(20)))
        #expect(producer.counts.delivered == 5_000 && producer.counts.lastError == nil)
        let admin = try cluster.admin()
        let all = try admin.watermarks((0..<4).map { TopicPartition("t", $0) }, timeout: .seconds(10))
        #expect(all.values.map(\.high).reduce(0, +) == 5_000)
        #expect(producer.close(deadline: .seconds(5)))
        #expect(failure { () throws(KafkaError) in try producer.send(record("late")) }?.code == .state)
    }

    // murmur2 of Kafka's own UtilsTest.java, made positive, modulo the partitions.
    @Test(
        "A key lands in the partition where Java's client puts it",
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ] as [(String, Int32)])
    func partitioner(key: String, hash: Int32) async throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 7)
        let delivery = try await cluster.producer().deliver(record(key))
        #expect(delivery.partition == (hash & 0x7FFF_FFFF) % 7)
    }

    @Test("While the queue is full, send waits for room, and no longer than it may")
    func backPressure() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["queue.buffering.max.messages": "10", "message.timeout.ms": "300000"])
        try producer.warmUp("t", timeout: .seconds(10))
        try cluster.setLatency(.milliseconds(50), of: 1)
        for number in 0..<100 { try producer.send(record("\(number)"), waiting: .seconds(20)) }
        try cluster.stop(broker: 1)
        let before = ContinuousClock.now
        let error = failure { () throws(KafkaError) in
            for number in 0..<100 { try producer.send(record("\(number)"), waiting: .milliseconds(300)) }
        }
        #expect(error?.code == .queueFull && error?.isRetriable == true)
        #expect(ContinuousClock.now - before < .seconds(10))
        #expect(!producer.flush(deadline: .milliseconds(100)))
        try cluster.start(broker: 1)
        #expect(producer.flush(deadline: .seconds(20)))
        #expect(producer.counts.failed == 0)
    }

    @Test("A record that can't be sent in its time fails, and the error is told")
    func timesOut() async throws {
        let producer = try Producer(
            ClientSettings(bootstrapServers: "127.0.0.1:1", properties: ["message.timeout.ms": "300"])
        ) { _ in }
        let error = await #expect(throws: KafkaError.self) { try await producer.deliver(record("k")) }
        #expect(error?.code == .messageTimedOut && error?.isRetriable == true)
        #expect(producer.counts.failed == 1 && producer.counts.lastError?.code == .messageTimedOut)
    }

    @Test("A record over the limit is refused at once, with its headers, and without harm")
    func tooLarge() async throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["message.max.bytes": "1000"])
        var large = record("k", size: 2_000)
        large.headers = [.init("h", [1])]
        for _ in 0..<100 {
            #expect(failure { () throws(KafkaError) in try producer.send(large) }?.code == .messageTooLarge)
        }
        let error = await #expect(throws: KafkaError.self) { try await producer.deliver(large) }
        #expect(error?.code == .messageTooLarge)
        #expect(try await producer.deliver(record("k")).offset == 0)
    }

    @MainActor
    @Test("Records that are under way when it closes fail, and whoever waits for one hears of it")
    func closes() async throws {
        let producer = try Producer(ClientSettings(bootstrapServers: "127.0.0.1:1")) { _ in }
        let record = record("k")
        let waiting = Task { @MainActor in try await producer.deliver(record) }
        // Gives the actor to the task, up to its wait.
        await Task.yield()
        #expect(!producer.close(deadline: .milliseconds(10)))
        let error = await #expect(throws: KafkaError.self) { try await waiting.value }
        #expect(error?.code == .purged)
    }

    @Test("After a fatal error it begins anew, and everything arrives")
    func renews() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        cluster.fail(.initProducerID, with: [.producerFenced])
        let lines = LogBox()
        let producer = try cluster.producer(log: lines.handler)
        let first = record("k")
        let admin = try cluster.admin()
        let deadline = Deadline(after: .seconds(60))
        while producer.counts.delivered == 0, !deadline.hasPassed {
            try producer.send(first, waiting: .seconds(20))
            _ = producer.flush(deadline: .milliseconds(200))
        }
        #expect(producer.renewals == 1)
        #expect(producer.counts.failed == 0)
        #expect(lines.lines.contains { $0.facility == "RENEW" })
        #expect(producer.close(deadline: .seconds(20)))
        let (_, high) = try admin.watermarks(TopicPartition("t", 0), timeout: .seconds(10))
        #expect(Int(high) == producer.counts.delivered)
    }

    @Test("What passes is retried by the library, in order and without a repeat")
    func retries() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["retry.backoff.ms": "10"])
        cluster.fail(.produce, with: [.notLeader, .notLeader])
        for number in 0..<100 { try producer.send(record("\(number)")) }
        #expect(producer.flush(deadline: .seconds(30)))
        #expect(producer.counts.delivered == 100)
        let member = try Member(cluster, group: nil)
        try member.assign([TopicPartition("t", 0): 0])
        #expect(try member.run { member.ends[TopicPartition("t", 0)] == 100 })
        #expect(member.seen.map(\.key) == (0..<100).map { Array("\($0)".utf8) })
    }
}
