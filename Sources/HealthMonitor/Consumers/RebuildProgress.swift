package import JSON

/// A build of a pipeline's tables beside the live ones that is under way, as its rows tell it.
package struct RebuildRow: Hashable, Sendable {
    /// Its number.
    package var generation: Int64
    /// `running` or `ready`; `stopped` where nobody works on one that isn't ready.
    package var state: String
    /// What it has applied.
    package var records: Int64
    /// How many offsets live is ahead of it; nil where nobody knows.
    package var behind: Int64?

    /// A row.
    package init(generation: Int64, state: String, records: Int64, behind: Int64?) {
        self.generation = generation
        self.state = state
        self.records = records
        self.behind = behind
    }
}

/// How far a build is, and how long it still takes.
package struct RebuildProgress: Hashable, Sendable {
    /// What its rows say.
    package let row: RebuildRow
    /// How it has moved.
    package let trend: LagTrend

    /// The progress of a build.
    package init(_ row: RebuildRow, _ trend: LagTrend) {
        self.row = row
        self.trend = trend
    }

    /// Seconds until it stands where live stands; nil where it doesn't come nearer or nobody knows.
    package var secondsLeft: Double? { row.state == "ready" ? 0 : trend.secondsToZero }

    /// As `rebuild` has it.
    package var json: JSONValue {
        [
            "generation": .integer(row.generation), "state": .string(row.state), "records": .integer(row.records),
            "recordsPerSecond": .seconds(trend.recordsPerSecond), "secondsLeft": .seconds(secondsLeft),
        ]
    }
}
