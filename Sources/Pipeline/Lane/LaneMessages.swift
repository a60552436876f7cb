/// What the control thread tells a lane.
enum LaneCommand: Sendable {
    /// The partition is the lane's from now on; it answers `ready`.
    case prepare(PartitionID, Claim, end: Int64?)
    /// What is held of the partition under this epoch goes, and it is claimed anew; the lane answers `reclaim`.
    case reclaim(PartitionID, epoch: Int64)
    /// A replay may go on to this offset.
    case extend(PartitionID, limit: Int64)
    /// Nothing of the partition is to be held any more; it answers `released`.
    case release(PartitionID)
    /// The lane's thread ends.
    case stop
}

/// What a lane tells the control thread.
enum LaneReport: Sendable {
    /// Records of the partition are taken.
    case ready(PartitionID, epoch: Int64)
    /// Nothing of the partition is held.
    case released(PartitionID)
    /// What the lane holds is not what the row says: claim again; `withoutAnchor` where the record that was applied last can't be read.
    case reclaim(PartitionID, epoch: Int64, withoutAnchor: Bool = false)
    /// The partition may not go on.
    case halted(PartitionID, Claim, reason: String, retries: Bool)
    /// The partition is applied up to the end that it was prepared with.
    case reachedEnd(PartitionID)
}
