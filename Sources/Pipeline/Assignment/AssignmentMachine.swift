/// Who owns which partition of this member, from the rebalance that gives it to the one that takes it.
///
/// ```
///  rebalance gives ─▶ claiming ─▶ readying (its lane makes room) ─▶ live ─▶ releasing ─▶ unassigned
///                      ▲  ▲  │                                       │ │
///                      │  │  └──────────▶ halted ◀── a fault ────────┘ │
///                      │  └── slow retry ───┘                          │
///                      └───────────── reclaim (fenced, lost) ──────────┘
/// ```
///
/// A halted partition is ours in the group's eyes and in nobody's assignment: nothing of it is fetched, and the others run.
///
/// Kafka is told of an assignment only when every partition of it is claimed in Postgres and its lane knows it; until
/// then the control thread polls on, and membership outlives any outage of the database. A revocation waits for the lanes
/// to let go, up to the caller's deadline; the epoch fences what is still under way then.
package struct AssignmentMachine: Sendable {
    /// What happened.
    package enum Event: Hashable, Sendable {
        /// A rebalance gives these partitions.
        case given([PartitionID])
        /// A rebalance takes these; `lost`: somebody else may have them already, so nobody is waited for.
        case taken([PartitionID], lost: Bool)
        /// These were claimed.
        case claimed([PartitionID: Claim])
        /// A lane has taken note of the partition, and drops nothing of it from now on.
        case ready(PartitionID, epoch: Int64)
        /// A lane has let go of the partition: nothing of it is held or under way.
        case released(PartitionID)
        /// A lane has dropped the partition, since what it holds is not what the row says.
        case reclaim(PartitionID, epoch: Int64)
        /// A lane has dropped the partition, which may not go on until it is tried again or somebody acts.
        case halted(PartitionID, epoch: Int64)
        /// A halted partition is tried again: its claim says whether it may go on.
        case retry(PartitionID)
        /// The lanes had their time to let go.
        case releaseDeadline
    }

    /// What the control thread does, in this order.
    package enum Action: Hashable, Sendable {
        /// Claim these in one transaction, trying until it succeeds, then say `claimed`.
        case claim([PartitionID])
        /// Tell the lane, which answers `ready`.
        case prepare(PartitionID, lane: Int, Claim)
        /// Tell the lane, which answers `released`.
        case release(PartitionID, lane: Int)
        /// Forward the queues, then add to Kafka's assignment, from these offsets.
        case assign([PartitionID: Int64])
        /// Take out of Kafka's assignment.
        case unassign([PartitionID])
        /// Start the clock of a revocation; when it runs out say `releaseDeadline`.
        case startReleaseClock
        /// The claim says that the partition may not go on; the reason goes to the operator.
        case reportHalt(PartitionID, Claim, reason: String)
    }

    private enum State: Hashable, Sendable {
        case claiming
        case readying(Claim, lane: Int)
        case ready(Claim, lane: Int)
        case live(Claim, lane: Int)
        case releasing(lane: Int)
        case halted
    }

    private let lanes: Int
    private var states: [PartitionID: State] = [:]
    /// The partitions that Kafka gave together and must hear of together.
    private var given: Set<PartitionID> = []
    /// The partitions of a revocation that Kafka waits for.
    private var taken: Set<PartitionID> = []
    /// Those of them that Kafka's assignment holds.
    private var takenLive: Set<PartitionID> = []

    /// A member without partitions, whose pipeline has `lanes` lanes (1 or more).
    package init(lanes: Int) { self.lanes = max(1, lanes) }

    /// Every partition that Kafka says is ours.
    package var owned: [PartitionID] { states.keys.sorted() }

    /// Whether a rebalance is under way: partitions that Kafka gave and has not heard of, or waits for.
    package var isRebalancing: Bool { !given.isEmpty || !taken.isEmpty }

    /// Whether every partition that is ours is being consumed.
    package var isSettled: Bool {
        !isRebalancing
            && states.values.allSatisfy { state in
                switch state {
                case .live, .halted: true
                default: false
                }
            }
    }

    /// The partitions that are ours and may not go on.
    package var halted: [PartitionID] { states.filter { $0.value == .halted }.keys.sorted() }

    /// The lane that consumes the partition, or nil where none does.
    package func lane(of partition: PartitionID) -> Int? {
        if case .live(_, let lane) = states[partition] { lane } else { nil }
    }

    /// Whether the partition goes by the claim that drew `epoch`.
    ///
    /// A lane that was busy while its partition was lost and given again answers for the claim before: taken for an answer about
    /// the claim that holds now, it would have the partition claimed again while a lane still holds it, and records skipped.
    package func holds(_ partition: PartitionID, epoch: Int64) -> Bool {
        switch states[partition] {
        case .readying(let claim, _), .ready(let claim, _), .live(let claim, _): claim.epoch == epoch
        case .claiming, .releasing, .halted, nil: false
        }
    }

    /// The actions that follow from `event`.
    package mutating func on(_ event: Event) -> [Action] {
        switch event {
        case .given(let partitions): return give(partitions)
        case .taken(let partitions, let lost): return take(partitions, lost: lost)
        case .claimed(let claims): return claimed(claims)
        case .ready(let partition, let epoch): return ready(partition, epoch)
        case .released(let partition): return released(partition)
        case .reclaim(let partition, let epoch): return leave(partition, epoch, as: .claiming)
        case .halted(let partition, let epoch): return leave(partition, epoch, as: .halted)
        case .retry(let partition): return retry(partition)
        case .releaseDeadline: return finishTaking()
        }
    }

    private mutating func give(_ partitions: [PartitionID]) -> [Action] {
        // An empty assignment must be answered as well, or the group waits for us.
        guard !partitions.isEmpty else { return [.assign([:])] }
        for partition in partitions { states[partition] = .claiming }
        given.formUnion(partitions)
        return [.claim(partitions.sorted())]
    }

    private mutating func claimed(_ claims: [PartitionID: Claim]) -> [Action] {
        var actions: [Action] = []
        for (partition, claim) in claims.sorted(by: { $0.key < $1.key }) where states[partition] == .claiming {
            if let reason = claim.haltReason {
                states[partition] = .halted
                actions.append(.reportHalt(partition, claim, reason: reason))
                continue
            }
            let lane = leastLoadedLane()
            states[partition] = .readying(claim, lane: lane)
            actions.append(.prepare(partition, lane: lane, claim))
        }
        return given.isEmpty ? actions : actions + assignWhenComplete()
    }

    private mutating func ready(_ partition: PartitionID, _ epoch: Int64) -> [Action] {
        guard case .readying(let claim, let lane) = states[partition], claim.epoch == epoch else { return [] }
        guard given.contains(partition) else {
            states[partition] = .live(claim, lane: lane)
            return [.assign([partition: claim.fetchOffset])]
        }
        states[partition] = .ready(claim, lane: lane)
        return assignWhenComplete()
    }

    private mutating func assignWhenComplete() -> [Action] {
        var complete: [PartitionID: (claim: Claim, lane: Int)] = [:]
        for partition in given {
            switch states[partition] {
            case .ready(let claim, let lane): complete[partition] = (claim, lane)
            case .halted: break
            default: return []
            }
        }
        given.removeAll()
        for (partition, (claim, lane)) in complete { states[partition] = .live(claim, lane: lane) }
        return [.assign(complete.mapValues(\.claim.fetchOffset))]
    }

    /// A lane dropped a partition; what becomes of it is `state`.
    private mutating func leave(_ partition: PartitionID, _ epoch: Int64, as state: State) -> [Action] {
        guard holds(partition, epoch: epoch) else { return [] }
        let claims = state == .claiming ? [Action.claim([partition])] : []
        switch states[partition] {
        case .live:
            states[partition] = state
            return [.unassign([partition])] + claims
        case .readying, .ready:
            // A fetch error of an earlier assignment can reach the lane before Kafka hears of this one.
            states[partition] = state
            return claims + (given.isEmpty ? [] : assignWhenComplete())
        case .claiming, .halted, .releasing, nil: return []
        }
    }

    private mutating func retry(_ partition: PartitionID) -> [Action] {
        guard states[partition] == .halted else { return [] }
        states[partition] = .claiming
        return [.claim([partition])]
    }

    /// The lane with the fewest partitions, the lowest number among equals.
    private func leastLoadedLane() -> Int {
        var loads = [Int](repeating: 0, count: lanes)
        for state in states.values {
            switch state {
            case .claiming, .halted: break
            case .readying(_, let lane), .ready(_, let lane), .live(_, let lane), .releasing(let lane): loads[lane] += 1
            }
        }
        return loads.indices.min { loads[$0] < loads[$1] } ?? 0
    }
}

