@testable import Pipeline

/// What the control thread tells a lane: `LaneCommand`, with the claim's number for the ledger.
enum Command {
    case prepare(PartitionID, Claim, number: Int)
    case reclaim(PartitionID, epoch: Int64)
    case release(PartitionID)
    case stop
}

/// What a lane tells the control thread: `LaneReport`.
enum Report {
    case ready(PartitionID, epoch: Int64)
    case released(PartitionID)
    case reclaim(PartitionID, epoch: Int64)
    case halted(PartitionID, Claim, reason: String, retries: Bool)
}

/// What reaches the control thread: `ControlMessage`.
enum ControlInput {
    case claimed([PartitionID: Claim], numbers: [PartitionID: Int])
    case lane(Report)
    case found([PartitionID: PositionCheck.Finding])
}

/// What the claimer is asked: `ClaimRequest`.
enum Request {
    case claim([PartitionID])
    case forget([PartitionID])
    case halt(PartitionID, Claim, reason: String, retries: Bool)
}

extension PartitionID {
    /// The simulation has one topic.
    init(_ partition: Int) { self.init(topic: 0, partition: Int32(partition)) }

    var index: Int { Int(partition) }
}

extension Duration {
    /// For the simulation's clock, which counts milliseconds; at least 1, so that a wait is one.
    var wholeMilliseconds: Int {
        max(1, Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000))
    }
}
