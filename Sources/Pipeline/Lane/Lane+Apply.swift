import Bytes
import Postgres
import Threads

extension Lane {
    /// Carries the batch through, whatever happens on the way.
    func apply() {
        let positions = batch.slots.compactMap { slots[$0]?.position }
        var machine = BatchMachine(items: batch.items, positions: positions, ends: batch.ends, seed: nextSeed())
        // Records of a partition that was dropped while they were fetched belong to nobody.
        for number in batch.slots where slots[number] == nil { machine.release(number) }
        obey { machine.release($0) }
        if let pacer { wait(pacer.delay(for: batch.records.count), &machine) }
        var action = session == nil ? connectFirst(&machine) : machine.start()
        while action != .finished {
            handle.status.beat()
            // Nobody waits for the outcome any more: the next claim of each partition reads it from the offset row.
            if isStopping || machine.isAbandoned { break }
            action = perform(action, &machine)
        }
        finish(machine)
        // A batch whose partitions were all taken away ends without a commit, and there may never be another one.
        handle.status.succeeded()
        handle.status.went(through: batch.records.count, bytes: batch.arena.bytesUsed)
        batch.removeAll()
    }

    /// The first connection is no different from a lost one, but nothing is unknown before it.
    private func connectFirst(_ machine: inout BatchMachine) -> BatchMachine.Action {
        var backoff = Backoff.outage
        while session == nil, !isStopping {
            handle.status.beat()
            if case .failed(let fault) = connect() {
                note(fault)
                _ = handle.commandWakeup.wait(backoff.next(jitter: 0.5))
                obey { machine.release($0) }
            }
        }
        return machine.start()
    }

    /// Does what the machine says, and what the control thread said meanwhile, and asks the machine for the next action.
    ///
    /// Commands are obeyed before the next attempt is made, never between making and sending it: an attempt whose partition was let
    /// go of would carry that partition's records without its offset.
    private func perform(_ action: BatchMachine.Action, _ machine: inout BatchMachine) -> BatchMachine.Action {
        guard let event = outcome(of: action, &machine) else { return .finished }
        if case .failed(let fault) = event { note(fault) }
        obey { machine.release($0) }
        return machine.on(event)
    }

    private func outcome(of action: BatchMachine.Action, _ machine: inout BatchMachine) -> BatchMachine.Event? {
        switch action {
        case .transact(let attempt):
            let event = transact(attempt)
            if event == .committed { handle.status.succeeded() }
            return event
        case .wait(let duration):
            wait(duration, &machine)
            return .resumed
        case .reconnect(let delay):
            session = nil
            wait(delay, &machine)
            return connect()
        case .settle(let numbers): return settle(numbers)
        case .finished: return nil
        }
    }

    /// Tells of a fault, wherever it is looked for.
    func note(_ fault: Fault) {
        handle.status.failed(fault)
        report(BatchFailed(fault: fault, lane: handle.number))
    }

    /// Waits, and goes on obeying.
    private func wait(_ duration: Duration, _ machine: inout BatchMachine) {
        let end = MonotonicClock.nanoseconds + MonotonicClock.nanoseconds(duration)
        while !isStopping {
            let left = end - MonotonicClock.nanoseconds
            guard left > 0 else { return }
            handle.status.beat()
            if handle.commandWakeup.wait(.nanoseconds(min(left, 1_000_000_000))) { obey { machine.release($0) } }
        }
    }

    /// A new session, with what the handler needs in it.
    func connect() -> BatchMachine.Event {
        do {
            var connection = try Connection.connect(database)
            try connection.execute(handler.sessionSetup, timeout: .seconds(30))
            session = Session(connection)
            handle.status.reconnected()
            return .resumed
        } catch { return .failed(fault(error)) }
    }

    /// Reads the offset rows under their locks; a session of ours that still holds one is ended.
    private func settle(_ numbers: [Int]) -> BatchMachine.Event {
        guard let session else { return .failed(Fault(sqlState: nil)) }
        let places = numbers.compactMap { number in slots[number].map { (number, $0) } }
        do {
            let wanted = places.map { (logID: $0.1.claim.logID, partition: $0.1.id.partition) }
            let rows = try store.settle(wanted, on: &session.connection)
            var found: [Int: OffsetRow] = [:]
            for (place, row) in zip(places, rows) { found[place.0] = row }
            return .settled(found)
        } catch {
            if error.sqlState == .lockNotAvailable {
                rollBack(session)
                for (_, slot) in places {
                    _ = try? store.endHolders(
                        topic: context.topics[slot.id.topic], partitions: [slot.id.partition], on: &session.connection)
                }
            }
            return .failed(fault(error))
        }
    }

    /// Leaves the transaction that failed; where that can't be done, the session is of no more use.
    func rollBack(_ session: Session) {
        guard !session.connection.isBroken else { return }
        _ = try? session.connection.execute("ROLLBACK", timeout: .seconds(10))
    }

    /// The database's error as the state machines see it.
    func fault(_ error: PostgresError) -> Fault {
        Fault(
            sqlState: error.sqlState?.rawValue, outcomeIsUnknown: error.outcomeIsUnknown,
            isUsersObject: handler.isUsersObject(error), summary: error.explanation)
    }

    private func finish(_ machine: BatchMachine) {
        for (number, position) in machine.positions {
            slots[number]?.position = position
            note(number)
        }
        for (number, departure) in machine.departures {
            switch departure {
            case .released: break
            case .reclaim:
                guard let slot = slots[number] else { continue }
                drop(number)
                handle.report(.reclaim(slot.id, epoch: slot.claim.epoch))
            case .halt(let reason, let retries): halt(number, reason: reason, retries: retries)
            }
        }
        for number in machine.positions.keys {
            if let reason = slots[number]?.streak.haltReason { halt(number, reason: reason, retries: false) }
            reportEnd(number)
        }
    }
}
