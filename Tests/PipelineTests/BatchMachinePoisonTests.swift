import Testing

@testable import Pipeline

/// A database that refuses certain offsets, in memory: it runs a machine to its end and keeps what came of it.
struct RefusingDatabase {
    /// Offsets whose records it refuses, and with which fault.
    var refused: [Int64: Fault]
    private(set) var applied: [Int64] = []
    private(set) var letters: [Int64] = []
    private(set) var transactions = 0

    init(refused: [Int64: Fault]) { self.refused = refused }

    /// Runs the batch of `offsets` in slot 0.
    mutating func run(_ offsets: [Int64]) -> BatchMachine {
        let items = offsets.map { BatchItem(slot: 0, offset: $0) }
        var machine = BatchMachine(items: items, positions: [SlotPosition(slot: 0, epoch: 1, next: offsets[0])])
        var action = machine.start()
        while action != .finished, transactions < 10_000 {
            switch action {
            case .transact(let attempt): action = machine.on(answer(attempt, items))
            case .wait, .reconnect: action = machine.on(.resumed)
            case .settle: action = machine.on(.settled([:]))
            case .finished: break
            }
        }
        return machine
    }

    private mutating func answer(_ attempt: Attempt, _ items: [BatchItem]) -> BatchMachine.Event {
        transactions += 1
        let handled = attempt.range.filter { $0 != attempt.letter?.index }.map { items[$0].offset }
        if let fault = handled.compactMap({ refused[$0] }).first { return .failed(fault) }
        guard !attempt.isProbe else { return .committed }
        applied += handled
        if let letter = attempt.letter { letters.append(items[letter.index].offset) }
        return .committed
    }
}

@Suite("Poison is found by halves and goes to the dead letters, nothing else does")
struct BatchMachinePoisonTests {
    static let badText = Fault(sqlState: "22021", summary: "invalid byte sequence")

    @Test("One bad record among many costs about two transactions a halving, and no neighbour")
    func oneBadRecord() {
        var database = RefusingDatabase(refused: [613: Self.badText])
        let machine = database.run(Array(0..<1_000))
        #expect(database.letters == [613])
        #expect(database.applied == Array(0..<1_000).filter { $0 != 613 })
        #expect(machine.positions[0]?.next == 1_000)
        #expect(machine.lettered == 1)
        #expect(database.transactions < 40)
    }

    @Test("Wherever it stands, in order and exactly once", arguments: [0, 1, 6, 7] as [Int64])
    func anywhere(bad: Int64) {
        var database = RefusingDatabase(refused: [bad: Self.badText])
        let machine = database.run(Array(0..<8))
        #expect(database.letters == [bad])
        #expect(database.applied == Array(0..<8).filter { $0 != bad })
        #expect(machine.departures.isEmpty)
    }

    @Test("Every subset of bad records of a small batch, but all of them")
    func subsets() {
        for mask in 0..<(1 << 7) - 1 {
            let bad = (0..<7).filter { mask & (1 << $0) != 0 }.map(Int64.init)
            var database = RefusingDatabase(refused: Dictionary(uniqueKeysWithValues: bad.map { ($0, Self.badText) }))
            let machine = database.run(Array(0..<7))
            #expect(database.letters == bad)
            #expect(database.applied == (0..<7).filter { !bad.contains($0) })
            #expect(machine.positions[0]?.next == 7)
        }
    }

    @Test("A database that refuses every record of a batch is a fault of the set-up: halt, no letter")
    func everyRecord() {
        let all = Dictionary(uniqueKeysWithValues: (0..<16).map { (Int64($0), Self.badText) })
        var database = RefusingDatabase(refused: all)
        let machine = database.run(Array(0..<16))
        #expect(database.letters.isEmpty)
        #expect(database.applied.isEmpty)
        #expect(machine.departures == [0: .halt(reason: "22021: invalid byte sequence", retries: true)])
        #expect(machine.positions[0]?.next == 0)
    }

    @Test("A handful of records, all refused, tells nothing of the set-up: letters, and nothing waits")
    func handful() {
        let all = Dictionary(uniqueKeysWithValues: (0..<15).map { (Int64($0), Self.badText) })
        var database = RefusingDatabase(refused: all)
        let machine = database.run(Array(0..<15))
        #expect(database.letters == Array(0..<15))
        #expect(machine.departures.isEmpty && machine.positions[0]?.next == 15)
    }

    @Test("A batch of a single bad record: it is a letter, since nothing speaks for another reason")
    func single() {
        var database = RefusingDatabase(refused: [5: Self.badText])
        _ = database.run([5])
        #expect(database.letters == [5])
    }

    @Test("The user's own constraint halts, and names itself")
    func usersConstraint() {
        let fault = Fault(sqlState: "23514", isUsersObject: true, summary: "check constraint \"phone_is_ours\"")
        var database = RefusingDatabase(refused: [2: fault])
        let machine = database.run(Array(0..<4))
        #expect(database.letters.isEmpty)
        #expect(machine.departures == [0: .halt(reason: "23514: check constraint \"phone_is_ours\"", retries: true)])
    }

    @Test("A double key halts at its record; what stood before it is kept")
    func invariant() {
        var database = RefusingDatabase(refused: [3: Fault(sqlState: "23505", summary: "event_archive_pkey")])
        let machine = database.run(Array(0..<8))
        #expect(database.applied == [0, 1, 2])
        #expect(machine.departures == [0: .halt(reason: "23505: event_archive_pkey", retries: false)])
        #expect(machine.positions[0]?.next == 3)
    }
}
