import Bytes
import Events
import Kafka
import Postgres
import Synchronization
import Telemetry

/// The thread that looks into logs for how old a record is: one that a consumer has still to apply, from before the monitor read that
/// partition itself. Without it the first hours after a start would know no lag in seconds, just when there is most of it.
final class AgeWorker {
    static let name = "monitor-ages"
    /// How long one record is waited for.
    private static let patience: Int64 = 2_000_000_000

    private let shared: MonitorShared
    private let consumer: Consumer
    private let queue: LaneQueue

    init(_ shared: MonitorShared, consumer: Consumer, queue: LaneQueue) {
        self.shared = shared
        self.consumer = consumer
        self.queue = queue
    }

    /// Looks until it is told to stop.
    func run() {
        while !shared.isStopping {
            shared.beat(Self.name)
            let wanted = shared.state.withLock { state in
                defer { state.wantedAges = [:] }
                return state.wantedAges
            }
            for (place, offset) in wanted.sorted(by: { $0.key < $1.key }) where !shared.isStopping {
                shared.beat(Self.name)
                guard let time = look(place.partition, offset) else { continue }
                shared.state.withLock {
                    $0.ages[place] = RecordAge(offset: offset, time: time, seenAt: Clock.monotonic)
                }
            }
            serve()
            _ = shared.ageWakeup.wait(.seconds(1))
            shared.ageWakeup.reset()
        }
        _ = consumer.close(deadline: .seconds(5))
        shared.ended(Self.name)
    }

    /// When the first record at `offset` or after it was written; nil where there is none, or nobody says.
    private func look(_ partition: TopicPartition, _ offset: Int64) -> Moment? {
        do throws(KafkaError) {
            try consumer.forward(partition, to: queue)
            try consumer.assign([partition: offset])
        } catch {
            shared.report(LookFailed(what: partition.description, error: error.description))
            return nil
        }
        defer {
            // A partition that isn't assigned any more can't be taken back; then there is nothing to do.
            try? consumer.unassign([partition])
            // What was on its way must not be taken for the answer to the next question.
            queue.consume(timeout: .zero) { _ in true }
        }
        let deadline = Clock.monotonic + Self.patience
        var found: (time: Moment?, isOver: Bool) = (nil, false)
        while !found.isOver, Clock.monotonic < deadline, !shared.isStopping {
            queue.consume(timeout: .milliseconds(200)) { message in
                guard message.partition == partition.partition, message.topicName.string == partition.topic else {
                    return true
                }
                if message.problem == nil, message.offset < offset { return true }
                let time = EventTimestamp.microseconds(ofMilliseconds: message.timestamp)
                found = (message.problem == nil ? time : nil, true)
                return false
            }
            serve()
        }
        return found.time.flatMap { $0 > 0 ? min($0, Clock.wall) : nil }
    }

    private func serve() {
        while let event = consumer.poll(.zero) {
            guard case .failed(let error) = event else { continue }
            shared.report(LookFailed(what: "ages", error: error.description))
        }
    }
}

/// What was found of a record that a consumer has still to apply.
struct RecordAge: Hashable, Sendable {
    let offset: Int64
    /// When it was written.
    let time: Moment
    /// When it was looked at (monotonic nanoseconds).
    let seenAt: Int64

    /// How long an answer is good for: its consumer goes on meanwhile.
    private static let validity: Int64 = 30_000_000_000

    /// The time for a record at `offset`, which isn't older than the one that was looked at.
    func time(at offset: Int64, now: Int64) -> Moment? {
        offset >= self.offset && now &- seenAt <= Self.validity ? time : nil
    }
}
