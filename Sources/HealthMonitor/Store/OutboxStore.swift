import Postgres

/// What waits in `zapline.health_outbox`.
enum OutboxStore {
    /// A record and its row.
    struct Row {
        let id: Int64
        let record: Outgoing
        /// Whether its time is over, by the database's clock.
        let isExpired: Bool
    }

    /// The oldest rows. Not waited for for long: a server that stands still is news, and this thread has to tell it.
    static func read(limit: Int, on connection: inout Connection) throws(PostgresError) -> [Row] {
        let rows = try connection.query(
            """
            SELECT id, topic, key, event_id, payload, coalesce(expires_at < clock_timestamp(), false)
            FROM zapline.health_outbox ORDER BY id LIMIT $1
            """, [.integer(Int64(limit))], timeout: .seconds(3))
        return (0..<rows.rowCount).compactMap { row in
            guard let id = rows.integer(row, 0), let topic = rows[row, 1], let key = rows[row, 2],
                let event = rows[row, 3]
            else { return nil }
            return Row(
                id: id, record: Outgoing(topic: topic, key: key, id: event, value: rows[row, 4].map { Array($0.utf8) }),
                isExpired: rows.bool(row, 5) ?? false)
        }
    }

    /// Deletes the rows of delivered records, if the lease is still ours.
    static func delete(_ ids: [Int64], epoch: Int64, on connection: inout Connection) throws(PostgresError) {
        guard !ids.isEmpty else { return }
        try connection.execute(
            """
            BEGIN; \(LeaseStore.hold(epoch: epoch));
            DELETE FROM zapline.health_outbox WHERE id IN (\(ids.map { "\($0)" }.joined(separator: ","))); COMMIT
            """, timeout: .seconds(10))
    }

    /// How many rows wait.
    static func count(on connection: inout Connection) throws(PostgresError) -> Int {
        Int(
            try connection.query("SELECT count(*) FROM zapline.health_outbox", timeout: .seconds(10)).integer(0, 0) ?? 0
        )
    }
}
