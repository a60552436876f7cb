package import Postgres

/// Brings live rows to the shadow's: those whose keys a comparison found, and those that changed in the shadow since the last
/// snapshot in which they were compared.
///
/// Tables are changed in place, so whatever hangs on them stays, and readers wait for nothing. It runs in a transaction of the
/// caller's, READ COMMITTED, that holds live's offset rows while the shadow stands at the same offsets.
package struct Merge: Sendable {
    /// What was done to one table.
    package struct Counts: Hashable, Sendable {
        /// The table's name.
        package let table: String
        /// Rows that were too many.
        package var deleted = 0
        /// Rows whose columns were changed.
        package var updated = 0
        /// Rows that were missing.
        package var inserted = 0

        /// How many rows were written.
        package var rows: Int { deleted + updated + inserted }
    }

    /// What is merged.
    package let tables: RebuiltTables
    /// Only rows of these instances; nil: all.
    package let sample: [String]?
    /// How long one statement may take.
    package let patience: Duration

    /// A merge.
    package init(_ tables: RebuiltTables, sample: [String]? = nil, patience: Duration = .seconds(3_600)) {
        self.tables = tables
        self.sample = sample
        self.patience = patience
    }

    /// Merges every table, in the order of locks that batches have.
    ///
    /// - throws: `RebuildError` of code `refused` where a row that was written is still not as the shadow has it.
    package func run(on connection: inout Connection) throws -> [Counts] {
        try connection.execute(localSettings(patience))
        var all: [Counts] = []
        for table in tables.tables {
            let statements = try TableStatements(table, on: &connection)
            let keys = try gatherKeys(statements, on: &connection)
            all.append(try merge(keys, statements, on: &connection))
            // Live is held meanwhile, so not where nothing was to be written.
            if keys > 0 { try refuseLeft(statements, on: &connection) }
        }
        return all
    }

    private func merge(
        _ gathered: Int, _ statements: TableStatements, on connection: inout Connection
    ) throws(PostgresError) -> Counts {
        let table = statements.table
        var (counts, keys) = (Counts(table: table.name), gathered)
        // Each step may be the last: whole tables may be read for it.
        if let removable = table.removable, keys > 0 {
            counts.deleted = try run(delete(statements, removable), on: &connection)
            keys -= counts.deleted
        }
        if keys > 0 {
            counts.updated = try run(update(statements), on: &connection)
            keys -= counts.updated
        }
        guard keys > 0 else { return counts }
        counts.inserted = try run(insert(statements), on: &connection)
        // A row that an application made in between was not inserted.
        if table.isShared { counts.updated += try run(update(statements), on: &connection) }
        return counts
    }

    private func run(_ sql: String, on connection: inout Connection) throws(PostgresError) -> Int {
        try connection.query(sql, timeout: patience).affectedRows
    }

    /// Puts the keys whose rows differ indeed into `zl_merged`; how many they are.
    ///
    /// Most of what changed in the shadow changed in live just so, and finding that out once is cheaper than in each step.
    private func gatherKeys(
        _ statements: TableStatements, on connection: inout Connection
    ) throws(PostgresError) -> Int {
        let table = statements.table
        var sources: [String] = []
        let round = " WHERE round = (SELECT round FROM \(tables.rounds))"
        for (source, condition) in [(tables.differences(of: table), ""), (tables.touched(of: table) ?? "", round)] {
            let exists = try connection.query("SELECT to_regclass(nullif($1, '')) IS NOT NULL", [.text(source)])
            if exists.bool(0, 0) == true {
                sources.append("SELECT \(statements.keyNames) FROM \(source)\(condition)")
            }
        }
        guard !sources.isEmpty else { return 0 }
        try connection.execute(
            """
            DROP TABLE IF EXISTS pg_temp.zl_merged;
            CREATE TEMP TABLE zl_keys ON COMMIT DROP AS \(sources.joined(separator: " UNION "));
            ANALYZE zl_keys;
            CREATE TEMP TABLE zl_merged ON COMMIT DROP AS \(statements.differing(of: "zl_keys"));
            DROP TABLE zl_keys;
            ANALYZE zl_merged
            """, timeout: patience)
        return Int(try connection.query("SELECT count(*) FROM zl_merged").integer(0, 0) ?? 0)
    }

    private func delete(_ statements: TableStatements, _ removable: String) -> String {
        """
        DELETE FROM \(statements.table.live) m USING (
            SELECT \(statements.keys(of: "m")) FROM (
                SELECT \(statements.keys(of: "k")) FROM zl_merged k
                WHERE NOT EXISTS (SELECT FROM \(statements.shadowRows) s WHERE \(statements.same("s", "k"))) OFFSET 0
            ) m WHERE \(removable)
        ) k WHERE \(statements.isLive)\(statements.joins("k"))\(statements.isOf(sample, "m"))
        """
    }

    private func update(_ statements: TableStatements) -> String {
        """
        UPDATE \(statements.table.live) m SET \(statements.assignments)
        FROM zl_merged k JOIN \(statements.shadowRows) s ON \(statements.same("s", "k"))
        WHERE \(statements.isLive)\(statements.joins("k")) AND (\(statements.differs))\(statements.isOf(sample, "s"))
        """
    }

    private func insert(_ statements: TableStatements) -> String {
        """
        INSERT INTO \(statements.table.live) (\(statements.insertedNames))
        SELECT \(statements.insertedValues)
        FROM zl_merged k JOIN \(statements.shadowRows) s ON \(statements.same("s", "k"))
        WHERE NOT EXISTS (SELECT FROM \(statements.liveRows) m WHERE \(statements.joins("k")))\(statements.isOf(sample, "s"))
        ORDER BY \(statements.keys(of: "k"))
        ON CONFLICT (\(statements.conflictNames)) DO NOTHING
        """
    }
}
