import Bytes
import Telemetry

extension Lane {
    /// Counts how long the records of a committed attempt waited from their Kafka timestamps on.
    ///
    /// Records of one millisecond come one after the other, so at a rate where it would matter a run of them costs one look at the
    /// histogram; nothing is allocated.
    ///
    /// - parameter now: the commit, in microseconds since the Unix epoch.
    func measureVisibility(_ attempt: Attempt, now: Int64) {
        var run: (timestamp: Int64, count: Int) = (-1, 0)
        func settle() {
            guard run.count > 0, run.timestamp >= 0 else { return }
            report.visible.observe(max(0, Double(now) / 1e6 - Double(run.timestamp) / 1e3), times: run.count)
        }
        for index in attempt.range where attempt.skipped.isEmpty || !attempt.skipped.contains(batch.items[index].slot) {
            let timestamp = batch.records[index].timestamp
            if timestamp != run.timestamp {
                settle()
                run = (timestamp, 0)
            }
            run.count += 1
        }
        settle()
    }

    /// Reports a slow batch by the record of it that waited longest.
    func reportSlow(_ attempt: Attempt, _ duration: Duration) {
        guard duration >= BatchWasSlow.bound else { return }
        let known = attempt.range.filter { batch.records[$0].timestamp >= 0 }
        guard let oldest = known.min(by: { batch.records[$0].timestamp < batch.records[$1].timestamp }) else { return }
        report(BatchWasSlow(records: attempt.range.count, duration: duration, oldest: place(of: batch.records[oldest])))
    }

    /// What a log line may say of a record.
    func place(of record: Record) -> RecordPlace {
        RecordPlace(
            topic: context.topics.indices.contains(record.topic) ? context.topics[record.topic] : "",
            partition: record.partition, offset: record.offset,
            trace: handler.traceParent(of: record).flatMap { TraceParent($0.string) })
    }
}
