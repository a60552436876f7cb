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
    private let readers: [String: GroupReader]
    private var answers: [String: (at: Int64, offsets: [TopicPartition: Int64])] = [:]
    private var next: Int64 = .min

    /// - parameter readers: of the groups of pipelines, by pipeline.
    init(_ shared: MonitorShared, readers: [String: GroupReader]) {
        self.shared = shared
        self.readers = readers
    }

    /// Asks until it is told to stop.
    func run() {
        while !shared.isStopping {
            shared.beat(Self.name)
            let places = shared.state.withLock { $0.places }
            if shared.voice != nil, !places.isEmpty, Clock.monotonic >= next {
                look(places)
                next = Clock.monotonic + Self.pause * 1_000_000_000
            }
            _ = shared.groupWakeup.wait(.seconds(2))
            shared.groupWakeup.reset()
        }
        shared.ended(Self.name)
    }

    private func look(_ places: [String: [TopicPartition]]) {
        for (pipeline, reader) in readers.sorted(by: { $0.key < $1.key }) where !shared.isStopping {
            shared.beat(Self.name)
            do throws(KafkaError) {
                let offsets = try reader.committed(places[pipeline] ?? [], timeout: .seconds(3))
                answers[pipeline] = (Clock.monotonic, offsets)
            } catch { shared.report(GroupSilent(pipeline: pipeline, error: error.description)) }
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
