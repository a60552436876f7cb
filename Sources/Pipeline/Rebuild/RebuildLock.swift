package import Postgres

/// The advisory lock of whoever works on a pipeline's builds: one at a time, gone with its session.
package enum RebuildLock {
    /// The lock's first key, "ZAPR"; the second is `hashtext(pipeline)`.
    package static let key: Int32 = 0x5A41_5052

    /// The session that holds it.
    package struct Holder: Hashable, Sendable {
        /// Its server process.
        package let pid: Int32
        /// Its role.
        package let role: String
        /// The name that it gave itself: program and owner.
        package let application: String
        /// Where it comes from; nil: the server's own machine, by a socket.
        package let address: String?

        /// For people: `zapline of role zap from 10.0.0.7 (backend 4711)`.
        package var text: String {
            "\(application.isEmpty ? "a session" : application) of role \(role)\(address.map { " from \($0)" } ?? "") "
                + "(backend \(pid))"
        }
    }

    /// Takes it until the transaction's end, where nobody has it.
    package static func take(_ pipeline: String, on connection: inout Connection) throws(PostgresError) -> Bool {
        let rows = try connection.query(
            "SELECT pg_try_advisory_xact_lock(\(key), hashtext($1))", [.text(pipeline)])
        return rows.bool(0, 0) ?? false
    }

    /// Who has it, by pipeline; those that nobody works on are missing.
    package static func holders(
        _ pipelines: [String], on connection: inout Connection
    ) throws(PostgresError) -> [String: Holder] {
        // Two keys of 32 bits stand in classid and objid, with objsubid 2.
        let rows = try connection.query(
            """
            SELECT p.name, l.pid, a.usename, a.application_name, host(a.client_addr)
            FROM unnest($1::text[]) AS p (name)
            JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted AND l.classid = \(key) AND l.objid = hashtext(p.name)::oid
                 AND l.objsubid = 2 AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
            LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            """, [.textArray(pipelines)])
        var holders: [String: Holder] = [:]
        for row in 0..<rows.rowCount {
            holders[rows[row, 0] ?? ""] = Holder(
                pid: Int32(clamping: rows.integer(row, 1) ?? 0), role: rows[row, 2] ?? "?",
                application: rows[row, 3] ?? "", address: rows[row, 4])
        }
        return holders
    }
}
