extension BatchMachine {
    /// The next transaction, or the end.
    mutating func next() -> Action {
        while let part = work.last {
            if let attempt = attempt(for: part) {
                current = attempt
                phase = .transacting
                return .transact(attempt)
            }
            work.removeLast()
        }
        current = nil
        phase = .finished
        return .finished
    }

    /// The transaction for `part`, or nil where nothing of it is left to write.
    func attempt(for part: Work) -> Attempt? {
        var last: [Int: Int64] = [:]
        for item in items[part.range] where departures[item.slot] == nil { last[item.slot] = item.offset + 1 }
        if part.range.upperBound == items.count, !part.isProbe {
            for (slot, end) in ends where departures[slot] == nil { last[slot] = max(end, last[slot] ?? end) }
        }
        let advances = last.sorted { $0.key < $1.key }.compactMap { slot, to -> Advance? in
            guard let position = positions[slot], part.isProbe || to > position.next else { return nil }
            return Advance(slot: slot, epoch: position.epoch, from: position.next, to: to)
        }
        guard !advances.isEmpty else { return nil }
        let skipped = Set(departures.keys.filter { slot in items[part.range].contains { $0.slot == slot } })
        return Attempt(
            range: part.range, advances: advances, skipped: skipped, letter: part.letter, isProbe: part.isProbe)
    }

    /// Books the transaction under way as done.
    mutating func committed() -> Action {
        anySucceeded = true
        conflicts.reset()
        outages.reset()
        guard let done = current, let part = work.popLast() else { return next() }
        if part.isProbe {
            // One record that the database takes is enough to know that the refusals are the records' own.
            work.removeAll { $0.isProbe }
        } else {
            for step in done.advances where departures[step.slot] != .reclaim { positions[step.slot]?.next = step.to }
            if done.letter != nil { lettered += 1 }
        }
        return next()
    }

    /// Puts two halves in the place of the part on top, the earlier one first.
    mutating func halve() {
        guard let part = work.popLast() else { return }
        let middle = part.range.lowerBound + part.range.count / 2
        work.append(Work(range: middle..<part.range.upperBound, isProbe: part.isProbe))
        work.append(Work(range: part.range.lowerBound..<middle, isProbe: part.isProbe))
    }

    /// Takes a partition out of the batch; the first reason stays.
    mutating func depart(_ slot: Int, _ why: Departure) {
        if departures[slot] == nil { departures[slot] = why }
    }
}
