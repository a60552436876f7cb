import Bytes
import Threads

extension Lane {
    /// The dead letters of one attempt, and what they leave of the budget once it is committed.
    struct AttemptLetters {
        /// Places in the batch, with a hash of the instance.
        var failed: [Int: Int] = [:]
        /// How many of them keep coordinates and reason only.
        var trimmed = 0
        /// The first few, for the log.
        var named: [RecordPutAside] = []
        var budget: LetterBudget
    }

    /// Writes the letters of an attempt: what the handler rejects, and the record that the database refused.
    func addLetters(_ attempt: Attempt, _ rejects: [HandlerOutput.Reject]) -> AttemptLetters {
        letters.removeAll()
        var result = AttemptLetters(budget: letterBudget)
        for reject in rejects { add(reject.index, reason: reject.reason, detail: reject.detail, to: &result) }
        if let letter = attempt.letter {
            add(letter.index, reason: "refused-by-database", detail: letter.fault.description, to: &result)
        }
        return result
    }

    private func add(_ index: Int, reason: String, detail: String, to result: inout AttemptLetters) {
        guard batch.records.indices.contains(index) else { return }
        let record = batch.records[index]
        let instance = handler.instance(of: record)
        let hash = instance.map(\.hashValue) ?? 0
        let size = (record.key?.count ?? 0) + (record.value?.count ?? 0)
        let isWhole = result.budget.admit(size, instance: hash, at: MonotonicClock.nanoseconds)
        letters.add(record, instance: instance, reason: reason, detail: detail, isWhole: isWhole)
        result.failed[index] = hash
        if !isWhole { result.trimmed += 1 }
        guard result.named.count < RecordPutAside.most else { return }
        result.named.append(RecordPutAside(place: place(of: record), reason: reason))
    }

    /// Books the letters of a transaction that was committed; one that is tried again uses nothing up.
    func committed(_ attempt: Attempt, _ written: AttemptLetters) {
        letterBudget = written.budget
        for letter in written.named { report(letter) }
        guard !written.failed.isEmpty || slots.values.contains(where: { $0.streak.count > 0 }) else { return }
        for index in attempt.range {
            let slot = batch.items[index].slot
            if let instance = written.failed[index] {
                slots[slot]?.streak.failed(instance)
            } else {
                slots[slot]?.streak.succeeded()
            }
        }
    }
}
