import JSON
import Kafka

/// Judges how far a pipeline is behind in a partition.
///
/// Pure: rows come from Postgres, ends from the broker, times from what the monitor has read itself.
package struct LagJudge: Sendable {
    /// What the broker said of a partition.
    package struct Ends: Hashable, Sendable {
        /// The first offset that the log still has.
        package var low: Int64
        /// The one that the next record gets.
        package var high: Int64

        /// The ends of a log.
        package init(low: Int64, high: Int64) {
            self.low = low
            self.high = high
        }
    }

    /// The lag in seconds from which on a consumer is behind.
    package var patience: Double = 60

    /// A judge.
    package init() {}

    /// The health of one consumer.
    ///
    /// - parameter row: nil where nobody claimed the partition.
    /// - parameter ends: nil where the broker didn't say.
    /// - parameter standing: for how many seconds it has been seen at this very offset with records before it.
    /// - parameter time: of a record by its offset, as far as known.
    package func judge(
        _ place: ConsumerPlace, row: ConsumerRow?, ends: Ends?, standing: Double = 0, now: Moment,
        time: (Int64) -> Moment?
    ) -> ConsumerHealth {
        // A position past the end: ends are read first and rows after, so a consumer may be ahead of what we saw.
        let lag = row.flatMap { row in ends.map { max(0, $0.high &- row.nextOffset) } }
        let seconds = lag.flatMap { lag in self.seconds(lag, row, ends, now: now, time: time) }
        return ConsumerHealth(
            place: place, state: row.map { $0.haltReason == nil ? .active : .halted } ?? .unclaimed,
            nextOffset: row?.nextOffset, endOffset: ends?.high, lagRecords: lag, lagSeconds: seconds, owner: row?.owner,
            updatedAt: row?.updatedAt, judgement: judgement(row, ends, lag: lag, seconds: seconds, standing: standing))
    }

    private func seconds(
        _ lag: Int64, _ row: ConsumerRow?, _ ends: Ends?, now: Moment, time: (Int64) -> Moment?
    ) -> Double? {
        guard lag > 0 else { return 0 }
        guard let row, let ends, let written = time(max(row.nextOffset, ends.low)) else { return nil }
        return max(0, Double(now &- written) / 1e6)
    }

    private func judgement(
        _ row: ConsumerRow?, _ ends: Ends?, lag: Int64?, seconds: Double?, standing: Double
    ) -> Judgement {
        guard let row else {
            // A partition in which nothing was ever written is nobody's loss.
            if let ends, ends.high == 0 { return Judgement(.ok) }
            return Judgement(
                .unknown, [Reason(.unclaimed, "no consumer has claimed this partition: is the program running?")])
        }
        if let reason = row.haltReason {
            return Judgement(.down, [Reason(.halted, reason, facts: ["nextOffset": .integer(row.nextOffset)])])
        }
        guard let ends, let lag else {
            return Judgement(.unknown, [Reason(.noEndOffset, "the broker doesn't say where the log ends")])
        }
        if row.nextOffset < ends.low {
            return Judgement(
                .down,
                [
                    Reason(
                        .recordsLost, "records were deleted from the log before they were applied",
                        facts: ["records": .integer(ends.low &- row.nextOffset)])
                ])
        }
        if let seconds, seconds > patience {
            return Judgement(
                .degraded,
                [
                    Reason(
                        .lagging, "the oldest record that isn't applied waits too long",
                        facts: ["lagRecords": .integer(lag), "lagSeconds": ConsumerHealth.seconds(seconds)])
                ])
        }
        if lag > 0, standing > patience {
            return Judgement(
                .degraded,
                [
                    Reason(
                        .stalled, "there are records to apply, and it doesn't move",
                        facts: ["lagRecords": .integer(lag), "standingSeconds": ConsumerHealth.seconds(standing)])
                ])
        }
        return Judgement(.ok)
    }
}
