internal import Synchronization

/// Where a record landed.
package struct Delivery: Hashable, Sendable {
    /// The partition that the key chose.
    package var partition: Int32
    /// The offset; nil where the broker had the record from an earlier try and can't say.
    package var offset: Int64?
    /// When it was written by the clock of the partition's leader, in milliseconds since 1970; nil where the topic keeps producers' times.
    package var appendedAt: Int64?
}

/// What became of the records that a producer accepted.
package struct DeliveryCounts: Hashable, Sendable {
    /// Records that it took.
    package internal(set) var accepted = 0
    /// Records that every in-sync replica has.
    package internal(set) var delivered = 0
    /// Records that were given up; to be sent again.
    package internal(set) var failed = 0
    /// Why the last of them was.
    package internal(set) var lastError: KafkaError?

    /// Records that nothing is known of yet.
    package var pending: Int { accepted - delivered - failed }
}

/// Counts records and their reports over all clients of a producer, from whatever thread serves them.
final class DeliveryTally: Sendable {
    private let counts = Mutex(DeliveryCounts())

    var current: DeliveryCounts { counts.withLock { $0 } }

    /// A record is about to be handed over. Before, since its report may be faster than we are.
    func accept() { counts.withLock { $0.accepted += 1 } }

    /// It was not taken after all.
    func refuse() { counts.withLock { $0.accepted -= 1 } }

    func count(_ error: KafkaError?) {
        counts.withLock {
            guard let error else {
                $0.delivered += 1
                return
            }
            $0.failed += 1
            $0.lastError = error
        }
    }
}

/// What somebody waits for: finished once, by the record's delivery report.
final class DeliveryPromise: Sendable {
    private let finished: @Sendable (Result<Delivery, KafkaError>) -> Void

    init(_ finished: @escaping @Sendable (Result<Delivery, KafkaError>) -> Void) { self.finished = finished }

    func finish(_ result: Result<Delivery, KafkaError>) { finished(result) }
}
