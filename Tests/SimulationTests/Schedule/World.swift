@testable import Pipeline

/// One run: the servers, the members, the clock, and whose turn it is. Everything happens on one thread, as the dice say.
final class World {
    let plan: Plan
    let mutants: Mutants
    var dice: Dice
    /// The clock, in milliseconds.
    private(set) var now = 0 {
        didSet { store.now = now }
    }
    var log: [PartitionLog]
    let store: StoreModel
    let group: GroupModel
    var members: [Member] = []
    var cluster = "first"
    /// Which broker leads the partitions.
    var leader = 0
    var brokerDownUntil: Int?
    var refusedUntil: Int?

    /// Until faults stop; what follows must drain.
    private(set) var isActive = true
    /// What went wrong first, or nil.
    private(set) var violation: Violation?

    // What a schedule contained, so that halts have a reason.
    var hasMisconfiguration = false
    var hasLogFault = false
    var loses = false
    var refusedRecords = 0
    var cursedPartitions: Set<Int> = []
    var hasCursedObject = false
    var reclaims = 0

    private let tracer: Tracer?
    private var names = 0
    private var ids = 0
    private var left: [Int]
    private var steps = 0
    private var healedAt = 0

    init(_ plan: Plan, mutants: Mutants, tracer: Tracer? = nil) {
        self.plan = plan
        self.mutants = mutants
        self.tracer = tracer
        dice = Dice(plan.seed ^ 0x5EED)
        log = [PartitionLog](repeating: PartitionLog(), count: plan.partitions)
        left = [Int](repeating: plan.recordsPerPartition, count: plan.partitions)
        store = StoreModel(partitions: plan.partitions, mutants: mutants)
        group = GroupModel(partitions: plan.partitions, isCooperative: plan.isCooperative)
        store.committed = { [unowned self] in committed($0, before: $1) }
        store.randomFault = { [unowned self] in randomError() }
    }

    /// Runs from the first member's start until everything is applied, or something is wrong.
    func run() -> Violation? {
        for _ in 0..<plan.members { spawn() }
        while violation == nil, isActive || !isDrained {
            steps += 1
            if isActive { disturb() }
            if isActive, steps >= plan.activeSteps { heal() }
            takeTurn()
            pass(dice.below(12))
            if !isActive, now - healedAt > 900_000 || steps > 60_000 { report(.stuck, standstill) }
        }
        return violation
    }

    // MARK: - Turns

    private func takeTurn() {
        for _ in 0..<8 where step(dice.below(turns)) { return }
        for turn in 0..<turns where step(turn) { return }
        skip()
    }

    private var turns: Int { members.count * Member.turns(plan) + 4 }

    private func step(_ turn: Int) -> Bool {
        let threads = Member.turns(plan)
        guard turn >= 4 else { return stepOfServers(turn) }
        let member = members[(turn - 4) / threads]
        return member.step((turn - 4) % threads)
    }

    private func stepOfServers(_ turn: Int) -> Bool {
        switch turn {
        case 0: return produce()
        case 1:
            return group.step(now: now, dice: &dice) { name in
                members.first { $0.name == name }?.isReachable ?? false
            }
        default:
            let busy = store.backends.filter(\.isBusy)
            guard !busy.isEmpty else { return false }
            let first = dice.below(busy.count)
            for offset in busy.indices where store.run(busy[(first + offset) % busy.count]) { return true }
            return false
        }
    }

    /// Nobody can do anything now: the clock goes on to when somebody can.
    private func skip() {
        let due =
            members.map(\.nextDeadline) + [
                store.nextDeadline, group.nextDeadline, brokerDownUntil, refusedUntil,
            ]
        let next = due.compactMap { $0 }.filter { $0 > now }.min()
        pass(max(1, min((next ?? now + 1_000) - now, 60_000)))
    }

    private func pass(_ milliseconds: Int) {
        now += milliseconds
        if let until = store.downUntil, now >= until { store.downUntil = nil }
        if let until = brokerDownUntil, now >= until { brokerDownUntil = nil }
        if let until = refusedUntil, now >= until { (refusedUntil, store.refusal) = (nil, nil) }
        for member in members { member.wake(at: now) }
        if members.contains(where: \.isDead) { bury() }
    }

