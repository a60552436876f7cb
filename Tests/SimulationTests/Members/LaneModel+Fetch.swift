@testable import Pipeline

extension LaneModel {
    /// Takes a few messages of the call under way; ends it when it lent what there was at its start, or the batch is full.
    func fetch(_ left: Int?, _ until: Int) -> Bool {
        let client = member.client
        guard let left else {
            let count = client.queues[number].count
            if count > 0 {
                phase = .fetching(left: count, until: until)
            } else if !commands.isEmpty || world.now >= until {
                endFetch()
            } else {
                return false
            }
            return true
        }
        var remaining = left
        for _ in 0..<world.dice.within(1...3) where remaining > 0 {
            remaining -= 1
            if let message = client.pop(number) { take(message) }
            if batch.records.count >= world.plan.batchSize { remaining = 0 }
        }
        if remaining > 0 { phase = .fetching(left: remaining, until: until) } else { endFetch() }
        return true
    }

    private func endFetch() {
        member.client.endConsuming(number)
        if batch.isEmpty { phase = .top } else { beginApply() }
    }

    private func take(_ message: ClientModel.Message) {
        guard let place = slots.firstIndex(where: { $0.id.index == message.partition }) else { return }
        switch message {
        case .record(let record): take(record, place)
        case .end(_, let offset):
            if slots[place].cursor.reachedEnd(at: offset) { batch.ends[slots[place].number] = offset }
        case .reset: reclaim(slots[place].number)
        }
    }

    private func take(_ record: LogRecord, _ place: Int) {
        switch slots[place].cursor.judge(record.offset) {
        case .take:
            batch.records.append(record)
            batch.items.append(BatchItem(slot: slots[place].number, offset: record.offset))
        case .compare(let anchor):
            if record.anchor == anchor || world.mutants.contains(.anchorIsIgnored) {
                slots[place].cursor.verified()
            } else {
                halt(slots[place].number, reason: "the record at the anchor is another", retries: false)
            }
        // Only of a replay, which isn't modelled.
        case .takeAndCompare, .lacks, .beyond: break
        case .drop: break
        }
    }
}
