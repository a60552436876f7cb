import Testing

@testable import Pipeline

@Suite("A batch goes from its first transaction to its last")
struct BatchMachineTests {
    static func machine(_ offsets: [Int64], ends: [Int: Int64] = [:]) -> BatchMachine {
        BatchMachine(
            items: offsets.map { BatchItem(slot: 0, offset: $0) },
            positions: [SlotPosition(slot: 0, epoch: 3, next: offsets.first ?? 0)], ends: ends)
    }

    static func transaction(_ action: BatchMachine.Action) throws -> Attempt {
        guard case .transact(let attempt) = action else { throw Unexpected(action: action) }
        return attempt
    }

    struct Unexpected: Error { let action: BatchMachine.Action }

    @Test("What is there goes in one transaction, and holes in the offsets are no gap")
    func oneTransaction() throws {
        var machine = Self.machine([10, 11, 15], ends: [0: 18])
        let attempt = try Self.transaction(machine.start())
        #expect(attempt.range == 0..<3)
        #expect(attempt.advances == [Advance(slot: 0, epoch: 3, from: 10, to: 18)])
        #expect(machine.on(.committed) == .finished)
        #expect(machine.positions[0]?.next == 18)
        #expect(machine.departures.isEmpty)
    }

    @Test("A partition that was read to its end moves on without a record")
    func endWithoutRecords() throws {
        var machine = BatchMachine(items: [], positions: [SlotPosition(slot: 0, epoch: 1, next: 5)], ends: [0: 7])
        #expect(try Self.transaction(machine.start()).advances == [Advance(slot: 0, epoch: 1, from: 5, to: 7)])
        var idle = BatchMachine(items: [], positions: [SlotPosition(slot: 0, epoch: 1, next: 7)], ends: [0: 7])
        #expect(idle.start() == .finished)
    }

    @Test("A conflict is tried again whole; a timeout with half of it")
    func conflictAndTimeout() throws {
        var machine = Self.machine([0, 1, 2, 3])
        _ = machine.start()
        guard case .wait = machine.on(.failed(Fault(sqlState: "40P01"))) else { throw Unexpected(action: .finished) }
        #expect(try Self.transaction(machine.on(.resumed)).range == 0..<4)
        _ = machine.on(.failed(Fault(sqlState: "57014")))
        #expect(try Self.transaction(machine.on(.resumed)).range == 0..<2)
        #expect(try Self.transaction(machine.on(.committed)).range == 2..<4)
        #expect(machine.on(.committed) == .finished)
        #expect(machine.positions[0]?.next == 4)
    }

    @Test("After a lost answer the row decides: committed is not sent again, uncommitted is")
    func lostAnswer() throws {
        for (next, sentAgain) in [(2, false), (0, true)] as [(Int64, Bool)] {
            var machine = Self.machine([0, 1])
            _ = machine.start()
            guard case .reconnect = machine.on(.failed(Fault(sqlState: nil, outcomeIsUnknown: true))) else {
                throw Unexpected(action: .finished)
            }
            #expect(machine.on(.resumed) == .settle([0]))
            let action = machine.on(.settled([0: OffsetRow(epoch: 3, next: next)]))
            #expect((action != .finished) == sentAgain)
            #expect(machine.departures.isEmpty)
            #expect(machine.positions[0]?.next == next)
        }
    }

    @Test("An outage in the middle of settling is one more reconnect, and never a dead letter")
    func outageWhileSettling() throws {
        var machine = Self.machine([0])
        _ = machine.start()
        for code in ["57P01", "53300", "53100", "08006", "57P03"] {
            guard case .reconnect = machine.on(.failed(Fault(sqlState: code))) else {
                throw Unexpected(action: .finished)
            }
            #expect(machine.on(.resumed) == .settle([0]))
        }
        #expect(try Self.transaction(machine.on(.settled([0: OffsetRow(epoch: 3, next: 0)]))).letter == nil)
        #expect(machine.lettered == 0)
    }

    @Test("Commits that the database lost send the partition back to its stored offset")
    func commitsLost() {
        var machine = BatchMachine(
            items: [BatchItem(slot: 0, offset: 100)], positions: [SlotPosition(slot: 0, epoch: 3, next: 100)])
        _ = machine.start()
        _ = machine.on(.failed(Fault(sqlState: nil)))
        _ = machine.on(.resumed)
        #expect(machine.on(.settled([0: OffsetRow(epoch: 3, next: 60)])) == .finished)
        #expect(machine.departures == [0: .reclaim])
    }

    @Test("A fenced partition leaves, the others of the batch go on")
    func fencedAmongOthers() throws {
        var machine = BatchMachine(
            items: [BatchItem(slot: 0, offset: 4), BatchItem(slot: 1, offset: 9), BatchItem(slot: 0, offset: 5)],
            positions: [SlotPosition(slot: 0, epoch: 1, next: 4), SlotPosition(slot: 1, epoch: 2, next: 9)])
        _ = machine.start()
        #expect(machine.on(.failed(Fault(sqlState: "ZP001"))) == .settle([0, 1]))
        let again = try Self.transaction(
            machine.on(.settled([0: OffsetRow(epoch: 8, next: 4), 1: OffsetRow(epoch: 2, next: 9)])))
        #expect(again.skipped == [0])
        #expect(again.advances == [Advance(slot: 1, epoch: 2, from: 9, to: 10)])
        #expect(machine.on(.committed) == .finished)
        #expect(machine.departures == [0: .reclaim])
    }

    @Test("A partition that is taken away is left out of what follows")
    func released() throws {
        var machine = Self.machine([0, 1, 2, 3])
        _ = machine.start()
        machine.release(0)
        guard case .wait = machine.on(.failed(Fault(sqlState: "40001"))) else { throw Unexpected(action: .finished) }
        #expect(machine.on(.resumed) == .finished)
        #expect(machine.departures == [0: .released])
        #expect(machine.positions[0]?.next == 0)
    }

    @Test("A transaction that was committed while the partition was taken away counts")
    func releasedWhileCommitting() {
        var machine = Self.machine([0, 1])
        _ = machine.start()
        machine.release(0)
        #expect(machine.on(.committed) == .finished)
        #expect(machine.positions[0]?.next == 2)
    }

    @Test("What nobody thought of halts the one partition it came from, with its code")
    func unknownError() throws {
        var machine = BatchMachine(
            items: [BatchItem(slot: 0, offset: 0), BatchItem(slot: 1, offset: 0)],
            positions: [SlotPosition(slot: 0, epoch: 1, next: 0), SlotPosition(slot: 1, epoch: 1, next: 0)])
        _ = machine.start()
        let foreignKey = Fault(sqlState: "23503", summary: "a foreign key refuses the row")
        #expect(try Self.transaction(machine.on(.failed(foreignKey))).range == 0..<1)
        #expect(try Self.transaction(machine.on(.failed(foreignKey))).range == 1..<2)
        #expect(machine.on(.committed) == .finished)
        #expect(machine.departures == [0: .halt(reason: "23503: a foreign key refuses the row", retries: true)])
        #expect(machine.positions[1]?.next == 1)
    }

    @Test("Without a permission nothing is to blame but the setting: all partitions halt, no letter is written")
    func misconfigured() {
        var machine = Self.machine([0, 1, 2])
        _ = machine.start()
        #expect(machine.on(.failed(Fault(sqlState: "42501", summary: "permission denied"))) == .finished)
        #expect(machine.departures == [0: .halt(reason: "42501: permission denied", retries: true)])
        #expect(machine.lettered == 0)
    }
}
