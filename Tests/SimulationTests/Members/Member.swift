@testable import Pipeline

/// One process of the consumer: a control thread, a claimer, lanes, and a Kafka client.
final class Member {
    /// How far its life has come.
    enum Life { case running, closing, dead }

    let name: Int
    unowned let world: World
    /// Where each partition stands as its lane knows it: `PositionBoard`.
    var standings: [PartitionID: PositionBoard.Standing] = [:]
    let client: ClientModel
    private(set) var life = Life.running
    /// Until when nothing of the process runs (SIGSTOP), or nil.
    var pausedUntil: Int?
    /// Until when the coordinator doesn't hear of it, or nil.
    var isolatedUntil: Int?
    /// When a process that can't end in good order ends all the same.
    private(set) var closingUntil: Int?
    private var parts: (control: ControlLoopModel, claimer: ClaimerModel, lanes: [LaneModel])?

    init(_ name: Int, _ world: World) {
        self.name = name
        self.world = world
        let plan = world.plan
        client = ClientModel(partitions: plan.partitions, lanes: plan.lanes, isCooperative: plan.isCooperative)
        parts = (
            ControlLoopModel(self), ClaimerModel(self), (0..<plan.lanes).map { LaneModel($0, self) }
        )
    }

    var control: ControlLoopModel? { parts?.control }
    var claimer: ClaimerModel? { parts?.claimer }
    var lanes: [LaneModel] { parts?.lanes ?? [] }
    var isDead: Bool { life == .dead }
    var runs: Bool { life != .dead && pausedUntil == nil }
    var isReachable: Bool { runs && isolatedUntil == nil }

    /// The number of things that take turns in it: control, claimer, the client's fetching, lanes.
    static func turns(_ plan: Plan) -> Int { 3 + plan.lanes }

    /// Gives the thread `turn` a step; whether it could take one.
    func step(_ turn: Int) -> Bool {
        guard runs, let parts else { return false }
        switch turn {
        case 0: return parts.control.step()
        case 1: return parts.claimer.step()
        case 2: return fetch()
        default: return parts.lanes[turn - 3].step()
        }
    }

    private func fetch() -> Bool {
        guard world.brokerDownUntil == nil else { return false }
        let first = world.dice.below(world.plan.partitions)
        for step in 0..<world.plan.partitions {
            let partition = (first + step) % world.plan.partitions
            if client.fetch(partition, from: world.log[partition], upTo: world.dice.within(1...5)) { return true }
        }
        return false
    }

    /// When something of it is due by the clock, the earliest.
    var nextDeadline: Int? {
        guard life != .dead else { return nil }
        guard runs else { return pausedUntil }
        var earliest = min(isolatedUntil ?? .max, closingUntil ?? .max)
        earliest = min(earliest, parts?.control.nextDeadline ?? .max, parts?.claimer.nextDeadline ?? .max)
        for lane in lanes { earliest = min(earliest, lane.nextDeadline ?? .max) }
        return earliest == .max ? nil : earliest
    }

    /// Wakes it, or lets it be heard again, when its time has come.
    func wake(at now: Int) {
        if let until = pausedUntil, now >= until {
            pausedUntil = nil
            note("wakes")
        }
        if let until = isolatedUntil, now >= until { isolatedUntil = nil }
    }

    /// The control loop has ended: the lanes stop, then the group is left.
    func close() {
        life = .closing
        closingUntil = world.now + 10_000
        for lane in lanes { lane.commands.append(.stop) }
    }

    /// All lanes are gone.
    func leave() {
        client.answerForClosing()
        world.group.leave(name)
        end()
        note("has left the group")
    }

    /// kill -9.
    func crash() {
        end()
        note("is killed")
    }

    private func end() {
        life = .dead
        for lane in lanes { lane.session.map(world.abandon) }
        claimer?.session.map(world.abandon)
        parts = nil
    }

    func note(_ text: @autoclosure () -> String) { world.note("m\(name) \(text())") }
}
