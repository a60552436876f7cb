@testable import Pipeline

extension LaneModel {
    /// `Lane.apply`, up to its first action.
    func beginApply() {
        let numbers = batch.slots
        let positions = slots.filter { numbers.contains($0.number) }.map(\.position)
        var machine = BatchMachine(items: batch.items, positions: positions, ends: batch.ends, seed: world.dice.seed())
        for number in numbers where index(number) == nil { machine.release(number) }
        self.machine = machine
        if session == nil {
            firstBackoff = Backoff.outage
            phase = .connecting(first: true)
        } else {
            start()
        }
    }

    func start() { advance { $0.start() } }

    /// Makes the machine's next action and does it. What is released is released before the action is made: what is sent then
    /// is what the slots say.
    func advance(_ next: (inout BatchMachine) -> BatchMachine.Action) {
        guard var machine else { return }
        var action: BatchMachine.Action
        if world.mutants.contains(.releasedStaysInBatch) {
            action = next(&machine)
            obey { machine.release($0) }
        } else {
            obey { machine.release($0) }
            action = next(&machine)
        }
        self.machine = machine
        if isStopping || machine.isAbandoned { action = .finished }
        perform(action)
    }

    private func perform(_ action: BatchMachine.Action) {
        switch action {
        case .transact(let attempt): transact(attempt)
        case .wait(let duration): phase = .waiting(until: world.now + duration.wholeMilliseconds, then: .resumed)
        case .reconnect(let delay):
            if let session { world.abandon(session) }
            session = nil
            phase = .waiting(until: world.now + delay.wholeMilliseconds, then: .connect)
        case .settle(let numbers): settle(numbers)
        case .finished: finish()
        }
    }

    /// Waits, and goes on obeying.
    func wait(_ until: Int, _ then: AfterWait) -> Bool {
        if !commands.isEmpty {
            obey { machine?.release($0) }
            if then == .firstConnect { phase = .connecting(first: true) }
        } else if world.now < until, !isStopping {
            return false
        }
        guard isStopping || world.now >= until else { return true }
        switch then {
        case .resumed: advance { $0.on(.resumed) }
        case .connect: phase = .connecting(first: false)
        case .firstConnect: phase = .connecting(first: true)
        }
        return true
    }

    func connect(_ first: Bool) {
        session = isStopping ? nil : world.connect()
        switch (session == nil, first) {
        case (false, true): start()
        case (false, false): advance { $0.on(.resumed) }
        case (true, true) where !isStopping:
            phase = .waiting(
                until: world.now + firstBackoff.next(jitter: 0.5).wholeMilliseconds, then: .firstConnect)
        case (true, _): failed(Fault(sqlState: nil))
        }
    }

    func failed(_ fault: Fault) {
        world.note("m\(member.name) lane \(number): failed \(fault.sqlState ?? "no answer")")
        noteSecondHalf(fault)
        if world.mutants.contains(.assumesCommitted), fault.outcomeIsUnknown, case .transacting = phase {
            if let session { world.abandon(session) }
            session = world.connect()
            if session != nil { return advance { $0.on(.committed) } }
        }
        if world.mutants.contains(.blindRetry), fault.outcomeIsUnknown, case .transacting = phase {
            if let session { world.abandon(session) }
            session = world.connect()
            // As a conflict is: the same batch once more, nobody asks for the row.
            if session != nil { return advance { $0.on(.failed(Fault(sqlState: "40001"))) } }
        }
        advance { $0.on(.failed(fault)) }
    }

    // MARK: - Settling

    private func settle(_ numbers: [Int]) {
        let places = numbers.compactMap { index($0).map { slots[$0].id.index } }
        guard let session, !places.isEmpty else {
            // `IN ()` is a syntax error.
            return failed(Fault(sqlState: session == nil ? nil : "42601"))
        }
        phase = .settling(numbers)
        world.send(.settle(places.sorted()), on: session, timeout: 60_000)
    }

    func settled(_ rows: [Int: OffsetRow], _ numbers: [Int]) {
        var found: [Int: OffsetRow] = [:]
        for number in numbers { if let place = index(number) { found[number] = rows[slots[place].id.index] } }
        world.note(
            "m\(member.name) lane \(number): settles \(found.values.map { "epoch \($0.epoch) at \($0.next)" }.sorted())"
        )
        advance { $0.on(.settled(found)) }
    }

    /// An own session that still holds the row is ended.
    func endHolders(_ numbers: [Int], _ fault: Fault) {
        let places = numbers.compactMap { index($0).map { slots[$0].id.index } }
        guard let session else { return failed(fault) }
        phase = .endingHolders(fault)
        world.send(.endHolders(places), on: session, timeout: 10_000)
    }

    // MARK: - The end

    private func finish() {
        if let machine {
            for (slot, position) in machine.positions {
                if let place = index(slot) {
                    slots[place].position = position
                    note(slots[place])
                }
            }
            for (slot, departure) in machine.departures.sorted(by: { $0.key < $1.key }) {
                switch departure {
                case .released: break
                case .reclaim: reclaim(slot)
                case .halt(let reason, let retries): halt(slot, reason: reason, retries: retries)
                }
            }
        }
        machine = nil
        batch = Batch()
        phase = .top
    }
}
