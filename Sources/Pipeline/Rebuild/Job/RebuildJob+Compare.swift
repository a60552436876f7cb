import Postgres
import Threads

/// How a build and live compare.
package struct RebuildComparison: Hashable, Sendable {
    /// The counts of each table.
    package var counts: [TableCounts] = []
    /// The first rows that differ.
    package var differences: [Difference] = []
    /// The offsets at which they were compared.
    package var offsets: [LogPlace] = []

    /// How many rows differ.
    package var total: Int { counts.reduce(0) { $0 + $1.differences } }
}

extension RebuildJob {
    /// Compares a build with live at one and the same offsets, while live goes on.
    ///
    /// Live is held for the moment that the build takes to come up to it; the comparison runs in a snapshot taken then, and both go on.
    /// What changes in the build from then on is noted, for whoever merges.
    func compare(_ reader: HistoryReader, sample: [String]?, limit: Int) throws -> RebuildComparison {
        let tables = definition.tables(reader.rebuild)
        let comparison = Comparison(tables, sample: sample)
        try session.use { (connection: inout Connection) in
            try comparison.prepare(on: &connection)
            try TouchLog(tables).install(on: &connection)
        }
        var result = RebuildComparison()
        try snapshot(reader, TouchLog(tables)) { offsets, _, connection in
            result.offsets = offsets
            var (left, began) = (tables.tables.count, MonotonicClock.nanoseconds)
            result.counts = try comparison.run(on: &connection) { counts in
                left -= 1
                let now = MonotonicClock.nanoseconds
                whenCompared(counts, .nanoseconds(now - began), left)
                began = now
            }
            result.differences = try comparison.differences(limit: limit, on: &connection)
        }
        return result
    }

    /// So few keys are compared while live is held.
    private static let few = 2_000

    /// Compares what the build changed while it was compared, again and again: each time there is less of it, until so little is left
    /// that live can be held for it.
    func narrow(_ reader: HistoryReader, sample: [String]?) throws {
        let tables = definition.tables(reader.rebuild)
        let (log, comparison) = (TouchLog(tables), Comparison(tables, sample: sample))
        var before = Int.max
        while true {
            let left = try session.use { (connection: inout Connection) in try log.count(on: &connection) }
            // Where a round leaves as much as the one before, another one won't help.
            guard left > Self.few, left < before / 4 * 3 else { return }
            before = left
            try snapshot(reader, log) { _, round, connection in try comparison.recheck(round: round, on: &connection) }
        }
    }

    /// Does `body` in a snapshot in which live and the build stand at the same offsets, while both go on.
    ///
    /// - parameter body: gets the offsets, and the round of notes that ended with the snapshot.
    private func snapshot(
        _ reader: HistoryReader, _ log: TouchLog,
        _ body: (_ offsets: [LogPlace], _ round: Int, inout Connection) throws -> Void
    ) throws {
        let snapshot = try session.another()
        try snapshot.connection.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        let boundary = try reader.boundary()
        defer { boundary.release() }
        // > SET TRANSACTION: REPEATABLE READ: All statements of the current transaction can only see rows committed before the first
        // > query … was executed in this transaction.
        try snapshot.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        let round = try session.use { (connection: inout Connection) in try log.beginRound(on: &connection) }
        boundary.release()
        try reader.follow()
        try RebuildStore.setScope(reader.rebuild, on: &snapshot.connection)
        try body(boundary.offsets, round, &snapshot.connection)
        try snapshot.connection.execute("COMMIT", timeout: nil)
    }
}
