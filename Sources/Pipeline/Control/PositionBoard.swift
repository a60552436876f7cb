import Synchronization

/// Where each partition stands as its lane knows it: the claim that it goes by, and what it committed last.
///
/// What Kafka is told as a courtesy comes from here, and what the stored rows are compared with.
final class PositionBoard: Sendable {
    /// One partition's place.
    struct Standing: Hashable, Sendable {
        var logID: Int16
        var epoch: Int64
        /// The stored `next_offset` as of our last commit.
        var next: Int64
    }

    private let standings = Mutex<[PartitionID: Standing]>([:])

    func set(_ partition: PartitionID, _ standing: Standing) { standings.withLock { $0[partition] = standing } }

    func remove(_ partitions: [PartitionID]) {
        standings.withLock { standings in for partition in partitions { standings[partition] = nil } }
    }

    /// Removes what a claim noted; a later claim's, of another lane perhaps, stays.
    func remove(_ partition: PartitionID, epoch: Int64, logID: Int16) {
        standings.withLock { standings in
            if let known = standings[partition], known.epoch == epoch, known.logID == logID {
                standings[partition] = nil
            }
        }
    }

    var all: [PartitionID: Standing] { standings.withLock { $0 } }
}
