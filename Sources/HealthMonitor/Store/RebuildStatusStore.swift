import Pipeline
import Postgres

/// Builds that are under way, by pipeline.
enum RebuildStatusStore {
    /// At most one of each pipeline is running or ready. One that runs and that nobody works on was stopped, or died: whoever works on
    /// it holds an advisory lock.
    static func open(on connection: inout Connection) throws(PostgresError) -> [String: RebuildRow] {
        let rows = try connection.query(
            """
            SELECT r.pipeline, r.generation, r.records,
                   CASE WHEN r.state = 'ready' OR EXISTS (
                       SELECT FROM pg_locks l
                       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                         AND l.classid = \(RebuildSession.lockKey)::oid
                         AND l.objid = (hashtext(r.pipeline)::bigint & 4294967295)::oid
                         AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
                   THEN r.state ELSE 'stopped' END,
                   (SELECT sum(greatest(0, live.next_offset - o.next_offset))::bigint
                    FROM zapline.consumer_offsets o JOIN zapline.consumer_offsets live USING (pipeline, log_id, topic_partition)
                    WHERE o.pipeline = r.pipeline AND o.generation = r.generation AND live.generation = 0)
            FROM zapline.rebuilds r WHERE r.state IN ('running', 'ready') AND r.kind = 'rebuild'
            """, timeout: .seconds(5))
        var found: [String: RebuildRow] = [:]
        for row in 0..<rows.rowCount {
            guard let pipeline = rows[row, 0], let generation = rows.integer(row, 1) else { continue }
            found[pipeline] = RebuildRow(
                generation: generation, state: rows[row, 3] ?? "running", records: rows.integer(row, 2) ?? 0,
                behind: rows.integer(row, 4))
        }
        return found
    }
}
