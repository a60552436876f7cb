@testable import Pipeline

/// What `Lane` does with the real `Cursor` and `BatchMachine`: fetch, apply, and only then fetch more.
final class LaneModel {
    /// Where the lane's thread stands.
    enum Phase {
        case top
        /// In the client's callback; `left`: how many messages this call lends, nil before the first.
        case fetching(left: Int?, until: Int)
        case connecting(first: Bool)
        case waiting(until: Int, then: AfterWait)
        case transacting
        case settling([Int])
        case endingHolders(Fault)
        case ended
    }

    /// What follows a wait.
    enum AfterWait { case resumed, connect, firstConnect }

    /// A partition in the lane: `Slot`.
    struct Slot {
        let number: Int
        let id: PartitionID
        let claim: Claim
        /// The claim as the ledger counts it.
        let claimNumber: Int
        var cursor = Cursor()
        var position: SlotPosition
    }

    /// The records of one transaction: `LaneBatch`.
    struct Batch {
        var records: [LogRecord] = []
        var items: [BatchItem] = []
        var ends: [Int: Int64] = [:]

        var isEmpty: Bool { records.isEmpty && ends.isEmpty }
        var slots: Set<Int> { Set(items.map(\.slot)).union(ends.keys) }
    }

    let number: Int
    unowned let member: Member
    var commands: [Command] = []
    var phase = Phase.top
    var slots: [Slot] = []
    var batch = Batch()
    var machine: BatchMachine?
    var session: DatabaseSession?
    var firstBackoff = Backoff.outage
    var isStopping = false
    /// For the mutant that drops it: the second half of a batch that was halved.
    var secondHalf: Range<Int>?
    /// For the mutant that writes them after the offset.
    var effectsToCome: [LogRecord] = []
    private var nextSlot = 0

    init(_ number: Int, _ member: Member) {
        self.number = number
        self.member = member
    }

    var world: World { member.world }
    var hasEnded: Bool { if case .ended = phase { true } else { false } }

    var nextDeadline: Int? {
        switch phase {
        case .fetching(_, let until), .waiting(let until, _): until
        case .transacting, .settling, .endingHolders: session?.nextDeadline
        case .top, .connecting, .ended: nil
        }
    }

    /// Goes on from where it stands; whether it could.
    func step() -> Bool {
        switch phase {
        case .top: return goRound()
        case .fetching(let left, let until): return fetch(left, until)
        case .connecting(let first): connect(first)
        case .waiting(let until, let then): return wait(until, then)
        case .transacting, .settling, .endingHolders:
            guard let reply = session?.answer(at: world.now) else { return false }
            answered(reply)
        case .ended: return false
        }
        return true
    }

    private func goRound() -> Bool {
        obey { _ in }
        if isStopping {
            if let session { world.abandon(session) }
            phase = .ended
        } else {
            member.client.isConsuming[number] = true
            phase = .fetching(left: nil, until: world.now + 500)
        }
        return true
    }

    // MARK: - Commands

    func obey(_ released: (Int) -> Void) {
        let drained = commands
        commands.removeAll()
        for command in drained {
            switch command {
            case .prepare(let id, let claim, let number): prepare(id, claim, number, released)
            case .reclaim(let id, let epoch):
                for slot in slots where slot.id == id && slot.claim.epoch == epoch {
                    released(slot.number)
                    reclaim(slot.number)
                }
            case .release(let id): release(id, released)
            case .stop:
                isStopping = true
                slots.map(\.number).forEach(released)
            }
        }
    }

    private func prepare(_ id: PartitionID, _ claim: Claim, _ claimNumber: Int, _ released: (Int) -> Void) {
        for slot in slots where slot.id == id && !world.mutants.contains(.staleAnswersCount) {
            released(slot.number)
            drop(slot.number)
        }
        var slot = Slot(
            number: nextSlot, id: id, claim: claim, claimNumber: claimNumber,
            position: SlotPosition(slot: nextSlot, epoch: claim.epoch, next: claim.next))
        slot.cursor.begin(next: claim.next, anchor: claim.anchor)
        slots.append(slot)
        note(slot)
        nextSlot += 1
        report(.ready(id, epoch: claim.epoch))
    }

    private func release(_ id: PartitionID, _ released: (Int) -> Void) {
        for slot in slots where slot.id == id {
            released(slot.number)
            drop(slot.number)
        }
        report(.released(id))
    }

    func report(_ report: Report) {
        world.note("m\(member.name) lane \(number): \(report.brief)")
        member.control?.inbox.append(.lane(report))
    }

    // MARK: - Slots

    func index(_ number: Int) -> Int? { slots.firstIndex { $0.number == number } }

    func drop(_ number: Int) {
        if let index = index(number) { member.standings[slots[index].id] = nil }
        slots.removeAll { $0.number == number }
    }

    /// Lets the other threads see where a partition stands.
    func note(_ slot: Slot) {
        member.standings[slot.id] = PositionBoard.Standing(
            logID: slot.claim.logID, epoch: slot.claim.epoch, next: slot.position.next)
    }

    func halt(_ number: Int, reason: String, retries: Bool) {
        guard let index = index(number) else { return }
        let slot = slots[index]
        drop(number)
        report(.halted(slot.id, slot.claim, reason: reason, retries: retries))
    }

    func reclaim(_ number: Int) {
        guard let index = index(number) else { return }
        let slot = slots[index]
        drop(number)
        report(.reclaim(slot.id, epoch: slot.claim.epoch))
    }
}
