package import Postgres

/// What of the live tables would make a merge wrong or impossible, found before anything is changed.
package struct PromotionChecks: Sendable {
    private let tables: RebuiltTables

    /// The checks of a rebuild's tables.
    package init(_ tables: RebuiltTables) { self.tables = tables }

    /// Each problem in a sentence that names the object and what to do; empty where all is well.
    package func problems(on connection: inout Connection) throws(PostgresError) -> [String] {
        var all: [String] = []
        for table in tables.tables {
            guard let kind = try kind(of: table, on: &connection) else {
                all.append("\(table.live) is not there: run zapline schema apply")
                continue
            }
            guard kind == "r" || kind == "p" else {
                all.append("\(table.live) is not a table any more: rows can't be changed in its place")
                continue
            }
            let missing = try missingColumns(of: table, on: &connection)
            all += missing
            all += try key(of: table, on: &connection)
            all += try emptyColumns(of: table, on: &connection)
            all += try rowSecurity(of: table, on: &connection)
            if missing.isEmpty { all += try privileges(on: table, on: &connection) }
        }
        return all
    }

    private func kind(of table: RebuiltTable, on connection: inout Connection) throws(PostgresError) -> String? {
        let rows = try connection.query("SELECT relkind FROM pg_class WHERE oid = to_regclass($1)", [.text(table.live)])
        return rows[0, 0]
    }

    private func ours(_ table: RebuiltTable) -> [String] {
        (table.generation == nil ? [] : ["generation"]) + table.key + table.columns.map(\.name)
    }

    private func missingColumns(
        of table: RebuiltTable, on connection: inout Connection
    ) throws(PostgresError) -> [String] {
        let rows = try connection.query(
            """
            SELECT n.name, a.attgenerated <> '' FROM unnest($2::text[]) WITH ORDINALITY AS n (name, place)
            LEFT JOIN pg_attribute a ON a.attrelid = $1::regclass AND a.attname = n.name AND NOT a.attisdropped
            WHERE a.attname IS NULL OR a.attgenerated <> '' ORDER BY n.place
            """, [.text(table.live), .textArray(ours(table))])
        return (0..<rows.rowCount).map { row in
            let name = "\(table.live).\(rows[row, 0] ?? "")"
            return rows.isNull(row, 1)
                ? "the column \(name) is missing: add it again as zapline schema apply made it"
                : "the column \(name) is generated, so it can't be written: ALTER COLUMN … DROP EXPRESSION"
        }
    }

    private func key(of table: RebuiltTable, on connection: inout Connection) throws(PostgresError) -> [String] {
        let key = (table.generation == nil ? [] : ["generation"]) + table.key
        let found = try connection.query(
            """
            SELECT count(*) FROM pg_index i
            WHERE i.indrelid = $1::regclass AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
              AND (SELECT array_agg(a.attname::text ORDER BY a.attname::text) FROM pg_attribute a
                   WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))
                = (SELECT array_agg(n ORDER BY n) FROM unnest($2::text[]) n)
            """, [.text(table.live), .textArray(key)])
        guard found.integer(0, 0) == 0 else { return [] }
        let columns = key.joined(separator: ", ")
        return [
            "\(table.live) has no unique index on (\(columns)): CREATE UNIQUE INDEX ON \(table.live) (\(columns))"
        ]
    }

    /// Columns of the user's that a new row leaves empty, and that may not be.
    private func emptyColumns(of table: RebuiltTable, on connection: inout Connection) throws(PostgresError) -> [String]
    {
        let rows = try connection.query(
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef
              AND attidentity = '' AND attname <> ALL ($2::text[])
            ORDER BY attnum
            """, [.text(table.live), .textArray(ours(table))])
        return (0..<rows.rowCount).map { row in
            let name = rows[row, 0] ?? ""
            return """
                the column \(table.live).\(name) is NOT NULL without a default, so no row could be added: give it a default, or \
                ALTER COLUMN \(name) DROP NOT NULL
                """
        }
    }

    private func rowSecurity(of table: RebuiltTable, on connection: inout Connection) throws(PostgresError) -> [String]
    {
        let found = try connection.query("SELECT row_security_active($1::regclass), current_user", [.text(table.live)])
        guard found.bool(0, 0) == true else { return [] }
        let role = found[0, 1] ?? ""
        return [
            """
            row level security of \(table.live) hides rows from the role \(role): connect as the table's owner, or \
            ALTER ROLE \(role) BYPASSRLS (a table with FORCE ROW LEVEL SECURITY binds its owner as well)
            """
        ]
    }

    private func privileges(on table: RebuiltTable, on connection: inout Connection) throws(PostgresError) -> [String] {
        let rows = try connection.query(
            """
            SELECT p.kind, array_to_string(array_agg(n.name ORDER BY n.place)
                FILTER (WHERE NOT has_column_privilege($1::regclass, n.name, p.kind)), ', '), current_user
            FROM (VALUES ('SELECT'), ('INSERT'), ('UPDATE')) AS p (kind),
                 unnest($2::text[]) WITH ORDINALITY AS n (name, place)
            GROUP BY p.kind
            HAVING NOT bool_and(has_column_privilege($1::regclass, n.name, p.kind))
            UNION ALL
            SELECT 'DELETE', NULL, current_user WHERE NOT has_table_privilege($1::regclass, 'DELETE') AND $3
            """, [.text(table.live), .textArray(ours(table)), .bool(table.removable != nil)])
        return (0..<rows.rowCount).map { row in
            let (kind, role) = (rows[row, 0] ?? "", rows[row, 2] ?? "")
            let columns = rows[row, 1].map { " (\($0))" } ?? ""
            return
                "the role \(role) lacks \(kind)\(columns) on \(table.live): GRANT \(kind)\(columns) ON \(table.live) TO \(role)"
        }
    }
}
