package import Postgres

/// Compares live tables with their shadows, row by row and column by column, in SQL.
///
/// It runs in a transaction of the caller's: REPEATABLE READ, begun when live and shadow stood at the same offsets. The keys that
/// differ go to a table of the shadow's schema for each table, where `Merge` finds them once the transaction is committed.
package struct Comparison: Sendable {
    /// What is compared.
    package let tables: RebuiltTables
    /// Only rows of these instances; nil: all.
    package let sample: [String]?
    /// How long one statement may take.
    package let patience: Duration

    /// A comparison.
    package init(_ tables: RebuiltTables, sample: [String]? = nil, patience: Duration = .seconds(6 * 3_600)) {
        self.tables = tables
        self.sample = sample
        self.patience = patience
    }

    /// Gathers statistics of the shadow tables, which nobody may have had the time for yet. Outside of the transaction.
    package func prepare(on connection: inout Connection) throws(PostgresError) {
        let own = tables.tables.filter { $0.generation == nil }.map(\.shadow)
        try connection.execute("ANALYZE \(own.joined(separator: ", "))", timeout: patience)
    }

    /// Compares every table.
    ///
    /// - parameter report: hears of each table when it is done.
    package func run(
        on connection: inout Connection, report: (TableCounts) -> Void = { _ in }
    ) throws(PostgresError) -> [TableCounts] {
        try connection.execute(localSettings(patience))
        var all: [TableCounts] = []
        for table in tables.tables {
            let counts = try compare(TableStatements(table, on: &connection), on: &connection)
            report(counts)
            all.append(counts)
        }
        return all
    }

    private func compare(
        _ statements: TableStatements, on connection: inout Connection
    ) throws(PostgresError) -> TableCounts {
        let keys = tables.differences(of: statements.table)
        try connection.execute("DROP TABLE IF EXISTS \(keys); \(find(statements, into: keys))", timeout: patience)
        try connection.execute("ANALYZE \(keys)")
        var counts = TableCounts(table: statements.table.name)
        let kinds = try connection.query("SELECT kind, count(*) FROM \(keys) GROUP BY kind", timeout: patience)
        for row in 0..<kinds.rowCount {
            let count = Int(kinds.integer(row, 1) ?? 0)
            switch kinds[row, 0] {
            case "missing": counts.missing = count
            case "changed": counts.changed = count
            default: counts.tooMany = count
            }
        }
        let sizes = try connection.query(
            """
            SELECT (SELECT count(*) FROM \(statements.liveRows) m WHERE true\(statements.isOf(sample, "m"))),
                   (SELECT count(*) FROM \(statements.shadowRows) s WHERE true\(statements.isOf(sample, "s")))
            """, timeout: patience)
        counts.compared = Int(sizes.integer(0, 1) ?? 0) + counts.tooMany
        // Of live's rows those that the shadow has not, but for those that are too many.
        let common = Int(sizes.integer(0, 1) ?? 0) - counts.missing
        counts.unnamed = max(0, Int(sizes.integer(0, 0) ?? 0) - common - counts.tooMany)
        return counts
    }

    /// Makes the table of the keys that differ.
    private func find(_ statements: TableStatements, into keys: String) -> String {
        let found = """
            CREATE UNLOGGED TABLE \(keys) AS
            SELECT \(statements.keys(of: "s")),
                CASE WHEN m.\(statements.table.key[0]) IS NULL THEN 'missing' ELSE 'changed' END AS kind
            FROM \(statements.shadowRows) s LEFT JOIN \(statements.liveRows) m ON \(statements.joins("s"))
            WHERE (m.\(statements.table.key[0]) IS NULL
                OR \(statements.differs))\(statements.isOf(sample, "s"))
            """
        guard let removable = statements.table.removable else { return found }
        // OFFSET 0: what is dear to find out is asked of the rows that the shadow lacks alone.
        return found + """

            UNION ALL
            SELECT \(statements.keys(of: "m")), 'too many' FROM (
                SELECT \(statements.liveKeys) FROM \(statements.liveRows) m
                WHERE NOT EXISTS (SELECT FROM \(statements.shadowRows) s WHERE \(statements.joins("s")))\
            \(statements.isOf(sample, "m")) OFFSET 0
            ) m WHERE \(removable)
            """
    }
}

/// What a transaction over whole tables is told: hashes of a million keys fit into memory, and a statement may take as long.
func localSettings(_ patience: Duration) -> String {
    "SET LOCAL work_mem = '64MB'; SET LOCAL statement_timeout = '\(patience.components.seconds)s'"
}
