import Postgres

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
    /// Live is held for the moment that the build takes to come up to it; the comparison runs in a snapshot taken then. What changes in
    /// the build from then on is noted, for whoever merges.
    func compare(_ reader: HistoryReader, sample: [String]?, limit: Int) throws -> RebuildComparison {
        let tables = definition.tables(reader.rebuild)
        let comparison = Comparison(tables, sample: sample)
        try session.use { (connection: inout Connection) in
            try comparison.prepare(on: &connection)
            try TouchLog(tables).install(on: &connection)
        }
        let snapshot = try session.another()
        try snapshot.connection.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        let boundary = try reader.boundary()
        defer { boundary.release() }
        var result = RebuildComparison()
        result.offsets = boundary.offsets
        // > SET TRANSACTION: REPEATABLE READ: All statements of the current transaction can only see rows committed before the first
        // > query … was executed in this transaction.
        try snapshot.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        boundary.release()
        try RebuildStore.setScope(reader.rebuild, on: &snapshot.connection)
        result.counts = try comparison.run(on: &snapshot.connection)
        result.differences = try comparison.differences(limit: limit, on: &snapshot.connection)
        try snapshot.connection.execute("COMMIT", timeout: nil)
        return result
    }
}
