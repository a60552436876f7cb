@testable import Pipeline

/// What `Claimer` does: halts are written down, then what is wanted is claimed, until it succeeds.
final class ClaimerModel {
    private enum Phase {
        case idle(until: Int)
        case writingHalt
        case claiming([PartitionID], [LogGuard.Bounds])
        case endingHolders
        /// With what lanes knew before the rows were read.
        case checking([PartitionID: PositionBoard.Standing])
    }

    unowned let member: Member
    var requests: [Request] = []
    private(set) var session: DatabaseSession?
    private var phase = Phase.idle(until: 0)
    private var wanted: Set<PartitionID> = []
    private var halts: [(partition: PartitionID, claim: Claim, reason: String, retries: Bool)] = []
    /// The rows that say why a partition of ours is halted, by epoch.
    private var haltMarks: [PartitionID: Int64] = [:]
    /// Who led the partitions when that was looked at last.
    private var leader = 0
    private var backoff = Backoff.outage

    init(_ member: Member) { self.member = member }

    private var world: World { member.world }

    /// Whether it has nothing under way, so that its thread can end.
    var isIdle: Bool { if case .idle = phase { true } else { false } }

    var nextDeadline: Int? {
        if case .idle(let until) = phase { return until }
        return session?.nextDeadline
    }

    func step() -> Bool {
        switch phase {
        case .idle(let until):
            guard member.life == .running, !requests.isEmpty || world.now >= until else { return false }
            noteLeaders()
            for request in requests { note(request) }
            requests.removeAll()
            begin()
        case .writingHalt, .claiming, .endingHolders, .checking:
            guard let reply = session?.answer(at: world.now) else { return false }
            take(reply)
        }
        return true
    }

    private func note(_ request: Request) {
        switch request {
        case .claim(let partitions): wanted.formUnion(partitions)
        case .forget(let partitions):
            wanted.subtract(partitions)
            halts.removeAll { partitions.contains($0.partition) }
            for partition in partitions { haltMarks[partition] = nil }
        case .halt(let partition, let claim, let reason, let retries): halts.append((partition, claim, reason, retries))
        }
    }

    /// The next thing that is open, in the order of `work()`.
    private func begin() {
        if session?.isBroken ?? true { session = world.connect() }
        guard session != nil else { return failed() }
        if let halt = halts.first {
            phase = .writingHalt
            send(
                .halt(
                    partition: halt.partition.index, epoch: halt.claim.epoch, reason: halt.reason, retries: halt.retries
                ))
        } else if !wanted.isEmpty {
            claim()
        } else {
            check()
        }
    }

    /// Looks after partitions that nothing happens to.
    private func check() {
        guard !world.mutants.contains(.noProbe) else { return rest(content: true) }
        phase = .checking(member.standings)
        send(.read)
    }

    private func checked(_ rows: [Int: PositionCheck.Row], _ standings: [PartitionID: PositionBoard.Standing]) {
        var findings: [PartitionID: PositionCheck.Finding] = [:]
        for (partition, standing) in standings {
            findings[partition] = PositionCheck.judge(
                logID: standing.logID, epoch: standing.epoch, next: standing.next, row: rows[partition.index])
        }
        for (partition, epoch) in haltMarks {
            findings[partition] = PositionCheck.judgeHalted(logID: 1, epoch: epoch, row: rows[partition.index])
        }
        if !findings.isEmpty { member.control?.inbox.append(.found(findings)) }
        rest(content: true)
    }

    /// After a leader change the anchors are compared again.
    private func noteLeaders() {
        guard world.brokerDownUntil == nil, world.leader != leader else { return }
        leader = world.leader
        let findings = member.standings.mapValues { PositionCheck.Finding.reclaim(epoch: $0.epoch, .leaderChanged) }
        if !findings.isEmpty { member.control?.inbox.append(.found(findings)) }
    }

    private func claim() {
        // The ends of the log come from the broker.
        guard world.brokerDownUntil == nil else { return rest() }
        let partitions = wanted.sorted()
        phase = .claiming(partitions, partitions.map { world.log[$0.index].bounds })
        send(
            .claim(
                partitions: partitions.map(\.index), starts: partitions.map { world.log[$0.index].low },
                cluster: world.cluster))
    }

    private func send(_ statement: Statement) {
        if let session { world.send(statement, on: session, timeout: 60_000) }
    }

    private func take(_ reply: Reply) {
        switch (reply, phase) {
        case (.done, .writingHalt):
            if let halt = halts.first { haltMarks[halt.partition] = halt.claim.epoch }
            halts.removeFirst()
            begin()
        case (.claimed(let rows), .claiming(let partitions, let bounds)):
            answer(rows, Dictionary(zip(partitions, bounds), uniquingKeysWith: { $1 }))
            begin()
        case (.standing(let rows), .checking(let standings)): checked(rows, standings)
        case (.error("55P03", _, _), .claiming(let partitions, _)):
            phase = .endingHolders
            send(.endHolders(partitions.map(\.index)))
        default: failed()
        }
    }

    private func answer(_ rows: [ClaimedPartition], _ earlier: [PartitionID: LogGuard.Bounds]) {
        var claims: [PartitionID: Claim] = [:]
        var numbers: [PartitionID: Int] = [:]
        for claimed in rows {
            let partition = PartitionID(claimed.partition)
            let claim = judge(claimed, earlier[partition])
            claims[partition] = claim
            numbers[partition] = claimed.claim
            haltMarks[partition] = nil
            if let reason = claim.haltReason, !claim.isHaltedByRow {
                halts.append((partition, claim, reason: reason, retries: true))
            }
        }
        wanted.removeAll()
        member.control?.inbox.append(.claimed(claims, numbers: numbers))
    }

    /// The log's ends are looked at behind the claim: until it was done, an older owner could apply what was written meanwhile.
    private func judge(_ claimed: ClaimedPartition, _ earlier: LogGuard.Bounds?) -> Claim {
        if world.mutants.contains(.guardIsOff) { return claimed.row.claim }
        var row = claimed.row
        if world.mutants.contains(.haltedGoesOn) { row = row.withoutHalt }
        let bounds = world.log[claimed.partition].bounds
        return LogGuard.judge(
            row, world.mutants.contains(.looksBeforeClaim) ? earlier ?? bounds : bounds, cluster: world.cluster,
            topic: ClientModel.topic)
    }

    private func failed() {
        if let session { world.abandon(session) }
        session = nil
        rest()
    }

    /// Until the next round: soon where something is still to be done.
    private func rest(content: Bool = false) {
        if content { backoff.reset() }
        phase = .idle(until: world.now + (content ? 5_000 : backoff.next(jitter: 0.5).wholeMilliseconds))
    }
}

extension OffsetStore.ClaimedRow {
    /// The row as a claim would give it that doesn't tell of halts.
    fileprivate var withoutHalt: OffsetStore.ClaimedRow {
        var claim = claim
        (claim.haltReason, claim.isHaltedByRow) = (nil, false)
        return OffsetStore.ClaimedRow(claim: claim, partition: partition, cluster: cluster)
    }
}
