@testable import Pipeline

/// What can go wrong, one at a time.
enum Mishap: Hashable {
    // Members come and go in good order.
    case join, leave, shuffle
    // Processes.
    case killMember, pauseMember, isolateMember
    // The database.
    case killServer, restartServer, refuseAll, misconfigure
    // The broker.
    case brokerDown, leaderChange
    // The log: what was applied is no longer what is there, or what was not applied is gone.
    case truncate, rewrite, delete, otherCluster

    static let orderly: [Mishap] = [.join, .leave, .shuffle]
    static let disorderly: [Mishap] = [
        .killMember, .pauseMember, .isolateMember, .killServer, .restartServer, .refuseAll, .misconfigure, .brokerDown,
        .leaderChange,
    ]
    static let storm: [Mishap] = [.join, .leave, .shuffle, .shuffle, .isolateMember, .isolateMember, .leaderChange]
    static let ofTheLog: [Mishap] = [.truncate, .rewrite, .delete, .otherCluster]
}

extension World {
    /// Brings `mishap` about, where it can be.
    func strike(_ mishap: Mishap) {
        note("── \(mishap)")
        switch mishap {
        case .join: if members.count < 4 { spawn() }
        case .leave: if let member = anyMember(sparing: 1) { member.control?.beginStop() }
        case .shuffle: group.shuffle()
        case .killMember: anyMember()?.crash()
        case .pauseMember: anyMember()?.pausedUntil = now + dice.pick([500, 5_000, 15_000, 40_000])
        case .isolateMember: anyMember()?.isolatedUntil = now + dice.pick([3_000, 15_000, 30_000])
        case .killServer:
            let kept = dice.below(store.unflushedCount + 1)
            loses = loses || kept < store.unflushedCount
            store.crash(keeping: kept, until: now + dice.pick([100, 2_000, 20_000]))
        case .restartServer: store.restart(until: now + dice.pick([100, 5_000]))
        case .refuseAll: refuse(dice.pick(["53100", "25006", "57P03", "53300", "58030"]))
        case .misconfigure:
            hasMisconfiguration = true
            refuse(dice.pick(Plan.misconfigurations))
        case .brokerDown: brokerDownUntil = now + dice.pick([500, 5_000, 20_000])
        case .leaderChange: leader += 1
        case .truncate, .rewrite, .delete, .otherCluster: strikeLog(mishap)
        }
    }

    private func refuse(_ code: String) {
        store.refusal = code
        refusedUntil = now + dice.pick([200, 3_000, 20_000])
    }

    private func anyMember(sparing spared: Int = 0) -> Member? {
        let running = members.filter { $0.runs && $0.life == .running && $0.control?.isStopping == false }
        return running.count > spared ? dice.pick(running) : nil
    }

    /// Once a run: after it, what may be consumed of the partition is another question than before.
    private func strikeLog(_ mishap: Mishap) {
        guard !hasLogFault else { return }
        let partition = dice.below(plan.partitions)
        guard let place = place(of: mishap, in: partition) else { return }
        hasLogFault = true
        switch mishap {
        case .truncate: log[partition].truncate(at: place)
        case .delete: log[partition].delete(below: place)
        default:
            // Who is there when the log changes under him may go on without seeing it; who claims must see it.
            for member in members where !member.isDead { member.crash() }
            store.restart(until: now + 100)
            if mishap == .otherCluster { cluster = "another" } else { rewrite(partition, at: place) }
            spawn()
        }
    }

    private func place(of mishap: Mishap, in partition: Int) -> Int64? {
        let row = store.contents.rows[partition]
        switch mishap {
        case .otherCluster: return row.exists ? 0 : nil
        case .delete: return Int64(dice.below(Int(log[partition].high) + 1))
        case .truncate: return Int64(dice.below(Int(log[partition].high) + 1))
        // At or before the record that was applied last: a cut behind it takes nothing that anybody knows of.
        default: return row.anchor.map { Int64(dice.below(Int($0.offset) + 1)) }
        }
    }

    private func rewrite(_ partition: Int, at place: Int64) {
        log[partition].rewrite(at: place)
        // Without holes: where the new log has none at the anchor's offset, nothing is left to compare with.
        for _ in 0..<dice.below(plan.recordsPerPartition) { append(to: partition, holes: 0) }
    }
}
