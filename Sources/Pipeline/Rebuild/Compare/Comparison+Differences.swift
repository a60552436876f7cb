package import Postgres

extension Comparison {
    /// The first rows that differ, table by table in the order of their keys, with what both sides have; in the transaction of
    /// `run`, or later, as things are then.
    package func differences(limit: Int, on connection: inout Connection) throws(PostgresError) -> [Difference] {
        var all: [Difference] = []
        for table in tables.tables where all.count < limit {
            let statements = try TableStatements(table, on: &connection)
            all += try statements.differences(
                in: tables.differences(of: table), limit: limit - all.count, patience, on: &connection)
        }
        return all
    }
}

extension TableStatements {
    /// The first rows by their keys that `keys`, a table with their kinds, names, with what both sides have.
    func differences(
        in keys: String, limit: Int, _ patience: Duration, on connection: inout Connection
    ) throws(PostgresError) -> [Difference] {
        let columns = table.columns.filter { differs($0) != nil }
        let rows = try connection.query(read(keys, columns, limit: limit), timeout: patience)
        return (0..<rows.rowCount).map { Self.difference(rows, $0, table, columns.map(\.name)) }
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
    private func read(_ keys: String, _ columns: [RebuiltTable.Column], limit: Int) -> String {
        let values = columns.map { column in
            let name = column.name
            return """
                ,
                coalesce(\(differs(column) ?? "false"), false), \(Self.shown("m", name, live)), \
                \(Self.shown("s", name, shadow))
                """
        }
        return """
            SELECT \(table.key.map { "d.\($0)::text" }.joined(separator: ", ")), d.kind\(values.joined())
            FROM (SELECT * FROM \(keys) ORDER BY \(keyNames) LIMIT \(limit)) d
            LEFT JOIN \(liveRows) m ON \(joins("d"))
            LEFT JOIN \(shadowRows) s ON \(same("s", "d"))
            ORDER BY \(self.keys(of: "d"))
            """
    }

    /// A value for people: not more than fits on a line.
    private static func shown(_ row: String, _ name: String, _ types: ColumnTypes) -> String {
        let text =
            types[name]?.kind == .bytes ? "substring(\(row).\(name) FROM 1 FOR 64)::text" : "\(row).\(name)::text"
        return "CASE WHEN length(\(text)) > 80 THEN left(\(text), 79) || '…' ELSE \(text) END"
    }
}
