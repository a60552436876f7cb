import Testing

@testable import Pipeline

@Suite("A partition that may not go on stays ours, and holds up nobody")
struct AssignmentMachineHaltTests {
    static let (a, b) = (AssignmentMachineTests.partition(0), AssignmentMachineTests.partition(1))
    static let claim = AssignmentMachineTests.claim()

    @Test("A lane's halt takes the partition out of Kafka's assignment and leaves it ours")
    func halted() {
        var machine = AssignmentMachineTests.live([Self.a, Self.b])
        #expect(machine.on(.halted(Self.a, epoch: 1)) == [.unassign([Self.a])])
        #expect(machine.owned == [Self.a, Self.b])
        #expect(machine.halted == [Self.a])
        #expect(machine.isSettled)
    }

    @Test("Tried again, it is claimed, made ready and assigned alone")
    func retried() {
        var machine = AssignmentMachineTests.live([Self.a, Self.b])
        _ = machine.on(.halted(Self.a, epoch: 1))
        #expect(machine.on(.retry(Self.a)) == [.claim([Self.a])])
        #expect(!machine.isSettled)
        #expect(!machine.isRebalancing)
        let again = AssignmentMachineTests.claim(7, epoch: 2)
        #expect(machine.on(.claimed([Self.a: again])) == [.prepare(Self.a, lane: 0, again)])
        #expect(machine.on(.ready(Self.a, epoch: 2)) == [.assign([Self.a: 7])])
        #expect(machine.halted.isEmpty)
    }

    @Test("A retry of what runs, or is not ours, does nothing")
    func needlessRetry() {
        var machine = AssignmentMachineTests.live([Self.a])
        #expect(machine.on(.retry(Self.a)) == [])
        #expect(machine.on(.retry(Self.b)) == [])
    }

    @Test("A claim that says halt reports it, and the others of its rebalance are assigned without it")
    func haltedByClaim() {
        var machine = AssignmentMachine(lanes: 1)
        _ = machine.on(.given([Self.a, Self.b]))
        #expect(machine.isRebalancing)
        var halt = Self.claim
        halt.haltReason = "the log is another one"
        let actions = machine.on(.claimed([Self.a: halt, Self.b: Self.claim]))
        #expect(
            actions == [
                .reportHalt(Self.a, halt, reason: "the log is another one"), .prepare(Self.b, lane: 0, Self.claim),
            ])
        #expect(machine.on(.ready(Self.b, epoch: 1)) == [.assign([Self.b: 0])])
        #expect(machine.isSettled)
        #expect(!machine.isRebalancing)
    }

    @Test("Where every claim says halt, the rebalance is answered all the same")
    func allHalted() {
        var machine = AssignmentMachine(lanes: 1)
        _ = machine.on(.given([Self.a]))
        var halt = Self.claim
        halt.haltReason = "no"
        #expect(machine.on(.claimed([Self.a: halt])) == [.reportHalt(Self.a, halt, reason: "no"), .assign([:])])
    }

    @Test("A rebalance takes a halted partition without waiting for a lane")
    func taken() {
        var machine = AssignmentMachineTests.live([Self.a])
        _ = machine.on(.halted(Self.a, epoch: 1))
        #expect(machine.on(.taken([Self.a], lost: false)) == [.unassign([])])
        #expect(machine.owned.isEmpty)
        #expect(machine.on(.retry(Self.a)) == [])
    }

    @Test("A partition that was halted is not reclaimed by a late word of its lane")
    func lateWord() {
        var machine = AssignmentMachineTests.live([Self.a])
        _ = machine.on(.halted(Self.a, epoch: 1))
        #expect(machine.on(.reclaim(Self.a, epoch: 1)) == [])
    }
}
