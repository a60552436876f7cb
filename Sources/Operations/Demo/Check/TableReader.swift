internal import Postgres
internal import Reference

/// Reads tables as the oracle shows them: every cell as Postgres prints it.
struct TableReader: ~Copyable {
    private var connection: Connection

    /// A reader with a session of its own.
    init(_ settings: ConnectionSettings) throws(PostgresError) {
        connection = try Connection.connect(settings, timeout: .seconds(10))
    }

    /// The rows of a table that belong to a part.
    mutating func read(_ name: Table.Name, _ part: CheckPart) throws(PostgresError) -> Table {
        let columns = (name.key + name.columns).map { "\($0)::text" }.joined(separator: ", ")
        return try read(
            name, "SELECT \(columns) FROM \(name.rawValue) WHERE \(part.condition)", [.textArray(part.instances)])
    }

    /// The dead letters, but for notes about odd duplicates; the field at fault stands at the beginning of the detail.
    mutating func readDeadLetters() throws(PostgresError) -> Table {
        try read(
            .deadLetters,
            """
            SELECT log_id::text, topic, topic_partition::text, topic_offset::text, reason, substring(detail FROM '^`([^`]+)`')
            FROM zapline.dead_letters WHERE generation = 0 AND reason <> 'conflicting-duplicate'
            """, [])
    }

    /// How many notes about odd duplicates there are.
    mutating func countNotes() throws(PostgresError) -> Int {
        let rows = try connection.query(
            """
            SELECT count(*) FROM zapline.dead_letters
            WHERE generation = 0 AND reason = 'conflicting-duplicate' AND state = 'noted'
            """)
        return Int(rows.integer(0, 0) ?? 0)
    }

    /// The number of the life that each topic is in.
    mutating func readLogIDs() throws(PostgresError) -> [String: Int] {
        let rows = try connection.query("SELECT topic, max(log_id) FROM zapline.logs GROUP BY topic")
        var ids: [String: Int] = [:]
        for row in 0..<rows.rowCount {
            if let topic = rows[row, 0], let id = rows.integer(row, 1) { ids[topic] = Int(id) }
        }
        return ids
    }

    private mutating func read(
        _ name: Table.Name, _ sql: String, _ parameters: [Parameter]
    ) throws(PostgresError) -> Table {
        let result = try connection.query(sql, parameters)
        var table = Table(name)
        for row in 0..<result.rowCount {
            table.insert((0..<result.columnCount).map { result[row, $0] })
        }
        return table
    }
}
