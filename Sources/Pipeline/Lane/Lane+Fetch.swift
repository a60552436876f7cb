import Bytes
import Kafka

extension Lane {
    /// Takes what the queue holds, up to a batch; waits only where it is empty.
    func fetch() {
        // A command ends the wait; the timeout only keeps the watchdog's clock going.
        handle.queue.consume(timeout: .milliseconds(500)) { message in
            guard let number = slot(of: message) else { return true }
            if let problem = message.problem {
                failed(problem, number, at: message.offset)
            } else {
                take(message, number)
            }
            return !batch.isFull
        }
    }

    /// The slot of a message's partition, or nil where it is not ours (any more).
    private func slot(of message: borrowing FetchedMessage) -> Int? {
        if let lastSlot, matches(message, lastSlot) { return lastSlot }
        for number in slots.keys where matches(message, number) {
            lastSlot = number
            return number
        }
        return nil
    }

    private func matches(_ message: borrowing FetchedMessage, _ number: Int) -> Bool {
        guard let slot = slots[number], slot.id.partition == message.partition else { return false }
        return context.topics.count == 1 || message.topicName == topicNames[slot.id.topic]
    }

    private func take(_ message: borrowing FetchedMessage, _ number: Int) {
        guard slots[number]?.damage == nil else { return }
        if slots[number]?.parked.isInUse == true { return park(message, number) }
        switch slots[number]?.cursor.judge(message.offset) {
        case .take: append(message, number)
        case .compare(let anchor): compare(message, anchor, number)
        case .takeAndCompare(let witness): if isArchived(message, witness, number) { append(message, number) }
        case .lacks(let witness):
            halt(
                number, reason: Self.seam("has no record at offset \(witness.offset), the archive has"), retries: false)
        case .beyond:
            if let limit = slots[number]?.cursor.reachedLimit() { batch.reachedEnd(number, at: limit) }
            park(message, number)
        case .drop, nil: break
        }
    }

    /// Whether the record is the one that the archive has in its place, so that log and archive fit together.
    private func isArchived(_ message: borrowing FetchedMessage, _ witness: Cursor.Anchor, _ number: Int) -> Bool {
        let hash = RecordHash.of(key: message.key, value: message.value)
        if hash == witness.hash, RecordTables.kept(message.timestamp) == witness.timestamp { return true }
        halt(
            number, reason: Self.seam("has another record at offset \(witness.offset) than the archive"), retries: false
        )
        return false
    }

    static func seam(_ what: String) -> String {
        "the archive and the log don't fit together: the log \(what); the topic was made anew, or the archive is of another one"
    }

    private func append(_ message: borrowing FetchedMessage, _ number: Int) {
        guard let slot = slots[number] else { return }
        let arena = batch.arena
        batch.append(
            Record(
                logID: slot.claim.logID, topic: slot.id.topic, partition: slot.id.partition, offset: message.offset,
                timestamp: message.timestamp, key: message.key.map { arena.copy($0) },
                value: message.value.map { arena.copy($0) }, headers: message.headers(&headers, into: arena)),
            slot: number)
    }

    private func compare(_ message: borrowing FetchedMessage, _ anchor: Cursor.Anchor, _ number: Int) {
        let hash = RecordHash.of(key: message.key, value: message.value)
        guard hash == anchor.hash, message.timestamp == anchor.timestamp else {
            let reason = """
                the record at offset \(anchor.offset) is not the one that was applied: the topic was made anew, or its log was \
                truncated; look into it, then 'zapline offsets new-log' or 'offsets set'
                """
            return halt(number, reason: reason, retries: false)
        }
        slots[number]?.cursor.verified()
    }

    private func failed(_ problem: FetchedMessage.Problem, _ number: Int, at offset: Int64) {
        switch problem {
        case .endOfPartition:
            guard slots[number]?.damage == nil else { return }
            slots[number]?.parked.end = offset
            guard slots[number]?.parked.isInUse != true else { return }
            guard slots[number]?.cursor.reachedEnd(at: offset) == true, let end = slots[number]?.cursor.expected else {
                return
            }
            batch.reachedEnd(number, at: end)
        case .failed(let error):
            report(FetchFailed(error: error.description, isFatal: error.isFatal))
            if error.code.isDamage { return damaged(number, error, at: offset) }
            guard error.code == .autoOffsetReset, let slot = slots[number] else { return }
            // The offset is not in the log: the claim compares it with the log's ends and says what that means.
            drop(number)
            handle.report(.reclaim(slot.id, epoch: slot.claim.epoch))
        }
    }
}
