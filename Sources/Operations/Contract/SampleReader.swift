internal import Bytes
internal import Kafka
internal import Pipeline
internal import Service

/// Reads stretches of the log with `assign` alone: beside whoever consumes, in no group, and nothing is committed.
///
/// All partitions at once, record by record as they come; what waits in memory is bounded by the client's queue. For a
/// thread that may block.
final class SampleReader {
    /// Why a partition's stretch wasn't read to its end.
    private(set) var unread: [TopicPartition: String] = [:]
    private let consumer: Consumer
    private let queue: LaneQueue
    private let arena = Arena(blockSize: 1 << 16)
    private var headers = PackedHeaders.Builder()
    /// What is to be read yet of each partition.
    private var left: [TopicPartition: Range<Int64>] = [:]
    private var done: Set<TopicPartition> = []

    /// A reader; waits for no broker.
    init(_ settings: ClientSettings, log: ClientLog) throws(KafkaError) {
        consumer = try Consumer(settings, group: nil, limits: QueueLimits(kilobytes: 16_384), log: log.handler)
        queue = try consumer.makeQueue()
    }

    deinit { _ = consumer.close(deadline: .seconds(5)) }

    /// Gives every record of the stretches to `body`, each partition's in order, and how many offsets are read to
    /// `progress` now and then.
    ///
    /// - parameter silence: for how long the broker may give nothing at all.
    /// - returns: false where somebody stopped it before the end.
    /// - throws: where the broker gave nothing for so long.
    func read(
        _ stretches: [TopicPartition: Range<Int64>], stop: StopRequest, silence: Duration = .seconds(30),
        progress: (Int) -> Void, _ body: (TopicPartition, StoredRecord) -> Void
    ) throws(KafkaError) -> Bool {
        left = stretches.filter { !$0.value.isEmpty }
        for place in left.keys { try consumer.forward(place, to: queue) }
        try consumer.assign(left.mapValues(\.lowerBound))
        let total = left.values.reduce(0) { $0 + $1.count }
        var deadline = ContinuousClock.now + silence
        while !left.isEmpty {
            guard !stop.isRequested else { return false }
            _ = consumer.poll(.zero)
            let count = queue.consume(timeout: .milliseconds(100)) { message in
                take(message, body)
                return !stop.isRequested
            }
            try consumer.unassign(Array(done))
            done.removeAll()
            progress(total - left.values.reduce(0) { $0 + $1.count })
            if count > 0 { deadline = ContinuousClock.now + silence }
            guard ContinuousClock.now < deadline else {
                throw KafkaError(
                    .timedOut,
                    "the broker gave no record of \(left.keys.sorted()[0]) for \(silence.components.seconds) s")
            }
        }
        return true
    }

    private func take(_ message: borrowing FetchedMessage, _ body: (TopicPartition, StoredRecord) -> Void) {
        let place = TopicPartition(message.topicName.string, message.partition)
        guard let stretch = left[place] else { return }
        switch message.problem {
        // What lies behind it is in a transaction that hasn't ended.
        case .endOfPartition: end(place)
        case .failed(let error): fail(place, error)
        case nil:
            guard message.offset >= stretch.lowerBound else { return }
            if message.offset < stretch.upperBound { body(place, copy(message)) }
            if message.offset + 1 < stretch.upperBound {
                left[place] = message.offset + 1..<stretch.upperBound
            } else {
                end(place)
            }
        }
    }

    private func end(_ place: TopicPartition) {
        left[place] = nil
        done.insert(place)
    }

    /// Other errors pass by themselves, or the silence behind them is told.
    private func fail(_ place: TopicPartition, _ error: KafkaError) {
        switch error.code {
        case .autoOffsetReset: unread[place] = "its oldest records were deleted meanwhile"
        case .topicAuthorizationFailed: unread[place] = "READ on the topic is not allowed"
        default: return
        }
        end(place)
    }

    private func copy(_ message: borrowing FetchedMessage) -> StoredRecord {
        arena.reset()
        var pairs: [StoredRecord.Header] = []
        message.headers(&headers, into: arena).forEach { name, value in
            pairs.append(StoredRecord.Header(name: name.array, value: value?.array))
        }
        return StoredRecord(
            place: LogPlace(logID: 0, partition: message.partition, offset: message.offset),
            timestamp: message.timestamp, key: message.key?.array, headers: pairs, value: message.value?.array)
    }
}
