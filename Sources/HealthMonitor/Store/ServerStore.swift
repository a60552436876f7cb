import Postgres

/// What the database says of itself, in words that need no right beyond that of connecting.
enum ServerStore {
    /// Asks for its time: how long an answer takes, and how far the clocks are apart.
    static func exchange(on connection: inout Connection) throws(PostgresError) -> ClockExchange? {
        let sent = Clock.wall
        let rows = try connection.query(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", timeout: .seconds(3))
        let received = Clock.wall
        return rows.integer(0, 0).map { ClockExchange(sent: sent, received: received, theirs: $0) }
    }

    /// > pg_database_size: … CONNECT privilege … or pg_read_all_stats. pg_stat_database.numbackends: Number of backends currently
    /// > connected to this database, or NULL for shared objects. reserved_connections exists from version 16 on.
    static func extent(on connection: inout Connection) throws(PostgresError) -> DatabaseHealth.Extent? {
        let rows = try connection.query(
            """
            SELECT (SELECT sum(pg_database_size(d.oid))::bigint FROM pg_database d
                    WHERE d.datallowconn AND has_database_privilege(d.oid, 'CONNECT')),
                   (SELECT sum(numbackends)::bigint FROM pg_stat_database),
                   current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint
                   - coalesce(current_setting('reserved_connections', true)::bigint, 0)
            """, timeout: .seconds(5))
        guard let connections = rows.integer(0, 1), let limit = rows.integer(0, 2) else { return nil }
        return DatabaseHealth.Extent(bytes: rows.integer(0, 0), connections: connections, maxConnections: limit)
    }
}
