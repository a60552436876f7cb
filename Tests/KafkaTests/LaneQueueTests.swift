import Bytes
import Synchronization
import TestTraits
import Testing
import Threads

@testable import Kafka

/// Keeps a client's log lines.
final class LogBox: Sendable {
    private let kept = Mutex<[LogLine]>([])

    var lines: [LogLine] { kept.withLock { $0 } }
    var handler: LogHandler { { [self] line in kept.withLock { $0.append(line) } } }
}

@Suite("A lane's queue", .waitsForServers, .timeLimit(.minutes(5)))
struct LaneQueueTests {
    let place = TopicPartition("t", 0)

    /// A member with `count` records of one partition waiting in its lane.
    func loaded(_ count: Int) throws -> (MockCluster, Member) {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        try cluster.fill("t", count: count)
        let member = try Member(cluster, group: nil)
        try member.assign([place: 0])
        return (cluster, member)
    }

    @Test("False ends the call behind the record that it was said of; nothing is skipped or repeated")
    func stops() throws {
        let (cluster, member) = try loaded(100)
        let deadline = Deadline(after: .seconds(20))
        while member.seen.count < 100, !deadline.hasPassed {
            var room = 7
            member.lane.consume(timeout: .milliseconds(50)) { message in
                member.take(message)
                room -= 1
                return room > 0
            }
            #expect(room >= 0, "the call went on after false")
        }
        #expect(member.offsets(of: place) == Array(0..<100))
        withExtendedLifetime(cluster) {}
    }

