@testable import Pipeline

/// What `ControlLoop` does with the real `AssignmentMachine`, one message or action a step.
final class ControlLoopModel {
    unowned let member: Member
    var inbox: [ControlInput] = []
    private(set) var machine: AssignmentMachine
    private var actions: [AssignmentMachine.Action] = []
    /// Which claim of the store's each partition was claimed with last.
    private var numbers: [PartitionID: Int] = [:]
    /// The claim that each partition was prepared with last.
    private var epochs: [PartitionID: Int64] = [:]
    private var retries: [(partition: PartitionID, due: Int)] = []
    private var reasons: Set<PartitionID> = []
    private var releaseDeadline: Int?
    private var stopDeadline: Int?

    static let releaseTimeout = 15_000
    static let haltRetry = 30_000

    init(_ member: Member) {
        self.member = member
        machine = AssignmentMachine(lanes: member.world.plan.lanes)
    }

    private var world: World { member.world }
    var isStopping: Bool { stopDeadline != nil }

    /// Whether all that is its is being consumed.
    var isSettled: Bool { machine.isSettled && inbox.isEmpty && actions.isEmpty }
    var halted: [PartitionID] { machine.halted }

    var nextDeadline: Int? {
        let timers = retries.map(\.due) + [releaseDeadline, stopDeadline].compactMap { $0 }
        return timers.min().map { $0 + 1 }
    }

    func step() -> Bool {
        if member.life == .closing {
            if member.lanes.allSatisfy(\.hasEnded), member.claimer?.isIdle == true {
                member.leave()
            } else if let until = member.closingUntil, world.now >= until {
                member.crash()
            } else {
                return false
            }
            return true
        }
        if !actions.isEmpty {
            perform(actions.removeFirst())
        } else if !inbox.isEmpty {
            take(inbox.removeFirst())
        } else if isDone {
            member.close()
        } else if let event = member.client.poll() {
            take(event)
        } else {
            return runTimers()
        }
        return true
    }

    private var isDone: Bool {
        guard let stopDeadline else { return false }
        return machine.owned.isEmpty || world.now > stopDeadline
    }

    // MARK: - Inputs

    private func feed(_ event: AssignmentMachine.Event) {
        let next = machine.on(event)
        actions += next
        world.note("m\(member.name) control: \(event.brief) → \(next.map(\.brief).joined(separator: "; "))")
    }

    private func take(_ input: ControlInput) {
        switch input {
        case .claimed(let claims, let numbers):
            for (partition, number) in numbers { self.numbers[partition] = number }
            feed(.claimed(claims))
        case .lane(let report): take(report)
        case .found(let findings):
            for (partition, finding) in findings.sorted(by: { $0.key < $1.key }) { take(finding, partition) }
        }
    }

    /// What the claimer noticed between claims.
    private func take(_ finding: PositionCheck.Finding, _ partition: PartitionID) {
        switch finding {
        case .retry:
            if let index = retries.firstIndex(where: { $0.partition == partition }) { retries[index].due = 0 }
        case .reclaim(let epoch, let why):
            guard let lane = machine.lane(of: partition) else { return }
            world.note("m\(member.name) finds p\(partition.index) out of date: \(why)")
            member.lanes[lane].commands.append(.reclaim(partition, epoch: epoch))
        }
    }

    private func take(_ report: Report) {
        switch report {
        case .ready(let partition, let epoch): feed(.ready(partition, epoch: heard(epoch, of: partition)))
        case .released(let partition): feed(.released(partition))
        case .reclaim(let partition, let epoch):
            world.reclaims += 1
            feed(.reclaim(partition, epoch: heard(epoch, of: partition)))
        case .halted(let partition, let claim, let reason, let retries):
            let epoch = heard(claim.epoch, of: partition)
            guard machine.holds(partition, epoch: epoch) else { return }
            noteHalt(partition, claim, reason, retries: retries)
            feed(.halted(partition, epoch: epoch))
        }
    }

    /// The claim that a lane's answer is taken to be about.
    private func heard(_ epoch: Int64, of partition: PartitionID) -> Int64 {
        world.mutants.contains(.staleAnswersCount) ? epochs[partition] ?? epoch : epoch
    }

    private func noteHalt(_ partition: PartitionID, _ claim: Claim, _ reason: String, retries willRetry: Bool) {
        member.claimer?.requests.append(.halt(partition, claim, reason: reason, retries: willRetry))
        world.halted(partition.index, reason, by: member.name)
        reasons.insert(partition)
        retries.removeAll { $0.partition == partition }
        retries.append((partition, world.now + Self.haltRetry))
    }

    private func take(_ event: ClientModel.Event) {
        switch event {
        case .given(let partitions):
            guard !isStopping else { return member.client.assign([:]) }
            feed(.given(partitions.map { PartitionID($0) }))
        case .taken(let partitions, let lost):
            let taken = partitions.map { PartitionID($0) }
            member.claimer?.requests.append(.forget(taken))
            for partition in taken { member.standings[partition] = nil }
            reasons.subtract(taken)
            retries.removeAll { taken.contains($0.partition) }
            feed(.taken(taken, lost: lost))
        }
    }

    // MARK: - Actions

    private func perform(_ action: AssignmentMachine.Action) {
        switch action {
        case .claim(let partitions): member.claimer?.requests.append(.claim(partitions))
        case .prepare(let partition, let lane, let claim): prepare(partition, lane, claim)
        case .release(let partition, let lane): member.lanes[lane].commands.append(.release(partition))
        case .assign(let offsets): assign(offsets)
        case .unassign(let partitions): member.client.unassign(partitions.map(\.index))
        case .startReleaseClock: startReleaseClock()
        case .reportHalt(let partition, let claim, let reason):
            noteHalt(partition, claim, reason, retries: !claim.isHaltedByRow)
        }
    }

    private func prepare(_ partition: PartitionID, _ lane: Int, _ claim: Claim) {
        reasons.remove(partition)
        retries.removeAll { $0.partition == partition }
        epochs[partition] = claim.epoch
        member.client.forward(partition.index, to: lane)
        member.lanes[lane].commands.append(.prepare(partition, claim, number: numbers[partition] ?? 0))
    }

    private func assign(_ offsets: [PartitionID: Int64]) {
        var places: [Int: Int64] = [:]
        for (partition, offset) in offsets {
            let last = world.mutants.contains(.keepsPosition) ? member.client.lastConsumed[partition.index] : nil
            places[partition.index] = last ?? offset
        }
        member.client.assign(places)
    }

    private func startReleaseClock() {
        releaseDeadline = world.now + Self.releaseTimeout
        if world.mutants.contains(.revokeWithoutDrain) { releaseDeadline = world.now - 1 }
    }

    // MARK: - The clock

    private func runTimers() -> Bool {
        if let deadline = releaseDeadline, world.now > deadline {
            releaseDeadline = nil
            feed(.releaseDeadline)
            return true
        }
        guard let due = retries.first(where: { world.now > $0.due }) else { return false }
        retries.removeAll { $0.partition == due.partition }
        feed(.retry(due.partition))
        return true
    }

    /// SIGTERM: lets go of everything.
    func beginStop() {
        guard stopDeadline == nil else { return }
        stopDeadline = world.now + Self.releaseTimeout
        member.claimer?.requests.append(.forget(machine.owned))
        feed(.taken(machine.owned, lost: false))
    }
}
