import Bytes
package import Kafka
import Threads

/// Reads records of the log that no table has (any more, or yet): with `assign` alone, beside whoever consumes.
///
/// The client is made when it is needed first, and kept.
package final class LogReader {
    /// Why a stretch of the log can't be read.
    package struct Unreadable: Error, Hashable, Sendable {
        /// For people.
        package let reason: String
    }

    private let settings: ClientSettings?
    private var open: (consumer: Consumer, queue: LaneQueue)?
    private var headers = PackedHeaders.Builder()

    init(_ settings: ClientSettings?) { self.settings = settings }

    deinit { _ = open?.consumer.close(deadline: .seconds(5)) }

    /// The id of the cluster, or nil where no broker says it.
    package func clusterID() throws(Unreadable) -> String? { try client().consumer.clusterID(timeout: .seconds(5)) }

    /// Gives the records of a partition at `offsets` to `body`, in order.
    ///
    /// - parameter logID: the life of the topic that the log is in.
    /// - throws: where they can't be read within `timeout`, or the log doesn't reach back so far.
    package func read(
        _ place: TopicPartition, _ offsets: Range<Int64>, logID: Int16, timeout: Duration = .seconds(30),
        _ body: (StoredRecord) -> Void
    ) throws(Unreadable) {
        guard !offsets.isEmpty else { return }
        let (consumer, queue) = try client()
        do {
            let marks = try consumer.watermarks(place, timeout: .seconds(5))
            guard marks.low <= offsets.lowerBound, offsets.upperBound <= marks.high else {
                throw Unreadable(reason: "the log of \(place) has only offsets \(marks.low) to \(marks.high - 1)")
            }
            try consumer.forward(place, to: queue)
            try consumer.assign([place: offsets.lowerBound])
            defer { try? consumer.unassign([place]) }
            try fetch(place, offsets, logID, consumer, queue, timeout, body)
        } catch let error as Unreadable {
            throw error
        } catch { throw Unreadable(reason: "\(place) can't be read: \(error)") }
    }

    private func fetch(
        _ place: TopicPartition, _ offsets: Range<Int64>, _ logID: Int16, _ consumer: Consumer, _ queue: LaneQueue,
        _ timeout: Duration, _ body: (StoredRecord) -> Void
    ) throws(Unreadable) {
        let deadline = MonotonicClock.nanoseconds + MonotonicClock.nanoseconds(timeout)
        // What is left of an earlier assignment has another offset.
        var next = offsets.lowerBound
        var damage: String?
        while next < offsets.upperBound {
            guard MonotonicClock.nanoseconds < deadline else {
                throw Unreadable(reason: "the broker gave no records of \(place) from offset \(next) on in time")
            }
            _ = consumer.poll(.zero)
            queue.consume(timeout: .milliseconds(100)) { message in
                guard message.partition == place.partition, message.topicName.string == place.topic else { return true }
                switch message.problem {
                case .endOfPartition: next = max(next, message.offset)
                case .failed(let error) where error.code.isDamage && message.offset < offsets.upperBound:
                    damage = "records of \(place) from offset \(message.offset) on can't be read: \(error)"
                    return false
                case .failed: break
                case nil:
                    guard message.offset >= next else { return true }
                    next = message.offset + 1
                    if offsets.contains(message.offset) { body(StoredRecord(message, logID: logID, &headers)) }
                }
                return next < offsets.upperBound
            }
            if let damage { throw Unreadable(reason: damage) }
        }
    }

    private func client() throws(Unreadable) -> (consumer: Consumer, queue: LaneQueue) {
        if let open { return open }
        guard let settings else {
            throw Unreadable(reason: "no table has them, and KAFKA_BOOTSTRAP_SERVERS is not set to read the log")
        }
        do throws(KafkaError) {
            let consumer = try Consumer(settings, group: nil, limits: QueueLimits(kilobytes: 8_192)) { _ in }
            let made = (consumer: consumer, queue: try consumer.makeQueue())
            open = made
            return made
        } catch { throw Unreadable(reason: "the log can't be read: \(error)") }
    }
}
