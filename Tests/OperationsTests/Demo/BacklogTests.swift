import Kafka
import Testing

@testable import Operations

@Suite("No more is published than a partition can hold")
struct BacklogTests {
    let place = TopicPartition("whatsapp.messages", 3)

    @Test("Bytes fill it, and what is applied makes room")
    func bytes() {
        var backlog = Backlog(byteLimit: 100)
        for _ in 0..<4 {
            #expect(backlog.hasRoom(for: 25, in: place))
            backlog.add(25, to: place)
        }
        #expect(!backlog.hasRoom(for: 1, in: place))
        backlog.settle(place, upTo: 1)
        #expect(backlog.hasRoom(for: 25, in: place))
        #expect(!backlog.hasRoom(for: 26, in: place))
        backlog.settle(place, upTo: 4)
        #expect(backlog.hasRoom(for: 100, in: place))
    }

    @Test("Records fill it too: each may be a message set")
    func records() {
        var backlog = Backlog(byteLimit: 1_000_000, recordLimit: 2)
        backlog.add(1, to: place)
        #expect(backlog.hasRoom(for: 1, in: place))
        backlog.add(1, to: place)
        #expect(!backlog.hasRoom(for: 1, in: place))
    }

    @Test("Partitions don't share")
    func apart() {
        var backlog = Backlog(byteLimit: 10)
        backlog.add(10, to: place)
        #expect(backlog.hasRoom(for: 10, in: TopicPartition("whatsapp.messages", 4)))
        #expect(backlog.hasRoom(for: 10, in: TopicPartition("whatsapp.lifecycle", 3)))
    }

    @Test("A record larger than the limit goes when nothing else waits, or it would never go")
    func large() {
        var backlog = Backlog(byteLimit: 10)
        #expect(backlog.hasRoom(for: 11, in: place))
        backlog.add(11, to: place)
        #expect(!backlog.hasRoom(for: 1, in: place))
        backlog.settle(place, upTo: 1)
        #expect(backlog.hasRoom(for: 11, in: place))
    }

    @Test("What is applied never goes back, and can't be more than was sent")
    func monotonous() {
        var backlog = Backlog(byteLimit: 10)
        backlog.add(4, to: place)
        backlog.add(4, to: place)
        backlog.settle(place, upTo: 1)
        backlog.settle(place, upTo: 0)
        backlog.settle(place, upTo: -5)
        #expect(backlog.hasRoom(for: 6, in: place))
        #expect(!backlog.hasRoom(for: 7, in: place))
        backlog.settle(place, upTo: 1_000)
        backlog.add(10, to: place)
        #expect(!backlog.hasRoom(for: 1, in: place))
        backlog.settle(place, upTo: 3)
        #expect(backlog.hasRoom(for: 10, in: place))
    }
}
