internal import Pipeline
internal import Postgres

/// The session that works on a pipeline's build: it holds an advisory lock, so there is one at a time, and none of a dead process.
struct BuildWorker: Hashable, Sendable {
    /// Its server process.
    var pid: Int32
    /// Its role.
    var role: String
    /// The name that it gave itself.
    var application: String
    /// Where it comes from; nil: the server's own machine, by a socket.
    var address: String?

    /// For people: `zapline rebuild messages of role zap from 10.0.0.7 (backend 4711)`.
    var text: String {
        "\(application.isEmpty ? "a session" : application) of role \(role)\(address.map { " from \($0)" } ?? "") "
            + "(backend \(pid))"
    }

    /// Those of these pipelines, by name; those that nobody works on are missing.
    static func read(
        _ pipelines: [String], on connection: inout Connection
    ) throws(PostgresError) -> [String: BuildWorker] {
        // > pg_locks: … for advisory locks of two keys, the first key is shown in the classid column, the second key in the objid
        // > column, and objsubid equals 2.
        let rows = try connection.query(
            """
            SELECT p.name, l.pid, a.usename, a.application_name, host(a.client_addr)
            FROM unnest($1::text[]) AS p (name)
            JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                 AND l.classid = \(RebuildSession.lockKey) AND l.objid = hashtext(p.name)::oid
                 AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
            LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            """, [.textArray(pipelines)])
        var workers: [String: BuildWorker] = [:]
        for row in 0..<rows.rowCount {
            workers[rows[row, 0] ?? ""] = BuildWorker(
                pid: Int32(clamping: rows.integer(row, 1) ?? 0), role: rows[row, 2] ?? "?",
                application: rows[row, 3] ?? "", address: rows[row, 4])
        }
        return workers
    }
}
