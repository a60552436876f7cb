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

    /// What was seen of a consumer over time, and besides its row.
    package struct Observed: Hashable, Sendable {
        /// For how many seconds it has been seen at this very offset with records before it.
        package var standing: Double = 0
        /// What was said of it at the look before.
        package var said: Set<ReasonCode> = []
        /// How its lag has moved.
        package var trend = LagTrend()
        /// Records that it put aside and that wait for somebody; nil where nobody knows.
        package var deadLetters: Int64?
        /// What its group has committed to Kafka, for tools that read that; nil where nobody knows.
        package var committed: Int64?

        /// Nothing seen.
        package init() {}
    }

    /// The lag in seconds from which on a consumer is behind, and down to which it then is: one that is about as far behind all the time
    /// doesn't come and go.
    package var patience: Double = 60
    package var relief: Double = 45
    /// The lag in seconds from which on one that grows is worth a word, and down to which it then is.
    package var growthPatience: Double = 15
    package var growthRelief: Double = 10
    /// The lag in records from which on one that grows is, where nobody knows how old they are, and down to which.
    package var growthRecords: Int64 = 1_000
    package var growthRecordsRelief: Int64 = 500

    /// A judge.
    package init() {}

    /// The health of one consumer.
    ///
    /// - parameter row: nil where nobody claimed the partition.
    /// - parameter ends: nil where the broker didn't say.
    /// - parameter time: of a record by its offset, as far as known.
    package func judge(
        _ place: ConsumerPlace, row: ConsumerRow?, ends: Ends?, observed: Observed = Observed(), now: Moment,
        time: (Int64) -> Moment?
    ) -> ConsumerHealth {
        let lag = Self.lag(row, ends)
        let seconds = lag.flatMap { lag in self.seconds(lag, row, ends, now: now, time: time) }
        var health = ConsumerHealth(
            place: place, state: row.map { $0.haltReason == nil ? .active : .halted } ?? .unclaimed,
            judgement: judgement(row, ends, Figures(lag: lag, seconds: seconds, observed: observed)))
        health.nextOffset = row?.nextOffset
        health.endOffset = ends?.high
        health.lagRecords = lag
        health.lagSeconds = seconds
        health.owner = row?.owner
        health.updatedAt = row?.updatedAt
        health.haltReason = row?.haltReason
        health.observed = observed
        return health
    }

    /// One of which nothing is known, since its row can't be read.
    package func unreadable(
        _ place: ConsumerPlace, ends: Ends?, observed: Observed = Observed(), fault: Reason
    ) -> ConsumerHealth {
        var health = ConsumerHealth(place: place, state: nil, judgement: Judgement(.unknown, [fault]))
        health.endOffset = ends?.high
        health.observed.committed = observed.committed
        return health
    }

    /// A position past the end is none behind: ends are read first and rows after, so a consumer may be ahead of what we saw.
    package static func lag(_ row: ConsumerRow?, _ ends: Ends?) -> Int64? {
        guard let row, let ends else { return nil }
        let (lag, isOverflow) = ends.high.subtractingReportingOverflow(row.nextOffset)
        return isOverflow ? .max : max(0, lag)
    }

    private func seconds(
        _ lag: Int64, _ row: ConsumerRow?, _ ends: Ends?, now: Moment, time: (Int64) -> Moment?
    ) -> Double? {
        guard lag > 0 else { return 0 }
        guard let row, let ends, let written = time(max(row.nextOffset, ends.low)) else { return nil }
        return max(0, Double(now &- written) / 1e6)
    }

    /// What a verdict goes by, beside row and ends.
    private struct Figures {
        let lag: Int64?
        let seconds: Double?
        let observed: Observed
    }

    private func judgement(_ row: ConsumerRow?, _ ends: Ends?, _ figures: Figures) -> Judgement {
        guard let row else {
            // A partition in which nothing was ever written is nobody's loss.
            if let ends, ends.high == 0 { return Judgement(.ok) }
            return Judgement(
                .unknown, [Reason(.unclaimed, "no consumer has claimed this partition: is the program running?")])
        }
        if let reason = row.haltReason {
            return Judgement(.down, [Reason(.halted, reason, facts: ["nextOffset": .integer(row.nextOffset)])])
        }
        guard let ends, let lag = figures.lag else {
            return Judgement(.unknown, [Reason(.noEndOffset, "the broker doesn't say where the log ends")])
        }
        if row.nextOffset < ends.low { return lost(ends.low, row.nextOffset) }
        if row.nextOffset > ends.high, figures.observed.standing > patience { return beyond(row.nextOffset, ends) }
        let reasons = behind(lag, figures) + letters(figures.observed)
        if !reasons.isEmpty { return Judgement(.degraded, reasons) }
        if isTooNew(lag, figures) {
            return Judgement(
                .unknown, [Reason(.catchingUp, "nobody knows yet for how long its oldest record waits")])
        }
        return Judgement(.ok)
    }

    private func lost(_ low: Int64, _ next: Int64) -> Judgement {
        let (count, isOverflow) = low.subtractingReportingOverflow(next)
        return Judgement(
            .down,
            [
                Reason(
                    .recordsLost, "records were deleted from the log before they were applied",
                    facts: ["records": .integer(isOverflow ? .max : count)])
            ])
    }

    /// A position past the end that doesn't move is one in another log: the topic was made anew, or lost records.
    private func beyond(_ next: Int64, _ ends: Ends) -> Judgement {
        Judgement(
            .down,
            [
                Reason(
                    .recordsLost, "the log ends before the record that is to be applied next: was the topic made anew?",
                    facts: ["nextOffset": .integer(next), "endOffset": .integer(ends.high)])
            ])
    }

    /// Whether there are records to apply of which nobody knows how long they wait: many of them, or nobody has looked for long.
    private func isTooNew(_ lag: Int64, _ figures: Figures) -> Bool {
        lag > 0 && figures.seconds == nil
            && (lag >= growthRecords || figures.observed.trend.span < LagTrend.window)
    }

    /// That it stands still, is late, or gets later.
    private func behind(_ lag: Int64, _ figures: Figures) -> [Reason] {
        guard lag > 0 else { return [] }
        let (seconds, observed) = (figures.seconds, figures.observed)
        let age: JSONValue = seconds.map { ConsumerHealth.seconds($0) } ?? .null
        var reasons: [Reason] = []
        if observed.standing > patience {
            reasons.append(
                Reason(
                    .stalled, "there are records to apply, and it doesn't move",
                    facts: [
                        "lagRecords": .integer(lag), "standingSeconds": ConsumerHealth.seconds(observed.standing),
                    ]))
        }
        if let seconds, seconds > (observed.said.contains(.lagging) ? relief : patience) {
            reasons.append(
                Reason(
                    .lagging, "the oldest record that isn't applied waits too long",
                    facts: ["lagRecords": .integer(lag), "lagSeconds": age]))
        }
        if isFallingBehind(lag, seconds, observed), observed.standing <= patience {
            reasons.append(
                Reason(
                    .fallingBehind, "it goes on, and more comes in than it applies",
                    facts: ["lagRecords": .integer(lag), "lagSeconds": age]))
        }
        return reasons
    }

    private func isFallingBehind(_ lag: Int64, _ seconds: Double?, _ observed: Observed) -> Bool {
        let before = observed.said.contains(.fallingBehind)
        guard observed.trend.isGrowing(before: before) else { return false }
        if let seconds { return seconds > (before ? growthRelief : growthPatience) }
        return lag >= (before ? growthRecordsRelief : growthRecords)
    }

    private func letters(_ observed: Observed) -> [Reason] {
        guard let count = observed.deadLetters, count > 0 else { return [] }
        return [
            Reason(
                .deadLetters, "records were put aside that nobody has looked at: see 'zapline dead-letters list'",
                facts: ["deadLetters": .integer(count)])
        ]
    }
}
