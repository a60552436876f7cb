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

    /// Compares the rows that a round noted, and adds the keys that differ to those found before.
    ///
    /// In a snapshot that was taken when the round ended; for what `run` compared in an earlier one.
    package func recheck(round: Int, on connection: inout Connection) throws(PostgresError) {
        try connection.execute(localSettings(patience))
        for table in tables.tables {
            guard let notes = tables.touched(of: table) else { continue }
            let statements = try TableStatements(table, on: &connection)
            try connection.execute(
                """
                CREATE TEMP TABLE zl_noted ON COMMIT DROP AS SELECT \(statements.keyNames) FROM \(notes) WHERE round = \(round);
                ANALYZE zl_noted;
                INSERT INTO \(tables.differences(of: table)) \(statements.differing(of: "zl_noted"));
                DROP TABLE zl_noted
                """, timeout: patience)
        }
    }

    private func compare(
        _ statements: TableStatements, on connection: inout Connection
    ) throws(PostgresError) -> TableCounts {
        let keys = tables.differences(of: statements.table)
        try connection.execute("DROP TABLE IF EXISTS \(keys); \(find(statements, into: keys))", timeout: patience)
        var counts = TableCounts(table: statements.table.name)
        let kinds = try connection.query("SELECT kind, count(*) FROM \(keys) GROUP BY kind", timeout: patience)
        for row in 0..<kinds.rowCount {
            let count = Int(kinds.integer(row, 1) ?? 0)
            if kinds[row, 0] == "missing" { counts.missing = count } else { counts.changed = count }
        }
        let (extra, shadow) = try extraRows(statements, missing: counts.missing, on: &connection)
        // Whole tables are read for it, so not where there is nothing to find.
        if let removable = statements.table.removable, extra > 0 {
            counts.tooMany = try addExtra(statements, removable, to: keys, on: &connection)
        }
        counts.unnamed = max(0, extra - counts.tooMany)
        counts.compared = shadow + counts.tooMany
        try connection.execute("ANALYZE \(keys)", timeout: patience)
        return counts
    }

    /// Makes the table of the keys that live lacks, or has with other values.
    private func find(_ statements: TableStatements, into keys: String) -> String {
        """
        CREATE UNLOGGED TABLE \(keys) AS
        SELECT \(statements.keys(of: "s")),
            CASE WHEN m.\(statements.table.key[0]) IS NULL THEN 'missing' ELSE 'changed' END AS kind
        FROM \(statements.shadowRows) s LEFT JOIN \(statements.liveRows) m ON \(statements.joins("s"))
        WHERE (m.\(statements.table.key[0]) IS NULL
            OR \(statements.differs))\(statements.isOf(sample, "s"))
        """
    }

    /// How many live rows the shadow hasn't got, which are all but those that both have; and how many the shadow has.
    private func extraRows(
        _ statements: TableStatements, missing: Int, on connection: inout Connection
    ) throws(PostgresError) -> (extra: Int, shadow: Int) {
        let sizes = try connection.query(
            """
            SELECT (SELECT count(*) FROM \(statements.liveRows) m WHERE true\(statements.isOf(sample, "m"))),
                   (SELECT count(*) FROM \(statements.shadowRows) s WHERE true\(statements.isOf(sample, "s")))
            """, timeout: patience)
        let (live, shadow) = (Int(sizes.integer(0, 0) ?? 0), Int(sizes.integer(0, 1) ?? 0))
        return (live - (shadow - missing), shadow)
    }

    /// Adds the keys of rows that are too many; how many they are.
    private func addExtra(
        _ statements: TableStatements, _ removable: String, to keys: String, on connection: inout Connection
    ) throws(PostgresError) -> Int {
        // A table of its own, since only such a statement is run in parallel. OFFSET 0: what is dear to find out is asked of the rows
        // alone that the shadow lacks.
        try connection.execute(
            """
            DROP TABLE IF EXISTS \(keys)_extra;
            CREATE UNLOGGED TABLE \(keys)_extra AS
            SELECT \(statements.keys(of: "m")), 'too many' AS kind FROM (
                SELECT \(statements.liveKeys) FROM \(statements.liveRows) m
                WHERE NOT EXISTS (SELECT FROM \(statements.shadowRows) s WHERE \(statements.joins("s")))\
            \(statements.isOf(sample, "m")) OFFSET 0
            ) m WHERE \(removable)
            """, timeout: patience)
        let added = try connection.query("INSERT INTO \(keys) SELECT * FROM \(keys)_extra", timeout: patience)
        try connection.execute("DROP TABLE \(keys)_extra")
        return added.affectedRows
    }
}

/// What a transaction over whole tables is told: memory that a small server has too, time, and no compiling of long conditions, which
/// costs more than it saves.
func localSettings(_ patience: Duration) -> String {
    "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL statement_timeout = '\(patience.components.seconds)s'"
}
