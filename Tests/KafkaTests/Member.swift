import Bytes

@testable import Kafka

/// A record as a test sees it: copied out of the callback.
struct Seen: Hashable {
    var place: TopicPartition
    var offset: Int64
    var timestamp: Int64
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [OutgoingRecord.Header]
}

/// A member of a group whose control thread and lane are the test's own thread, in turns.
final class Member {
    let consumer: Consumer
    let lane: LaneQueue
    /// What the group says is ours.
    var owned: Set<TopicPartition> = []
    /// Every event, in order.
    var events: [ConsumerEvent] = []
    /// What came out of the lane.
    var seen: [Seen] = []
    /// The last end of each partition that was reached.
    var ends: [TopicPartition: Int64] = [:]
    /// Errors that came out of the lane, with the offset that each is about.
    var errors: [(place: TopicPartition, offset: Int64, error: KafkaError)] = []
    /// Where partitions begin when they are given; 0 where nothing is said.
    var starts: [TopicPartition: Int64] = [:]
    /// Whether rebalances are answered as they come.
    var answers = true
    /// What waits for an answer.
    var unanswered: [ConsumerEvent] = []
    private let arena = Arena()
    private var builder = PackedHeaders.Builder()

    init(
        _ cluster: MockCluster, group: String?, properties: [String: String] = [:],
        limits: QueueLimits = QueueLimits(kilobytes: 8_192, records: 100_000), log: @escaping LogHandler = { _ in }
    ) throws {
        // The mock answers a group's first join after 3 s, and forgets a member whose session is shorter than that; a
        // later join waits for a second less than the session's timeout.
        let quick = ["session.timeout.ms": "4000", "heartbeat.interval.ms": "300", "fetch.wait.max.ms": "20"]
        let settings = ClientSettings(
            bootstrapServers: cluster.bootstrapServers, properties: quick.merging(properties) { $1 })
        consumer = try Consumer(
            settings, group: group.map { GroupSettings(id: $0) },
            limits: limits, log: log)
        lane = try consumer.makeQueue()
    }

    /// Polls, answers if it may, and takes what the lane has.
    func step() throws {
        if let event = consumer.poll(.milliseconds(5)) {
            events.append(event)
            switch event {
            case .given, .taken:
                unanswered.append(event)
                if answers { try answer() }
            case .failed, .statistics: break
            }
        }
        drain()
    }

    /// Answers what waits.
    func answer() throws {
        let waiting = unanswered
        unanswered = []
        for event in waiting {
            switch event {
            case .given(let partitions):
                for partition in partitions { try consumer.forward(partition, to: lane) }
                try consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, starts[$0] ?? 0) }))
                owned.formUnion(partitions)
            case .taken(let partitions, _):
                try consumer.unassign(partitions)
                owned.subtract(partitions)
            case .failed, .statistics: break
            }
        }
    }

    /// Takes what the lane has.
    func drain(timeout: Duration = .milliseconds(5)) {
        lane.consume(timeout: timeout) { message in
            take(message)
            return true
        }
    }

    /// Keeps a copy of what was lent.
    func take(_ message: borrowing FetchedMessage) {
        let place = TopicPartition(message.topicName.string, message.partition)
        switch message.problem {
        case .endOfPartition: ends[place] = message.offset
        case .failed(let error): errors.append((place, message.offset, error))
        case nil:
            var headers: [OutgoingRecord.Header] = []
            message.headers(&builder, into: arena).forEach { headers.append(.init($0.string, $1?.array)) }
            arena.reset()
            seen.append(
                Seen(
                    place: place, offset: message.offset, timestamp: message.timestamp, key: message.key?.array,
                    value: message.value?.array, headers: headers))
        }
    }

    /// Steps until `done`, or until the time is over; whether it was done.
    func run(_ limit: Duration = .seconds(20), until done: () -> Bool) throws -> Bool {
        let deadline = Deadline(after: limit)
        while !done() {
            guard !deadline.hasPassed else { return false }
            try step()
        }
        return true
    }

    /// Steps for that long, come what may.
    func run(for duration: Duration) throws { _ = try run(duration) { false } }

    /// Assigns without a group.
    func assign(_ offsets: [TopicPartition: Int64]) throws {
        for partition in offsets.keys { try consumer.forward(partition, to: lane) }
        try consumer.assign(offsets)
        owned.formUnion(offsets.keys)
    }

    /// Whether it ever heard that partitions are lost.
    var hasLost: Bool { events.contains { if case .taken(_, lost: true) = $0 { true } else { false } } }

    /// The offsets seen of a partition, in order.
    func offsets(of place: TopicPartition) -> [Int64] { seen.filter { $0.place == place }.map(\.offset) }
}

/// Steps all members in turns until `done`.
func run(_ members: [Member], _ limit: Duration = .seconds(30), until done: () -> Bool) throws -> Bool {
    let deadline = Deadline(after: limit)
    while !done() {
        guard !deadline.hasPassed else { return false }
        for member in members { try member.step() }
    }
    return true
}

/// What `body` throws, which must be an error of ours.
func failure(_ body: () throws(KafkaError) -> Void) -> KafkaError? {
    do throws(KafkaError) {
        try body()
        return nil
    } catch { return error }
}

extension MockCluster {
    /// A cluster with one topic.
    static func with(topic: String, partitions: Int, brokers: Int = 1) throws -> MockCluster {
        let cluster = try MockCluster(brokers: brokers)
        try cluster.createTopic(topic, partitions: partitions)
        return cluster
    }

    /// A producer at it.
    func producer(_ properties: [String: String] = [:], log: @escaping LogHandler = { _ in }) throws -> Producer {
        try Producer(ClientSettings(bootstrapServers: bootstrapServers, properties: properties), log: log)
    }

    /// An administrator of it.
    func admin() throws -> Admin { try Admin(ClientSettings(bootstrapServers: bootstrapServers)) { _ in } }

    /// Publishes `count` records, with the number as key and value, and waits until they are in the log.
    func fill(_ topic: String, count: Int) throws {
        let producer = try producer()
        for number in 0..<count {
            try producer.send(
                OutgoingRecord(topic: topic, key: Array("\(number)".utf8), value: Array("\(number)".utf8)))
        }
        guard producer.close(deadline: .seconds(20)), producer.counts.delivered == count else {
            throw KafkaError(.timedOut, "only \(producer.counts) of \(count) arrived")
        }
    }
}
