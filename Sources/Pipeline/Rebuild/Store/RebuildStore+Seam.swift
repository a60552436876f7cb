package import Postgres

extension RebuildStore {
    /// Notes in `starts` that a partition's records before `seam` were read from the archive, where some may be missing.
    ///
    /// Retention moves the seam on while a build goes on; the highest stays.
    package static func noteSeam(
        _ seam: LogPlace, _ pipeline: String, generation: Int32, on connection: inout Connection
    ) throws(PostgresError) {
        try connection.query(
            """
            UPDATE zapline.rebuilds r SET starts = (
                SELECT jsonb_agg(CASE WHEN (p ->> 'log_id', p ->> 'partition') = ($3, $4)
                    THEN p || jsonb_build_object('seam', greatest((p ->> 'seam')::bigint, $5::bigint)) ELSE p END ORDER BY place)
                FROM jsonb_array_elements(r.starts) WITH ORDINALITY AS e (p, place))
            WHERE r.pipeline = $1 AND r.generation = $2
            """,
            [
                .text(pipeline), .integer(Int64(generation)), .text("\(seam.logID)"), .text("\(seam.partition)"),
                .integer(seam.offset),
            ])
    }
}
