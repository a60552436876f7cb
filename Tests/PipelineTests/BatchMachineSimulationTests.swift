import Testing

@testable import Pipeline

/// A store with offset rows, in memory, that answers, loses answers, crashes and is written by others, as a seed says.
struct UnreliableStore {
    private(set) var rows: [Int: OffsetRow]
    /// Which records have an effect, by slot; the effect and the row move together or not at all.
    private(set) var effects: [Int: [Int64]] = [:]
    /// What a crash may take away: the state of the store before each commit that is not flushed yet.
    private var unflushed: [(rows: [Int: OffsetRow], effects: [Int: [Int64]])] = []
    private var random: Jitter

    init(rows: [Int: OffsetRow], seed: UInt64) {
        self.rows = rows
        self.random = Jitter(state: seed)
    }

    private mutating func chance(_ probability: Double) -> Bool { random.next() < probability }

    /// Answers a transaction: sometimes it is refused, sometimes done and the answer lost, sometimes neither.
    mutating func answer(_ attempt: Attempt, _ items: [BatchItem]) -> BatchMachine.Event {
        if chance(0.08) { return .failed(Fault(sqlState: "40001")) }
        if chance(0.05) { return .failed(Fault(sqlState: "57014")) }
        if chance(0.08) { return .failed(Fault(sqlState: nil, outcomeIsUnknown: true)) }
        guard attempt.advances.allSatisfy({ rows[$0.slot] == OffsetRow(epoch: $0.epoch, next: $0.from) }) else {
            return .failed(Fault(sqlState: "ZP001"))
        }
        unflushed.append((rows, effects))
        for step in attempt.advances { rows[step.slot]?.next = step.to }
        for item in items[attempt.range] where !attempt.skipped.contains(item.slot) {
            effects[item.slot, default: []].append(item.offset)
        }
        return chance(0.1) ? .failed(Fault(sqlState: nil, outcomeIsUnknown: true)) : .committed
    }

    /// Between a lost answer and the settling: another owner may claim, or the server may lose what it had not flushed.
    mutating func disturb(_ slots: [Int]) {
        if chance(0.1), let slot = slots.first, let row = rows[slot] {
            rows[slot] = OffsetRow(epoch: row.epoch + 1, next: row.next)
            unflushed.removeAll()
        }
        if chance(0.1), let earlier = unflushed.first {
            (rows, effects) = earlier
            unflushed.removeAll()
        }
        if chance(0.3) { unflushed.removeAll() }
    }
}

@Suite("A batch under a seeded store that fails at every step")
struct BatchMachineSimulationTests {
    @Test("Each record has its effect as often as its row says: once below the stored offset, never at or above it")
    func exactlyOnce() {
        for seed in UInt64(0)..<3_000 {
            let failure = Self.run(seed: seed)
            #expect(failure == nil, "seed \(seed)")
            if failure != nil { return }
        }
    }

    /// Runs one schedule; what is wrong in the end, or nil.
    static func run(seed: UInt64) -> String? {
        let items = (0..<60).map { BatchItem(slot: $0 % 3, offset: Int64($0 / 3)) }
        var store = UnreliableStore(
            rows: [0, 1, 2].reduce(into: [:]) { $0[$1] = OffsetRow(epoch: 4, next: 0) }, seed: seed)
        var machine = BatchMachine(
            items: items, positions: [0, 1, 2].map { SlotPosition(slot: $0, epoch: 4, next: 0) }, seed: seed)
        var action = machine.start()
        for _ in 0..<5_000 where action != .finished {
            switch action {
            case .transact(let attempt): action = machine.on(store.answer(attempt, items))
            case .wait, .reconnect: action = machine.on(.resumed)
            case .settle(let slots):
                store.disturb(slots)
                action = machine.on(.settled(store.rows))
            case .finished: break
            }
        }
        guard action == .finished else { return "it does not end" }
        return verdict(store, machine)
    }

    private static func verdict(_ store: UnreliableStore, _ machine: BatchMachine) -> String? {
        for (slot, row) in store.rows {
            let effects = store.effects[slot] ?? []
            if effects != Array(0..<row.next) { return "slot \(slot): effects \(effects) at offset \(row.next)" }
            if machine.departures[slot] == nil, row.next != 20 {
                return "slot \(slot) stands at \(row.next), unnoticed"
            }
            if case .halt(let reason, _) = machine.departures[slot] { return "slot \(slot) halted: \(reason)" }
        }
        return nil
    }
}
