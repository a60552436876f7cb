internal import Bytes
internal import Kafka
internal import Service

/// Reads a topic from its beginning, and then whatever comes: with `assign` alone, so in no group, and nothing is committed. For a
/// thread that may block.
final class HealthTopic {
    /// The log doesn't have our offset any more: it has to be read anew.
    struct Cut: Error {}

    private let consumer: Consumer
    private let queue: LaneQueue
    private let bounds: [TopicPartition: LogBounds]
    /// Partitions whose end, as it was at the beginning, isn't reached.
    private var behind: Set<TopicPartition>
    private var next: [TopicPartition: Int64]
    private var isCut = false
    /// Why nothing new comes, or nil.
    private(set) var trouble: String?

    /// Begins to read; waits for no broker.
    init(_ bounds: [TopicPartition: LogBounds], _ settings: ClientSettings, log: ClientLog) throws(KafkaError) {
        self.bounds = bounds
        behind = Set(bounds.filter { $0.value.low < $0.value.high }.keys)
        next = bounds.mapValues(\.low)
        consumer = try Consumer(settings, group: nil, limits: QueueLimits(kilobytes: 16_384), log: log.handler)
        queue = try consumer.makeQueue()
        for place in bounds.keys { try consumer.forward(place, to: queue) }
        try consumer.assign(next)
    }

    deinit { _ = consumer.close(deadline: .seconds(5)) }

    /// Whether all is read that was there at the beginning.
    var isWhole: Bool { behind.isEmpty }
    /// How many offsets there were, and how many of them are read.
    var total: Int { Int(bounds.values.reduce(0) { $0 + $1.size }) }
    var done: Int {
        var count: Int64 = 0
        for (place, limits) in bounds { count += max(0, min(next[place] ?? 0, limits.high) - limits.low) }
        return Int(count)
    }

    /// Gives what is there to `body`, and waits a little where nothing is.
    ///
    /// - returns: whether anything came.
    func read(waiting limit: Duration, _ body: (HealthRecord) -> Void) throws -> Bool {
        serve()
        var taken = 0
        let count = queue.consume(timeout: limit) { message in
            taken += 1
            take(message, body)
            // So that what is drawn keeps up where records come without end.
            return taken < 5_000
        }
        if isCut { throw Cut() }
        return count > 0
    }

    /// The client's own words; of three brokers one may be away, and nothing is missing.
    private func serve() {
        while let event = consumer.poll(.zero) {
            guard case .failed(let error) = event, error.isFatal || error.code == .allBrokersDown else { continue }
            trouble = "\(error)"
        }
    }

    private func take(_ message: borrowing FetchedMessage, _ body: (HealthRecord) -> Void) {
        let place = TopicPartition(message.topicName.string, message.partition)
        switch message.problem {
        case .failed(let error) where error.code == .autoOffsetReset: isCut = true
        case .failed(let error): trouble = "\(place): \(error)"
        case .endOfPartition: reach(place, message.offset)
        case nil:
            body(
                HealthRecord(
                    place: "\(place.topic)/\(place.partition)/\(message.offset)",
                    key: message.key.flatMap { String(validating: $0.array, as: UTF8.self) },
                    value: message.value?.array))
            reach(place, message.offset + 1)
        }
    }

    private func reach(_ place: TopicPartition, _ offset: Int64) {
        trouble = nil
        next[place] = max(offset, next[place] ?? 0)
        if let end = bounds[place]?.high, offset >= end { behind.remove(place) }
    }
}
