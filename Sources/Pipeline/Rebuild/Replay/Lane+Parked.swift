import Bytes
import Kafka

/// In a replay that follows live: a limit that is raised again and again by little.
extension Lane {
    /// Keeps a record that is not to be applied yet.
    func park(_ message: borrowing FetchedMessage, _ number: Int) {
        guard slots[number]?.parked.hasRoom() == true, let logID = slots[number]?.claim.logID else { return }
        slots[number]?.parked.add(StoredRecord(message, logID: logID, &headers))
    }

    /// Lets a partition go on to a higher limit; `released` hears of a slot that has to be fetched again.
    func extend(_ id: PartitionID, to limit: Int64, _ released: (Int) -> Void) {
        guard let number = slots.keys.first(where: { slots[$0]?.id == id }), let slot = slots[number] else { return }
        // A claim that was to stop below the log's beginning didn't ask the archive for what lies between.
        let stopsBelowLog = slot.claim.fetchFrom.map { $0 > slot.claim.limit ?? .max } ?? false
        if slot.parked.isOverfull || stopsBelowLog {
            released(number)
            drop(number)
            handle.report(.reclaim(id, epoch: slot.claim.epoch))
            return
        }
        slots[number]?.cursor.extend(to: limit)
        slots[number]?.end = limit
        reportEnd(number)
    }

    /// Adds what was kept and may be applied by now to the batch; whether there was any.
    func takeParked() -> Bool {
        for number in slots.keys.sorted() where slots[number]?.seam == nil { takeParked(number) }
        return !batch.isEmpty
    }

    private func takeParked(_ number: Int) {
        guard let records = slots[number]?.parked.records else { return }
        var taken = 0
        for record in records {
            guard !batch.isFull, takeParked(record, number) else { break }
            taken += 1
        }
        if taken > 0 { slots[number]?.parked.remove(first: taken) }
        // The end was told while the limit, or what was kept, stood before it, and isn't told again.
        guard slots[number]?.parked.isInUse == false, let end = slots[number]?.parked.end,
            slots[number]?.cursor.reachedEnd(at: end) == true, let next = slots[number]?.cursor.expected
        else { return }
        batch.reachedEnd(number, at: next)
    }

    /// Takes one record that was kept; false where it must wait on.
    private func takeParked(_ stored: StoredRecord, _ number: Int) -> Bool {
        guard let slot = slots[number] else { return false }
        let verdict = slots[number]?.cursor.judge(stored.place.offset)
        switch verdict {
        case .beyond, nil:
            if let limit = slots[number]?.cursor.reachedLimit() { batch.reachedEnd(number, at: limit) }
            return false
        case .drop, .compare: return true
        case .take, .takeAndCompare, .lacks: break
        }
        let record = stored.record(topic: slot.id.topic, in: batch.arena)
        if verdict != .take, !fits(record, verdict, number) { return false }
        batch.append(record, slot: number)
        return true
    }

    /// Whether the record is the one that the archive has in its place; the partition is halted where it isn't.
    private func fits(_ record: Record, _ verdict: Cursor.Verdict?, _ number: Int) -> Bool {
        if case .takeAndCompare(let witness) = verdict, RecordTables.kept(record.timestamp) == witness.timestamp,
            RecordHash.of(key: record.key, value: record.value) == witness.hash
        {
            return true
        }
        halt(number, reason: Self.seam("has other records from offset \(record.offset) on"), retries: false)
        return false
    }
}
