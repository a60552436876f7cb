import Bytes
import Postgres
import Telemetry
import Threads

extension Lane {
    /// How long a transaction may take before the session is given up; the server's own `statement_timeout` comes first.
    ///
    /// A look-up and a script, one after the other, stay below the bound after which a lane counts as stuck.
    private static let deadline = Duration.seconds(45)

    /// Sends one attempt: look-up where the handler needs one, then everything else in one string and one round trip.
    func transact(_ attempt: Attempt) -> BatchMachine.Event {
        guard let session else { return .failed(Fault(sqlState: nil)) }
        // Records go with their offsets or not at all.
        guard attempt.advances.allSatisfy({ slots[$0.slot] != nil }) else { return .failed(Fault(sqlState: "ZP001")) }
        let began = MonotonicClock.nanoseconds
        let selection = self.selection(attempt)
        do {
            var found: QueryResult?
            if let lookup = handler.lookup(selection) {
                found = try session.connection.query(lookup.sql, lookup.parameters, timeout: Self.deadline)
            }
            var output = begin(attempt)
            handler.write(selection, found: found, into: &output)
            let letters = addLetters(attempt, output.rejects)
            self.letters.write(into: &output.script)
            output.script.sql(attempt.isProbe ? "ROLLBACK" : "COMMIT")
            let tally = output.tally
            try session.connection.run(output.takeScript(), timeout: Self.deadline)
            if !attempt.isProbe {
                committed(attempt, letters)
                let duration = Duration.nanoseconds(MonotonicClock.nanoseconds - began)
                report(
                    BatchCommitted(
                        records: attempt.range.count, deadLetters: letters.failed.count, trimmed: letters.trimmed,
                        tally: tally, duration: duration))
                measureVisibility(attempt, now: WallTime.now().microseconds)
                reportSlow(attempt, duration)
            }
            return .committed
        } catch {
            if error.code == .server { rollBack(session) }
            return .failed(fault(error))
        }
    }

    private func selection(_ attempt: Attempt) -> RecordSelection {
        let items = batch.items
        let (skipped, letter) = (attempt.skipped, attempt.letter?.index)
        return RecordSelection(
            batch.records, range: attempt.range,
            leavingOut: { index in index == letter || skipped.contains(items[index].slot) },
            isComplete: skipped.isEmpty && letter == nil)
    }

    /// The beginning of the string: the offset rows first, so that an older owner fails before it did any work.
    private func begin(_ attempt: Attempt) -> HandlerOutput {
        var script = Script()
        // A role's own default must not turn joins that are right under READ COMMITTED into serialization failures.
        script.sql("BEGIN ISOLATION LEVEL READ COMMITTED")
        let steps = attempt.advances.compactMap { step in slots[step.slot].map { (step, $0) } }
        for (step, slot) in steps.sorted(by: { $0.1.id < $1.1.id }) {
            let last = batch.lastRecord(of: step.slot, in: attempt.range)
            let anchor = last.map {
                Cursor.Anchor(
                    offset: $0.offset, timestamp: $0.timestamp, hash: RecordHash.of(key: $0.key, value: $0.value))
            }
            script.sql(
                store.advance(step, partition: slot.id.partition, logID: slot.claim.logID, anchor: anchor))
        }
        return HandlerOutput(script: script)
    }
}