    private func bury() {
        for member in members where member.isDead { group.forget(member.name) }
        members.removeAll { $0.isDead && !group.knows($0.name) }
    }

    // MARK: - The schedule

    private func disturb() {
        if dice.chance(plan.faultRate), !plan.faults.isEmpty { strike(dice.pick(plan.faults)) }
        if dice.chance(plan.flushRate) { store.flush() }
        if !plan.isClean, dice.chance(5) { pass(dice.within(100...4_000)) }
    }

    /// Faults stop: servers are there, what was cursed is mended, somebody is alive.
    private func heal() {
        isActive = false
        healedAt = now
        store.isCured = true
        note("── faults stop")
        if !members.contains(where: { !$0.isDead && $0.control?.isStopping == false }) { spawn() }
        for partition in left.indices { while left[partition] > 0 { produce(partition) } }
    }

    func spawn() {
        names += 1
        let member = Member(names, self)
        members.append(member)
        group.join(names, member.client)
        note("m\(names) joins")
    }

    private func randomError() -> String? {
        isActive && dice.chance(plan.errorRate) ? dice.pick(plan.errors) : nil
    }

    // MARK: - The log

    private func produce() -> Bool {
        guard isActive, dice.chance(150) else { return false }
        let partition = dice.below(plan.partitions)
        guard left[partition] > 0, !log[partition].isTruncated else { return false }
        produce(partition)
        return true
    }

    private func produce(_ partition: Int) {
        left[partition] -= 1
        guard !log[partition].isTruncated else { return }
        append(to: partition)
        if dice.chance(plan.holes / 2) { log[partition].appendMarkers(dice.within(1...2)) }
    }

    func append(to partition: Int, holes: Int? = nil) {
        ids += 1
        let kind = kind(partition)
        let drawn = dice.chance(plan.holes) ? dice.within(1...3) : 0
        log[partition].append(kind, id: ids, partition: partition, holes: holes ?? drawn)
    }

    private func kind(_ partition: Int) -> RecordKind {
        guard isActive else { return .good }
        if dice.chance(plan.rejected) { return .rejected }
        if dice.chance(plan.refused) {
            refusedRecords += 1
            return .refused(dice.pick(Plan.refusals))
        }
        guard dice.chance(plan.cursed) else { return .good }
        cursedPartitions.insert(partition)
        let isUsersObject = dice.chance(300)
        hasCursedObject = hasCursedObject || isUsersObject
        return .cursed(isUsersObject ? "23514" : dice.pick(Plan.curses), isUsersObject: isUsersObject)
    }

    // MARK: - Connections

    func connect() -> DatabaseSession? { store.connect() }

    /// Sends `statement`; the network may break before or behind it.
    func send(_ statement: Statement, on session: DatabaseSession, timeout: Int) {
        let trouble = isActive && dice.chance(plan.networkRate) ? dice.below(5) : -1
        switch trouble {
        case 0:
            abandon(session)
        case 1: session.isSilent = true
        default: break
        }
        session.send(statement, timeout: timeout, at: now)
        session.backend.sleepsUntil = isActive && dice.chance(plan.slowRate) ? now + dice.within(50...5_000) : nil
        switch trouble {
        case 2: session.cut()
        case 3: session.isSilent = true
        case 4: session.backend.willStall = true
        default: break
        }
    }

    /// The client gives the session up. What the server has been sent of it whole, it goes on with.
    func abandon(_ session: DatabaseSession) {
        session.cut()
        if session.backend.isBusy, !session.backend.isStalled, dice.chance(300) {
            store.terminate(session.backend, with: nil)
        }
        store.abandon(session.backend)
    }

    // MARK: - What is noted

    func report(_ kind: Violation.Kind, _ detail: @autoclosure () -> String) {
        guard violation == nil else { return }
        violation = Violation(kind: kind, detail: detail())
        note("══ \(kind): \(violation?.detail ?? "")")
    }

    func note(_ line: @autoclosure () -> String) {
        guard let tracer else { return }
        tracer.add("\(now) ms  \(line())")
    }
}
