import Testing

@testable import Pipeline

@Suite("A partition that is out of date is claimed again, wherever its assignment stands")
struct AssignmentMachineReclaimTests {
    static let (a, b) = (AssignmentMachineTests.partition(0), AssignmentMachineTests.partition(1))
    static let claim = AssignmentMachineTests.claim()

    @Test("A fetch error of an earlier assignment that reaches a lane before Kafka hears of the new one")
    func beforeAssign() {
        var machine = AssignmentMachine(lanes: 1)
        _ = machine.on(.given([Self.a, Self.b]))
        _ = machine.on(.claimed([Self.a: Self.claim, Self.b: Self.claim]))
        #expect(machine.on(.ready(Self.a, epoch: 1)) == [])
        #expect(machine.on(.reclaim(Self.a, epoch: 1)) == [.claim([Self.a])])
        #expect(machine.on(.ready(Self.b, epoch: 1)) == [], "the group waits for both")
        #expect(machine.on(.claimed([Self.a: Self.claim])) == [.prepare(Self.a, lane: 0, Self.claim)])
        #expect(machine.on(.ready(Self.a, epoch: 1)) == [.assign([Self.a: 0, Self.b: 0])])
    }

    @Test("Only a partition that is consumed has a lane to be told")
    func lane() {
        var machine = AssignmentMachineTests.live([Self.a])
        #expect(machine.lane(of: Self.a) == 0)
        #expect(machine.lane(of: Self.b) == nil)
        _ = machine.on(.reclaim(Self.a, epoch: 1))
        #expect(machine.lane(of: Self.a) == nil)
    }

    @Test("What a lane says late, of a claim that another one followed, counts for nothing")
    func lateAnswers() {
        var machine = AssignmentMachineTests.live([Self.a])
        // Lost while its lane is busy, given again, claimed again: the lane's answers of before come now.
        _ = machine.on(.taken([Self.a], lost: true))
        _ = machine.on(.given([Self.a]))
        let again = AssignmentMachineTests.claim(7, epoch: 2)
        _ = machine.on(.claimed([Self.a: again]))
        #expect(machine.on(.ready(Self.a, epoch: 1)) == [])
        #expect(machine.on(.reclaim(Self.a, epoch: 1)) == [])
        #expect(machine.on(.halted(Self.a, epoch: 1)) == [])
        #expect(machine.on(.ready(Self.a, epoch: 2)) == [.assign([Self.a: 7])])
        #expect(machine.on(.reclaim(Self.a, epoch: 1)) == [])
        #expect(machine.holds(Self.a, epoch: 2))
        #expect(machine.isSettled)
    }
}
