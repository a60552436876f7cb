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
        let records = try log(bootstrapServers, prefix: prefix, on: &connection)
        return try differences(from: records, in: names, on: &connection)
    }

    /// What differs between the tables and the fold of `records`, which may be more than the log still has.
    package static func differences(
        from records: [LogRecord], in names: [Table.Name] = Self.tables, on connection: inout Connection
    ) throws -> [String] {
        var oracle = Reference()
        for record in records { oracle.apply(record) }
        let actual = try TableReader.read(names, on: &connection)
        return Tables.difference(expected: oracle.tables(Set(names)), actual: actual, in: names)
    }

    /// The log as it is now, each topic in its current life.
    package static func log(
        _ bootstrapServers: String, prefix: String, on connection: inout Connection
    ) throws -> [LogRecord] {
        let logs = try connection.query("SELECT topic, max(log_id) FROM zapline.logs GROUP BY topic")
        var logIDs: [String: Int] = [:]
        for row in 0..<logs.rowCount { logIDs[logs[row, 0] ?? ""] = logs.integer(row, 1).map { Int($0) } }
        return try LogTap.read(bootstrapServers, prefix: prefix, logIDs: logIDs)
    }
}
