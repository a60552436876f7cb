@testable import Pipeline

extension World {
    /// Judges a batch that just committed, by the store's contents alone: what the engine believes is nowhere asked.
    func committed(_ script: BatchScript, before: [StoredRow]) {
        note("   committed: \(script.sender) \(script.summary)")
        for step in script.steps {
            let row = before[step.partition]
            if store.owners[step.partition] != step.claim {
                report(.staleOwner, "\(script.sender) committed p\(step.partition) after another's claim")
            }
            if row.isHalted {
                report(.haltedGoesOn, "\(script.sender) went on with p\(step.partition), which is halted")
            }
            if let start = log[step.partition].rewrittenAt, row.next > start || cluster != store.contents.cluster {
                report(
                    .anotherLog,
                    "\(script.sender) went on with p\(step.partition) at \(row.next), rewritten at \(start)")
            }
        }
        for partition in log.indices { audit(partition) }
    }

    /// Below the stored offset each record once, in order; at and above it none.
    func audit(_ partition: Int) {
        let (row, effects) = (store.contents.rows[partition], store.contents.effects[partition])
        let letters = store.contents.letters[partition]
        if let start = log[partition].rewrittenAt, row.next > start { return }
        var (applied, lettered) = (0, 0)
        for record in log[partition].history {
            if record.offset < row.start { continue }
            if record.offset >= row.next { break }
            if applied < effects.count, effects[applied] == record.id {
                applied += 1
                if record.kind.isPoison { report(.repeated, "poison at p\(partition)/\(record.offset) has an effect") }
            } else if !letters.isEmpty, letters.contains(record.id) {
                lettered += 1
                if !record.kind.isPoison {
                    report(.wrongLetter, "p\(partition)/\(record.offset) is no poison and a dead letter")
                }
            } else {
                report(.lost, "p\(partition)/\(record.offset) is below \(row.next) and has no effect")
            }
        }
        if applied < effects.count {
            report(
                .repeated,
                "p\(partition): effect of record \(effects[applied]) twice, out of order, or not below \(row.next)")
        }
        if lettered < letters.count { report(.wrongLetter, "p\(partition): a letter twice, or not below \(row.next)") }
    }

    /// A member says that a partition may not go on.
    func halted(_ partition: Int, _ reason: String, by member: Int) {
        note("m\(member) halts p\(partition): \(reason)")
        if !isExplained(partition, reason) { report(.haltWithoutReason, "m\(member) halts p\(partition): \(reason)") }
    }

    /// Whether something in the schedule stops this partition for this reason.
    private func isExplained(_ partition: Int, _ reason: String) -> Bool {
        if log[partition].isTouched || cluster != "first" { return true }
        switch String(reason.prefix(5)) {
        case "23514" where hasCursedObject: return true
        // Where the database takes none of a batch's records, no record is to blame.
        case let code where Plan.refusals.contains(code): return refusedRecords > 1
        case let code where Plan.misconfigurations.contains(code): return hasMisconfiguration
        case let code where Plan.curses.contains(code): return cursedPartitions.contains(partition)
        default: return false
        }
    }
}
