package import Postgres

extension Comparison {
    /// The first rows that differ, table by table in the order of their keys, with what both sides have; in the transaction of
    /// `run`, or later, as things are then.
    package func differences(limit: Int, on connection: inout Connection) throws(PostgresError) -> [Difference] {
        var all: [Difference] = []
        for table in tables.tables where all.count < limit {
            let statements = try TableStatements(table, on: &connection)
            let columns = table.columns.filter { statements.differs($0) != nil }
            let rows = try connection.query(
                read(statements, columns, limit: limit - all.count), timeout: patience)
            for row in 0..<rows.rowCount {
                all.append(Self.difference(rows, row, table, columns.map(\.name)))
            }
        }
        return all
    }

    private static func difference(
        _ rows: QueryResult, _ row: Int, _ table: RebuiltTable, _ columns: [String]
    ) -> Difference {
        let key = table.key.indices.map { rows[row, $0] }
        let first = table.key.count + 1
        let kind: Difference.Kind
        switch rows[row, first - 1] {
        case "missing": kind = .missing
        case "changed":
            kind = .changed(
                columns.enumerated().compactMap { place, column in
                    let at = first + 3 * place
                    guard rows.bool(row, at) == true else { return nil }
                    return Difference.Change(column: column, live: rows[row, at + 1], shadow: rows[row, at + 2])
                })
        default: kind = .tooMany
        }
        return Difference(table: table.name, keyNames: table.key, key: key, kind: kind)
    }

    /// The keys, then for each column whether it differs and both values.
    private func read(_ statements: TableStatements, _ columns: [RebuiltTable.Column], limit: Int) -> String {
        let values = columns.map { column in
            let name = column.name
            return """
                ,
                coalesce(\(statements.differs(column) ?? "false"), false), \(Self.shown("m", name, statements.live)), \
                \(Self.shown("s", name, statements.shadow))
                """
        }
        return """
            SELECT \(statements.table.key.map { "d.\($0)::text" }.joined(separator: ", ")), d.kind\(values.joined())
            FROM (SELECT * FROM \(tables.differences(of: statements.table)) ORDER BY \(statements.keyNames) LIMIT \(limit)) d
            LEFT JOIN \(statements.liveRows) m ON \(statements.joins("d"))
            LEFT JOIN \(statements.shadowRows) s ON \(statements.same("s", "d"))
            ORDER BY \(statements.keys(of: "d"))
            """
    }

    /// A value for people: not more than fits on a line.
    private static func shown(_ row: String, _ name: String, _ types: ColumnTypes) -> String {
        let text =
            types[name]?.kind == .bytes ? "substring(\(row).\(name) FROM 1 FOR 64)::text" : "\(row).\(name)::text"
        return "CASE WHEN length(\(text)) > 80 THEN left(\(text), 79) || '…' ELSE \(text) END"
    }
}
