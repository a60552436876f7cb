package import Postgres
package import Reference

/// Compares the tables with a single-threaded fold of the whole log, row by row and byte by byte.
package enum Judge {
    /// Every table but the dead letters, which only the consumers that were run can have.
    package static let tables: [Table.Name] = Table.Name.allCases.filter { $0 != .deadLetters }

    /// What differs between the tables and the fold, a sentence each; empty where nothing does.
    ///
    /// - parameter prefix: the topics' prefix on the broker.
    package static func differences(
        _ bootstrapServers: String, prefix: String, in names: [Table.Name] = Self.tables, on connection: inout Connection
    ) throws -> [String] {
        let logs = try connection.query("SELECT topic, max(log_id) FROM zapline.logs GROUP BY topic")
        var logIDs: [String: Int] = [:]
        for row in 0..<logs.rowCount { logIDs[logs[row, 0] ?? ""] = logs.integer(row, 1).map { Int($0) } }
        var oracle = Reference()
        for record in try LogTap.read(bootstrapServers, prefix: prefix, logIDs: logIDs) { oracle.apply(record) }
        let actual = try TableReader.read(names, on: &connection)
        return Tables.difference(expected: oracle.tables(Set(names)), actual: actual, in: names)
    }
}
