@testable import Pipeline

/// What `Claimer` does: halts are written down, then what is wanted is claimed, until it succeeds.
final class ClaimerModel {
    private enum Phase {
        case idle(until: Int)
        case writingHalt
        case claiming([PartitionID], [LogGuard.Bounds])
        case endingHolders
    }

    unowned let member: Member
    var requests: [Request] = []
    private(set) var session: DatabaseSession?
    private var phase = Phase.idle(until: 0)
    private var wanted: Set<PartitionID> = []
    private var halts: [(partition: PartitionID, claim: Claim, reason: String, retries: Bool)] = []
    private var backoff = Backoff.outage

    init(_ member: Member) { self.member = member }

    private var world: World { member.world }

    var nextDeadline: Int? {
        if case .idle(let until) = phase { return wanted.isEmpty && halts.isEmpty ? nil : until }
        return session?.nextDeadline
    }

    func step() -> Bool {
        switch phase {
        case .idle(let until):
            guard !requests.isEmpty || (world.now >= until && !(wanted.isEmpty && halts.isEmpty)) else { return false }
            for request in requests { note(request) }
            requests.removeAll()
            begin()
        case .writingHalt, .claiming, .endingHolders:
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
                    partition: halt.partition.index, epoch: halt.claim.epoch, reason: halt.reason, retries: halt.retries))
        } else if !wanted.isEmpty {
            claim()
        } else {
            backoff.reset()
            phase = .idle(until: world.now + 5_000)
        }
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
            halts.removeFirst()
            begin()
        case (.claimed(let rows), .claiming(let partitions, let bounds)):
            answer(rows, Dictionary(zip(partitions, bounds), uniquingKeysWith: { $1 }))
            begin()
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
            claims[partition] = judge(claimed, earlier[partition])
            numbers[partition] = claimed.claim
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

    private func rest() { phase = .idle(until: world.now + backoff.next(jitter: 0.5).wholeMilliseconds) }
}

extension OffsetStore.ClaimedRow {
    /// The row as a claim would give it that doesn't tell of halts.
    fileprivate var withoutHalt: OffsetStore.ClaimedRow {
        var claim = claim
        claim.haltReason = nil
        return OffsetStore.ClaimedRow(claim: claim, partition: partition, cluster: cluster)
    }
}
