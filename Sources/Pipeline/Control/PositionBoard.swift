import Synchronization

/// The stored offset of each partition as its lane committed it last; what Kafka is told as a courtesy comes from here.
final class PositionBoard: Sendable {
    private let positions = Mutex<[PartitionID: Int64]>([:])

    func set(_ partition: PartitionID, _ next: Int64) { positions.withLock { $0[partition] = next } }

    func remove(_ partitions: [PartitionID]) {
        positions.withLock { positions in for partition in partitions { positions[partition] = nil } }
    }

    var all: [PartitionID: Int64] { positions.withLock { $0 } }
}
