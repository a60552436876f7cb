import Testing

@testable import Pipeline

@Suite("Who leaves a batch, and who stays")
struct BatchMachineDepartureTests {
    static let unknown = Fault(sqlState: "XX000", summary: "internal error")
    static let lost = Fault(sqlState: nil, outcomeIsUnknown: true)

    /// A batch of these records; each partition stands at 0 with epoch 1.
    static func machine(_ items: [(slot: Int, offset: Int64)], ends: [Int: Int64] = [:]) -> BatchMachine {
        let slots = Set(items.map(\.slot)).union(ends.keys).sorted()
        return BatchMachine(
            items: items.map { BatchItem(slot: $0.slot, offset: $0.offset) },
            positions: slots.map { SlotPosition(slot: $0, epoch: 1, next: 0) }, ends: ends)
    }

    @Test("One record's unknown error halts its own partition; those that were only read to their ends go on")
    func innocent() {
        var machine = Self.machine([(0, 0)], ends: [0: 1, 1: 7])
        _ = machine.start()
        let action = machine.on(.failed(Self.unknown))
        #expect(machine.departures.keys.sorted() == [0])
        guard case .transact(let attempt) = action else { return #expect(Bool(false), "\(action)") }
        #expect(attempt.advances == [Advance(slot: 1, epoch: 1, from: 0, to: 7)])
        #expect(attempt.skipped == [0])
        #expect(machine.on(.committed) == .finished)
    }

    @Test("A transaction whose partitions all left is not settled: nobody would read the answer")
    func nobodyToSettle() {
        var machine = Self.machine([(0, 0), (1, 0)])
        _ = machine.start()
        // The halves are tried one by one; the first is partition 0's alone.
        _ = machine.on(.failed(Self.unknown))
        _ = machine.on(.failed(Self.lost))
        machine.release(0)
        guard case .transact(let attempt) = machine.on(.resumed) else { return #expect(Bool(false)) }
        #expect(attempt.advances == [Advance(slot: 1, epoch: 1, from: 0, to: 1)])
    }

    @Test("A probe that is fenced, since commits were lost, is not sent again: the partition is claimed again")
    func fencedProbe() {
        let records = (0..<Int64(BatchMachine.tellingCount)).map { (slot: 0, offset: $0) }
        var machine = Self.machine(records)
        var action = machine.start()
        while case .transact(let attempt) = action, !attempt.isProbe {
            action = machine.on(.failed(Fault(sqlState: "22001")))
        }
        #expect(machine.on(.failed(Fault(sqlState: "ZP001"))) == .settle([0]))
        #expect(machine.on(.settled([0: OffsetRow(epoch: 2, next: 0)])) == .finished)
        #expect(machine.departures == [0: .reclaim])
    }
}
