internal import Postgres
internal import Service

/// Which generation a new build gets: greater than any that the pipeline ever had, so that nothing left of one is taken for another's.
enum BuildGeneration {
    /// Chooses it.
    ///
    /// - parameter asked: what `--into-generation` says, or nil.
    /// - parameter last: the greatest that was used, 0 where none was.
    static func choose(asked: Int32?, last: Int32, pipeline: String) throws(OperationError) -> Int32 {
        guard last < Int32.max else {
            throw OperationError(
                "\(pipeline) has had the last generation, \(last); there is none after it", exitCode: .found)
        }
        guard let asked else { return last + 1 }
        guard asked > last else {
            throw OperationError(
                "--into-generation=\(asked): \(pipeline) has had generation \(last); give \(last + 1) or more",
                exitCode: .found)
        }
        return asked
    }

    /// Checks that what is asked for fits the build that goes on.
    static func check(asked: Int32?, _ open: RebuildRow) throws(OperationError) {
        guard let asked, asked != open.generation else { return }
        throw OperationError(
            "--into-generation=\(asked): \(open.name) is \(open.word); go on with that, or drop it with `zapline rebuild abandon "
                + "\(open.pipeline)` first", exitCode: .found)
    }

    /// The greatest that any table knows, schemas of tables among them.
    static func last(_ pipeline: String, on connection: inout Connection) throws(PostgresError) -> Int32 {
        let rows = try connection.query(
            """
            SELECT max(g) FROM (
                SELECT generation::bigint FROM zapline.rebuilds WHERE pipeline = $1
                UNION ALL SELECT generation FROM zapline.consumer_offsets WHERE pipeline = $1
                UNION ALL SELECT generation FROM zapline.dead_letters WHERE pipeline = $1
                UNION ALL SELECT generation FROM zapline.instance_state WHERE $1 = 'status'
                UNION ALL SELECT substr(nspname, length('zapline_' || $1 || '_') + 1)::bigint FROM pg_namespace
                    WHERE nspname ~ ('^zapline_' || $1 || '_[0-9]{1,10}$')) used (g)
            """, [.text(pipeline)])
        return Int32(clamping: rows.integer(0, 0) ?? 0)
    }
}
