import TestTraits
import Testing

@testable import Kafka

@Suite("A producer whose client comes to a fatal end", .waitsForServers, .timeLimit(.minutes(5)))
struct RenewalTests {
    func record(_ number: Int, partition key: String = "k") -> OutgoingRecord {
        OutgoingRecord(
            topic: "t", key: Array(key.utf8), value: Array("\(number)".utf8),
            headers: [.init("h", Array("\(number)".utf8)), .init("null", nil), .init("empty", [])],
            timestamp: 1_700_000_000_000 + Int64(number))
    }

    /// The values in the log, in its order.
    func values(_ cluster: MockCluster, _ count: Int) throws -> [Int] {
        let member = try Member(cluster, group: nil)
        try member.assign([TopicPartition("t", 0): 0])
        let (_, high) = try cluster.admin().watermarks(TopicPartition("t", 0), timeout: .seconds(10))
        #expect(high >= Int64(count))
        #expect(try member.run { member.ends[TopicPartition("t", 0)] == high })
        return member.seen.compactMap { $0.value.flatMap { Int(String(decoding: $0, as: UTF8.self)) } }
    }

    @Test("What it still had goes to the next client, in its order and whole, before anything newer")
    func order() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["linger.ms": "50"])
        for number in 0..<3_000 {
            // Some of them under way, some in the queue, and some not yet taken.
            if number % 1_000 == 500 { producer.failFatally("again") }
            try producer.send(record(number), waiting: .seconds(20))
        }
        #expect(producer.flush(deadline: .seconds(30)))
        #expect(producer.renewals == 3)
        #expect(producer.counts.delivered == 3_000 && producer.counts.failed == 0 && producer.pending == 0)
        // Under way at the end of a client, a record may be there twice; it never comes after one that is newer, but for its copy.
        let values = try values(cluster, 3_000)
        var first: [Int] = []
        var seen: Set<Int> = []
        for value in values where seen.insert(value).inserted { first.append(value) }
        #expect(first == Array(0..<3_000))
    }

    @Test("Records come through it with key, value, headers and time")
    func whole() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["linger.ms": "2000"])
        var odd = record(1)
        odd.key = nil
        odd.value = []
        let tombstone = OutgoingRecord(topic: "t", key: [], value: nil, timestamp: 5)
        for record in [record(0), odd, tombstone] { try producer.send(record) }
        producer.failFatally("while they wait")
        #expect(producer.flush(deadline: .seconds(20)))
        #expect(producer.renewals == 1 && producer.counts.delivered == 3)
        let member = try Member(cluster, group: nil)
        try member.assign([TopicPartition("t", 0): 0])
        #expect(try member.run { member.seen.count == 3 })
        #expect(member.seen.map(\.key) == [Array("k".utf8), nil, []])
        #expect(member.seen.map(\.value) == [Array("0".utf8), [], nil])
        #expect(member.seen.map(\.timestamp) == [1_700_000_000_000, 1_700_000_000_001, 5])
        #expect(member.seen.map(\.headers) == [record(0).headers, record(1).headers, []])
    }

    @Test(
        "Whoever waits for one record hears of it after the renewal, and one that comes in the middle of it waits too")
    func promises() async throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["linger.ms": "200"])
        for round in 0..<5 {
            try await withThrowingTaskGroup(of: Delivery.self) { group in
                for number in 0..<4 { group.addTask { try await producer.deliver(record(round * 10 + number)) } }
                await Task.yield()
                producer.failFatally("in the middle")
                for number in 4..<8 { group.addTask { try await producer.deliver(record(round * 10 + number)) } }
                for try await delivery in group { #expect(delivery.partition == 0) }
            }
        }
        #expect(producer.renewals == 5 && producer.counts.failed == 0 && producer.counts.delivered == 40)
    }

    @Test("Two clients are never flushed as one: flush waits for the records of both")
    func flushOverRenewal() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["linger.ms": "5000"])
        for round in 0..<20 {
            for number in 0..<50 { try producer.send(record(round * 50 + number), waiting: .seconds(20)) }
            producer.failFatally("before the flush")
            #expect(producer.flush(deadline: .seconds(20)))
            #expect(producer.counts.delivered == (round + 1) * 50, "flush said that all of them are there")
            guard round < 4 else { break }
        }
    }

    @Test("A fault that every client meets fails the records in the end, and makes few clients")
    func hopeless() async throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        cluster.fail(.initProducerID, with: Array(repeating: .producerFenced, count: 100))
        let began = ContinuousClock.now
        let producer = try cluster.producer()
        let error = await #expect(throws: KafkaError.self) { try await producer.deliver(record(1)) }
        #expect(error != nil && producer.counts.failed == 1)
        // They rest for 0, 0.1, 0.2 … 5 s, 5 s …; without that there would be hundreds.
        #expect(producer.renewals <= 8 + Int((ContinuousClock.now - began) / .seconds(5)))
        cluster.clearErrors(of: .initProducerID)
        #expect(try await producer.deliver(record(2)).offset == 0)
    }

    @Test("One that is closed in the middle of a renewal reports on every record")
    func closedMeanwhile() async throws {
        let producer = try Producer(ClientSettings(bootstrapServers: "127.0.0.1:1")) { _ in }
        try producer.send(record(0))
        producer.failFatally("and closed")
        async let waiting = Result { try await producer.deliver(record(1)) }
        for _ in 0..<100 { await Task.yield() }
        #expect(!producer.close(deadline: .milliseconds(10)))
        _ = await waiting
        #expect(producer.pending == 0 && producer.counts.delivered == 0)
    }

    @Test("An outage longer than a record's time fails the records, and later ones arrive in order")
    func longOutage() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer(["message.timeout.ms": "3000", "reconnect.backoff.max.ms": "200"])
        for number in 0..<10 { try producer.send(record(number)) }
        #expect(producer.flush(deadline: .seconds(20)))
        try cluster.stop(broker: 1)
        for number in 10..<20 { try producer.send(record(number)) }
        #expect(producer.flush(deadline: .seconds(20)), "each has its report, if a bad one")
        #expect(producer.counts.failed == 10 && producer.counts.lastError?.code == .messageTimedOut)
        try cluster.start(broker: 1)
        for number in 20..<30 { try producer.send(record(number)) }
        #expect(producer.flush(deadline: .seconds(20)))
        #expect(producer.counts.delivered == 20)
        #expect(try values(cluster, 20).filter { $0 >= 20 } == Array(20..<30))
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