// MARK: - What a rebalance takes

extension AssignmentMachine {
    private mutating func take(_ partitions: [PartitionID], lost: Bool) -> [Action] {
        var actions: [Action] = []
        for partition in partitions.sorted() {
            taken.insert(partition)
            given.remove(partition)
            switch states[partition] {
            case .live(_, let lane):
                takenLive.insert(partition)
                states[partition] = .releasing(lane: lane)
                actions.append(.release(partition, lane: lane))
            case .readying(_, let lane), .ready(_, let lane):
                states[partition] = .releasing(lane: lane)
                actions.append(.release(partition, lane: lane))
            case .releasing: takenLive.insert(partition)
            case .claiming, .halted, nil: states[partition] = nil
            }
        }
        if lost || !isReleasing { return actions + finishTaking() }
        return actions + [.startReleaseClock]
    }

    private var isReleasing: Bool {
        taken.contains { if case .releasing = states[$0] { true } else { false } }
    }

    private mutating func released(_ partition: PartitionID) -> [Action] {
        guard case .releasing = states[partition] else { return [] }
        states[partition] = nil
        return isReleasing ? [] : finishTaking()
    }

    private mutating func finishTaking() -> [Action] {
        guard !taken.isEmpty else { return [] }
        for partition in taken { states[partition] = nil }
        let unassigned = takenLive.sorted()
        taken.removeAll()
        takenLive.removeAll()
        // What was given with them and is complete now must not wait for partitions that are gone.
        return [.unassign(unassigned)] + (given.isEmpty ? [] : assignWhenComplete())
    }
}
