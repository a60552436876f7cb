@testable import Pipeline

extension World {
    /// Whether everything that can be applied is, everywhere, and nothing is under way any more.
    var isDrained: Bool {
        liftHalts()
        guard group.isSettled, !store.hasOrphans, members.allSatisfy({ $0.isDead || isQuiet($0) }) else { return false }
        for partition in log.indices where !isDone(partition) { return false }
        for partition in log.indices { audit(partition) }
        judgeHandovers()
        return true
    }

    private func isQuiet(_ member: Member) -> Bool {
        member.isReachable && member.life == .running && member.control?.isSettled == true
            && member.control?.isStopping == false
            && member.lanes.allSatisfy { $0.machine == nil && $0.commands.isEmpty }
    }

    /// At the log's end, or halted for a reason that stays.
    private func isDone(_ partition: Int) -> Bool {
        let row = store.contents.rows[partition]
        if isHalted(partition) { return row.isHalted || log[partition].isTouched || cluster != "first" }
        return row.next == log[partition].high
    }

    private func isHalted(_ partition: Int) -> Bool {
        members.contains {
            $0.name == group.owners[partition] && $0.control?.halted.contains(PartitionID(partition)) == true
        }
    }

    /// The operator mends what he is told of, once its cause is gone.
    private func liftHalts() {
        guard plan.liftsHalts, !hasLogFault else { return }
        for partition in log.indices where store.contents.rows[partition].isHalted { store.liftHalt(partition) }
    }

    /// Where members only come and go in good order, no transaction is fenced and no partition is read again.
    private func judgeHandovers() {
        guard plan.isClean else { return }
        if store.fencings > 0 { report(.uncleanHandover, "\(store.fencings) transactions were fenced") }
        if reclaims > 0 { report(.uncleanHandover, "\(reclaims) partitions were claimed again") }
    }

    /// What stands still, for the trace.
    var standstill: String {
        let partitions = log.indices.map { partition in
            let row = store.contents.rows[partition]
            return "p\(partition) of m\(group.owners[partition] ?? 0) at \(row.next) of \(log[partition].high)"
                + (row.haltReason.map { ", halted: \($0)" } ?? "")
        }
        return partitions.joined(separator: "; ") + (group.isSettled ? "" : "; the group is not settled")
    }
}