    @Test("Wake ends a wait from another thread, and a wait that begins later; a wait without it lasts")
    func wakes() throws {
        let (cluster, member) = try loaded(0)
        #expect(try member.run { member.ends[place] == 0 })
        let lane = member.lane
        let clock = ContinuousClock.now
        lane.wake()
        #expect(lane.consume(timeout: .seconds(60)) { _ in true } == 0)
        let begun = Latch()
        #expect(
            WorkerThread.start {
                _ = begun.wait(.seconds(10))
                lane.wake()
            } != nil)
        begun.open()
        #expect(lane.consume(timeout: .seconds(60)) { _ in true } == 0)
        #expect(ContinuousClock.now - clock < .seconds(30))
        let again = ContinuousClock.now
        #expect(lane.consume(timeout: .milliseconds(200)) { _ in true } == 0)
        #expect(ContinuousClock.now - again >= .milliseconds(150))
        withExtendedLifetime(cluster) {}
    }

    @Test("A record comes as it was published: null and empty are two things, headers keep order, names and nulls")
    func faithful() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let producer = try cluster.producer()
        let headers: [OutgoingRecord.Header] = [
            .init("ce_type", Array("whatsapp.canary".utf8)), .init("again", [0, 255]), .init("again", nil),
            .init("empty", []), .init("", [1]),
        ]
        let records = [
            OutgoingRecord(topic: "t", key: nil, value: nil, timestamp: 1),
            OutgoingRecord(topic: "t", key: [], value: [], timestamp: 1_700_000_000_123),
            OutgoingRecord(topic: "t", key: [0, 200, 255], value: Array("é\0".utf8), headers: headers, timestamp: 2),
        ]
        for record in records { try producer.send(record) }
        #expect(producer.close(deadline: .seconds(10)))
        let member = try Member(cluster, group: nil)
        try member.assign([place: 0])
        #expect(try member.run { member.seen.count == 3 })
        for (seen, record) in zip(member.seen, records) {
            #expect(seen.key == record.key && seen.value == record.value && seen.headers == record.headers)
            #expect(seen.timestamp == record.timestamp && seen.place == place)
        }
    }

    @Test("An error has neither key nor value nor headers nor time, and the topic's name where it is a topic's")
    func errors() throws {
        let (cluster, member) = try loaded(0)
        var checked = 0
        let deadline = Deadline(after: .seconds(10))
        while checked == 0, !deadline.hasPassed {
            member.lane.consume(timeout: .milliseconds(50)) { message in
                var builder = PackedHeaders.Builder()
                #expect(message.problem == .endOfPartition && message.topicName == "t" && message.offset == 0)
                #expect(message.key == nil && message.value == nil && message.timestamp == -1)
                #expect(message.headers(&builder, into: Arena()).isEmpty)
                checked += 1
                return false
            }
        }
        #expect(checked == 1)
        withExtendedLifetime(cluster) {}
    }

    @Test("A lane that doesn't consume holds its partitions back, and keeps what was fetched")
    func holdsBack() throws {
        let (cluster, member) = try loaded(500)
        let deadline = Deadline(after: .seconds(20))
        while member.lane.count < 500, !deadline.hasPassed { _ = member.consumer.poll(.milliseconds(20)) }
        #expect(member.lane.count >= 500 && member.seen.isEmpty)
        member.drain()
        #expect(member.offsets(of: place) == Array(0..<500))
        withExtendedLifetime(cluster) {}
    }

    @Test(
        "A queue that was full is filled again at once, not a second later, whatever credentials the client has",
        arguments: [[:], ["sasl.username": "a", "sasl.password": "b"]])
    func refills(properties: [String: String]) throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        // Sets of a hundred, since the mock answers with one at a time.
        let producer = try cluster.producer(["batch.num.messages": "100", "compression.type": "none"])
        for number in 0..<4_000 {
            let value = Array("\(number)".utf8) + [UInt8](repeating: 0x20, count: 1_000)
            try producer.send(OutgoingRecord(topic: "t", key: nil, value: value))
        }
        #expect(producer.close(deadline: .seconds(20)))
        let member = try Member(
            cluster, group: nil, properties: properties, limits: QueueLimits(kilobytes: 100, records: 1_000))
        try member.assign([place: 0])
        let began = ContinuousClock.now
        let deadline = Deadline(after: .seconds(60))
        while member.seen.count < 4_000, !deadline.hasPassed {
            var room = 100
            member.lane.consume(timeout: .milliseconds(50)) { message in
                member.take(message)
                room -= 1
                return room > 0
            }
        }
        #expect(member.offsets(of: place) == Array(0..<4_000))
        // Forty times full: forty seconds, if each were slept through.
        #expect(ContinuousClock.now - began < .seconds(15))
        withExtendedLifetime(cluster) {}
    }

    @Test("Two lanes of one consumer each get the partitions that are forwarded to them, on threads of their own")
    func lanes() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 4)
        try cluster.fill("t", count: 400)
        let member = try Member(cluster, group: nil)
        let lanes = [try member.consumer.makeQueue(), try member.consumer.makeQueue()]
        let places = (0..<4).map { TopicPartition("t", Int32($0)) }
        for (index, place) in places.enumerated() { try member.consumer.forward(place, to: lanes[index % 2]) }
        try member.consumer.assign(Dictionary(uniqueKeysWithValues: places.map { ($0, 0) }))
        let results = lanes.map { _ in Box() }
        let done = lanes.map { _ in Latch() }
        for index in lanes.indices {
            let (lane, result, latch) = (lanes[index], results[index], done[index])
            #expect(
                WorkerThread.start {
                    var ends = 0
                    let deadline = Deadline(after: .seconds(20))
                    while ends < 2, !deadline.hasPassed {
                        lane.consume(timeout: .milliseconds(100)) { message in
                            if message.problem == .endOfPartition { ends += 1 }
                            if message.problem == nil { result.add(message.partition) }
                            return true
                        }
                    }
                    latch.open()
                } != nil)
        }
        let consumer = member.consumer
        for latch in done {
            while !latch.wait(.milliseconds(1)) { _ = consumer.poll(.milliseconds(20)) }
        }
        #expect(Set(results[0].counts.keys).isSubset(of: [0, 2]) && Set(results[1].counts.keys).isSubset(of: [1, 3]))
        #expect(results.flatMap(\.counts.values).reduce(0, +) == 400)
    }

    /// Counts by partition, shared with a lane's thread.
    final class Box: Sendable {
        private let kept = Mutex<[Int32: Int]>([:])
        var counts: [Int32: Int] { kept.withLock { $0 } }
        func add(_ partition: Int32) { kept.withLock { $0[partition, default: 0] += 1 } }
    }
}
