@testable import Pipeline

// What traces say of the machines' events and actions: short, and the same each time, which a dictionary's own order is not.

extension PartitionID {
    var brief: String { "p\(partition)" }
}

extension Claim {
    var brief: String { "epoch \(epoch) at \(next)" + (haltReason.map { ", halted: \($0.prefix(40))" } ?? "") }
}

private func list(_ partitions: some Sequence<PartitionID>) -> String {
    "[" + partitions.sorted().map(\.brief).joined(separator: " ") + "]"
}

extension AssignmentMachine.Event {
    var brief: String {
        switch self {
        case .given(let partitions): "given \(list(partitions))"
        case .taken(let partitions, let lost): "\(lost ? "lost" : "taken") \(list(partitions))"
        case .claimed(let claims):
            "claimed "
                + claims.sorted { $0.key < $1.key }.map { "\($0.key.brief) \($0.value.brief)" }.joined(separator: ", ")
        case .ready(let partition, let epoch): "ready \(partition.brief) epoch \(epoch)"
        case .released(let partition): "released \(partition.brief)"
        case .reclaim(let partition, let epoch): "reclaim \(partition.brief) epoch \(epoch)"
        case .halted(let partition, let epoch): "halted \(partition.brief) epoch \(epoch)"
        case .retry(let partition): "retry \(partition.brief)"
        case .releaseDeadline: "release deadline"
        }
    }
}

extension AssignmentMachine.Action {
    var brief: String {
        switch self {
        case .claim(let partitions): "claim \(list(partitions))"
        case .prepare(let partition, let lane, let claim): "prepare \(partition.brief) in lane \(lane) \(claim.brief)"
        case .release(let partition, let lane): "release \(partition.brief) of lane \(lane)"
        case .assign(let offsets):
            "assign [" + offsets.sorted { $0.key < $1.key }.map { "\($0.key.brief)@\($0.value)" }.joined(separator: " ")
                + "]"
        case .unassign(let partitions): "unassign \(list(partitions))"
        case .startReleaseClock: "start the release clock"
        case .reportHalt(let partition, _, _): "report the halt of \(partition.brief)"
        }
    }
}

extension Report {
    var brief: String {
        switch self {
        case .ready(let partition, let epoch): "ready \(partition.brief) epoch \(epoch)"
        case .released(let partition): "released \(partition.brief)"
        case .reclaim(let partition, let epoch): "reclaim \(partition.brief) epoch \(epoch)"
        case .halted(let partition, let claim, let reason, _):
            "halted \(partition.brief) epoch \(claim.epoch): \(reason)"
        }
    }
}
