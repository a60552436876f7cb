import Kafka
import Synchronization

/// What the broker says of canaries, handed from the producer's thread to the one that waits for it.
final class CanaryMail: Sendable {
    private let reports = Mutex<[(number: Int, result: Result<Delivery, KafkaError>)]>([])

    /// Takes a report.
    func add(_ number: Int, _ result: Result<Delivery, KafkaError>) { reports.withLock { $0.append((number, result)) } }

    /// Gives what came since the last time.
    func take() -> [(number: Int, result: Result<Delivery, KafkaError>)] {
        reports.withLock { reports in
            defer { reports = [] }
            return reports
        }
    }
}
