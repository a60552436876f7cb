package import Postgres
package import Reference

/// Reads the tables as the oracle has them: every value as Postgres prints it.
package enum TableReader {
    /// The tables `names`, without notes of odd records.
    package static func read(_ names: [Table.Name], on connection: inout Connection) throws -> Tables {
        var tables: [Table] = []
        for name in names {
            var table = Table(name)
            let columns = (name.key + name.columns).map { expression($0, in: name) }.joined(separator: ", ")
            let filter = name == .deadLetters ? " WHERE state <> 'noted' AND generation = 0" : ""
            let rows = try connection.query("SELECT \(columns) FROM \(name.rawValue)\(filter)")
            for row in 0..<rows.rowCount { table.insert((0..<rows.columnCount).map { rows[row, $0] }) }
            tables.append(table)
        }
        return Tables(tables)
    }

    /// The oracle names a dead letter's field; ours stands in the detail's first quotes.
    private static func expression(_ column: String, in name: Table.Name) -> String {
        guard name == .deadLetters else { return "\(column)::text" }
        switch column {
        case "field": return "substring(detail from '`([^`]*)`')"
        case "topic": return "'whatsapp.' || substring(topic from '[^.]*$')"
        default: return "\(column)::text"
        }
    }
}
