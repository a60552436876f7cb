import Testing

@testable import Pipeline

@Suite("A member's partitions, from the rebalance that gives them to the one that takes them")
struct AssignmentMachineTests {
    static func partition(_ number: Int32, topic: Int = 0) -> PartitionID {
        PartitionID(topic: topic, partition: number)
    }
    static func claim(_ next: Int64 = 0, epoch: Int64 = 1) -> Claim { Claim(logID: 1, epoch: epoch, next: next) }

    /// A machine that consumes `partitions` already.
    static func live(_ partitions: [PartitionID], lanes: Int = 2) -> AssignmentMachine {
        var machine = AssignmentMachine(lanes: lanes)
        _ = machine.on(.given(partitions))
        _ = machine.on(.claimed(Dictionary(uniqueKeysWithValues: partitions.map { ($0, claim()) })))
        for partition in partitions { _ = machine.on(.ready(partition, epoch: 1)) }
        return machine
    }

    @Test("Given, claimed, made ready, and only then assigned, all together")
    func assigned() {
        let (a, b) = (Self.partition(0), Self.partition(1))
        var machine = AssignmentMachine(lanes: 2)
        #expect(machine.on(.given([b, a])) == [.claim([a, b])])
        #expect(
            machine.on(.claimed([a: Self.claim(5), b: Self.claim(8)]))
                == [.prepare(a, lane: 0, Self.claim(5)), .prepare(b, lane: 1, Self.claim(8))])
        #expect(machine.on(.ready(a, epoch: 1)) == [])
        #expect(!machine.isSettled)
        #expect(machine.on(.ready(b, epoch: 1)) == [.assign([a: 5, b: 8])])
        #expect(machine.isSettled)
    }

    @Test("Fetching starts at the anchor where there is one")
    func anchor() {
        let a = Self.partition(0)
        var claim = Self.claim(10)
        claim.anchor = Cursor.Anchor(offset: 8, timestamp: 0, hash: 0)
        var machine = AssignmentMachine(lanes: 1)
        _ = machine.on(.given([a]))
        _ = machine.on(.claimed([a: claim]))
        #expect(machine.on(.ready(a, epoch: 1)) == [.assign([a: 8])])
    }

    @Test("An empty assignment is answered at once")
    func empty() {
        var machine = AssignmentMachine(lanes: 1)
        #expect(machine.on(.given([])) == [.assign([:])])
        #expect(machine.owned.isEmpty)
    }

    @Test("Partitions spread over the lanes by what each has")
    func spread() {
        let first = (0..<4).map { Self.partition(Int32($0)) }
        var machine = Self.live([first[0], first[2]])
        _ = machine.on(.given([first[1], first[3]]))
        let actions = machine.on(.claimed([first[1]: Self.claim(), first[3]: Self.claim()]))
        #expect(actions == [.prepare(first[1], lane: 0, Self.claim()), .prepare(first[3], lane: 1, Self.claim())])
    }

    @Test("A revocation waits for the lanes, then unassigns")
    func revoked() {
        let (a, b) = (Self.partition(0), Self.partition(1))
        var machine = Self.live([a, b])
        #expect(
            machine.on(.taken([a, b], lost: false))
                == [.release(a, lane: 0), .release(b, lane: 1), .startReleaseClock])
        #expect(machine.on(.released(a)) == [])
        #expect(machine.on(.released(b)) == [.unassign([a, b])])
        #expect(machine.owned.isEmpty)
        #expect(machine.on(.releaseDeadline) == [])
    }

    @Test("A lane that does not let go in time is not waited for any longer")
    func deadline() {
        let a = Self.partition(0)
        var machine = Self.live([a])
        _ = machine.on(.taken([a], lost: false))
        #expect(machine.on(.releaseDeadline) == [.unassign([a])])
        #expect(machine.on(.released(a)) == [])
    }

    @Test("What is lost is unassigned at once; the epoch fences the rest")
    func lost() {
        let a = Self.partition(0)
        var machine = Self.live([a])
        #expect(machine.on(.taken([a], lost: true)) == [.release(a, lane: 0), .unassign([a])])
    }

    @Test("Taken while the claim is under way: the claim's outcome is not used, and Kafka's assignment never held it")
    func takenWhileClaiming() {
        let a = Self.partition(0)
        var machine = AssignmentMachine(lanes: 1)
        _ = machine.on(.given([a]))
        #expect(machine.on(.taken([a], lost: false)) == [.unassign([])])
        #expect(machine.on(.claimed([a: Self.claim()])) == [])
        #expect(machine.owned.isEmpty)
    }

    @Test("Taken in part while the claim is under way: the rest is assigned")
    func takenInPart() {
        let (a, b) = (Self.partition(0), Self.partition(1))
        var machine = AssignmentMachine(lanes: 1)
        _ = machine.on(.given([a, b]))
        _ = machine.on(.claimed([a: Self.claim(), b: Self.claim()]))
        _ = machine.on(.ready(a, epoch: 1))
        #expect(machine.on(.taken([b], lost: false)) == [.release(b, lane: 0), .startReleaseClock])
        #expect(machine.on(.released(b)) == [.unassign([]), .assign([a: 0])])
    }

    @Test("A fenced partition is unassigned, claimed again and assigned by itself")
    func reclaim() {
        let (a, b) = (Self.partition(0), Self.partition(1))
        var machine = Self.live([a, b])
        #expect(machine.on(.reclaim(a, epoch: 1)) == [.unassign([a]), .claim([a])])
        #expect(machine.on(.reclaim(a, epoch: 1)) == [])
        #expect(machine.on(.claimed([a: Self.claim(3, epoch: 9)])) == [.prepare(a, lane: 0, Self.claim(3, epoch: 9))])
        #expect(machine.on(.ready(a, epoch: 9)) == [.assign([a: 3])])
        #expect(machine.isSettled)
    }

    @Test("A partition that comes back after a revocation is claimed anew")
    func comesBack() {
        let a = Self.partition(0)
        var machine = Self.live([a])
        _ = machine.on(.taken([a], lost: true))
        #expect(machine.on(.given([a])) == [.claim([a])])
    }
}
