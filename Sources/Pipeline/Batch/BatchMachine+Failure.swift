extension BatchMachine {
    /// The next action after a transaction that failed.
    mutating func failed(_ fault: Fault) -> Action {
        switch FailureClass(fault) {
        case .retry: return wait()
        case .halve:
            if (work.last?.range.count ?? 0) > 1 { halve() }
            return wait()
        case .reconnect: return reconnect()
        case .fenced: return settle()
        case .misconfigured: return halt(current?.advances.map(\.slot) ?? [], fault, retries: true)
        case .poison: return isolate { $0.refuse(fault) }
        case .invariant: return isolate { $0.halt($0.blamed, fault, retries: false) }
        case .unknown: return isolate { $0.halt($0.blamed, fault, retries: true) }
        }
    }

    /// The partition of the one record that is left to blame; where there is none, those that the transaction would move. Others
    /// that were read to their ends ride in the same transaction and go on.
    private var blamed: [Int] {
        let slots = current?.advances.map(\.slot) ?? []
        guard let range = current?.range, range.count == 1, slots.contains(items[range.lowerBound].slot) else {
            return slots
        }
        return [items[range.lowerBound].slot]
    }

    /// Halves until one record is left, which is then the one to blame.
    private mutating func isolate(_ blame: (inout BatchMachine) -> Action) -> Action {
        guard (work.last?.range.count ?? 0) > 1 else { return blame(&self) }
        halve()
        return next()
    }

    /// The database refuses a single record.
    ///
    /// Before the first letter of a batch, the rest is probed: where the database takes none of the batch's records, the fault is
    /// ours or the operator's and no record is a dead letter. Of a handful of records nothing can be said: one sender may have sent
    /// them all, and what comes after them must not wait (`FailureStreak` sees it where it goes on).
    private mutating func refuse(_ fault: Fault) -> Action {
        guard let part = work.popLast() else { return next() }
        if part.isProbe { return probeRefused(fault) }
        if part.letter != nil {
            // The letter itself is refused: nothing about the record can be the reason.
            return halt(current?.advances.map(\.slot) ?? [], fault, retries: true)
        }
        work.append(
            Work(range: part.range, letter: Attempt.Letter(index: part.range.lowerBound, fault: fault)))
        if !anySucceeded, items.count >= Self.tellingCount, part.range.upperBound < items.count {
            work.append(Work(range: part.range.upperBound..<items.count, isProbe: true))
        }
        return next()
    }

    /// A probe met another refused record; when it was the last one to probe, all of them are.
    private mutating func probeRefused(_ fault: Fault) -> Action {
        if work.contains(where: \.isProbe) { return next() }
        return halt(Array(positions.keys.sorted()), fault, retries: true)
    }

    private mutating func halt(_ slots: [Int], _ fault: Fault, retries: Bool) -> Action {
        for slot in slots { depart(slot, .halt(reason: fault.description, retries: retries)) }
        return next()
    }

    private mutating func wait() -> Action {
        phase = .waiting
        return .wait(conflicts.next(jitter: jitter.next()))
    }

    /// A new connection; whatever was under way is settled on it.
    mutating func reconnect() -> Action {
        phase = .reconnecting
        return .reconnect(after: outages.next(jitter: jitter.next()))
    }

    /// Asks the offset rows, but those of partitions that left meanwhile: whoever claims them reads them himself.
    mutating func settle() -> Action {
        let slots = (current?.advances.map(\.slot) ?? []).filter { departures[$0] == nil }
        guard !slots.isEmpty else { return next() }
        phase = .settling
        return .settle(slots)
    }

    /// Judges the transaction under way by its offset rows.
    mutating func settled(_ rows: [Int: OffsetRow]) -> Action {
        guard let attempt = current else { return next() }
        if attempt.isProbe { return settledProbe(attempt, rows) }
        let judged = attempt.advances.map { ($0, Settlement(of: $0, row: rows[$0.slot])) }
        let wasCommitted = judged.contains { $0.1 == .committed }
        for (step, settlement) in judged {
            switch settlement {
            case .committed: break
            case .notCommitted where wasCommitted:
                let reason = "the stored offset \(step.from) did not move with the transaction that it is part of"
                depart(step.slot, .halt(reason: reason, retries: false))
            case .notCommitted: break
            case .commitsLost, .notOurs: depart(step.slot, .reclaim)
            case .impossible(let reason): depart(step.slot, .halt(reason: reason, retries: false))
            }
        }
        return wasCommitted ? committed() : next()
    }

    /// A probe moves nothing: where a row is not at its start, the partition is not ours to go on with, and to probe again would
    /// give the same answer for ever.
    private mutating func settledProbe(_ attempt: Attempt, _ rows: [Int: OffsetRow]) -> Action {
        for step in attempt.advances where Settlement(of: step, row: rows[step.slot]) != .notCommitted {
            depart(step.slot, .reclaim)
        }
        return next()
    }
}
