import Kafka
import Postgres
import Synchronization
import Telemetry

/// The thread that asks what consumer groups have committed to Kafka, which nobody goes by: it is shown beside the offsets that count,
/// for teams whose tools read those. A thread of its own, since a group's coordinator that is away must hold up no verdict.
final class GroupWorker {
    static let name = "monitor-groups"
    /// Seconds between two questions.
    private static let pause: Int64 = 15
    /// Seconds after which an answer isn't shown any more.
    private static let validity: Int64 = 60

    private let shared: MonitorShared
    private let reader: GroupReader
    private var answers: [String: (at: Int64, offsets: [TopicPartition: Int64])] = [:]
    private var next: Int64 = .min

    init(_ shared: MonitorShared, reader: GroupReader) {
        self.shared = shared
        self.reader = reader
    }

    /// Asks until it is told to stop.
    func run() {
        while !shared.isStopping {
            shared.beat(Self.name)
            if shared.voice != nil, Clock.monotonic >= next {
                look()
                next = Clock.monotonic + Self.pause * 1_000_000_000
            }
            _ = shared.groupWakeup.wait(.seconds(2))
            shared.groupWakeup.reset()
        }
        shared.ended(Self.name)
    }

    private func look() {
        for (pipeline, group) in shared.settings.groups.sorted(by: { $0.key < $1.key }) where !shared.isStopping {
            do throws(KafkaError) {
                answers[pipeline] = (Clock.monotonic, try reader.committedOffsets(of: group, timeout: .seconds(3)))
            } catch { shared.report(GroupSilent(group: group, error: error.description)) }
        }
        let now = Clock.monotonic
        var committed: [ConsumerPlace: Int64] = [:]
        for (pipeline, answer) in answers where now - answer.at < Self.validity * 1_000_000_000 {
            for (partition, offset) in answer.offsets {
                committed[ConsumerPlace(pipeline: pipeline, partition)] = offset
            }
        }
        let known = committed
        shared.state.withLock { $0.committed = known }
    }
}
