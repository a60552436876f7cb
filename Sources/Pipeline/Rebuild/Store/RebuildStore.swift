import JSON
package import Postgres

/// The rows and tables of builds: `zapline.rebuilds`, and what belongs to a generation.
package enum RebuildStore {
    private static let columns = """
        pipeline, generation, kind, state, schema_name, starts::text, reads_archive, begins_late, owner,
        program_version, schema_version
        """

    /// The one that is under way, or nil.
    package static func active(_ pipeline: String, on connection: inout Connection) throws(PostgresError) -> Rebuild? {
        let rows = try connection.query(
            "SELECT \(columns) FROM zapline.rebuilds WHERE pipeline = $1 AND state IN ('running', 'ready')",
            [.text(pipeline)])
        return rows.rowCount == 0 ? nil : rebuild(rows, 0)
    }

    private static func rebuild(_ rows: QueryResult, _ row: Int) -> Rebuild? {
        guard let pipeline = rows[row, 0], let generation = rows.integer(row, 1), let schema = rows[row, 4],
            let kind = rows[row, 2].flatMap({ Rebuild.Kind(rawValue: $0) }),
            let state = rows[row, 3].flatMap({ Rebuild.State(rawValue: $0) }),
            case .array(let starts)? = try? JSONValue(parsing: rows[row, 5] ?? "")
        else { return nil }
        var rebuild = Rebuild(
            pipeline: pipeline, generation: Int32(clamping: generation), kind: kind,
            starts: starts.compactMap(Rebuild.Start.init), readsArchive: rows.bool(row, 6) ?? false,
            beginsLate: rows.bool(row, 7) ?? false, owner: rows[row, 8] ?? "")
        rebuild.state = state
        rebuild.maker = Rebuild.Maker(program: rows[row, 9], schema: rows.integer(row, 10).map { Int($0) })
        rebuild.schema = schema
        return rebuild
    }

    /// The number that the next build of a pipeline gets.
    package static func nextGeneration(
        _ pipeline: String, on connection: inout Connection
    ) throws(PostgresError) -> Int32 {
        let rows = try connection.query(
            """
            SELECT greatest(coalesce((SELECT max(generation) FROM zapline.rebuilds WHERE pipeline = $1), 0),
                            coalesce((SELECT max(generation) FROM zapline.consumer_offsets WHERE pipeline = $1), 0)) + 1
            """, [.text(pipeline)])
        return Int32(clamping: rows.integer(0, 0) ?? 1)
    }

    /// Makes the row, the tables and the offset rows of a build, in one transaction.
    ///
    /// - parameter tables: the statements that make its schema with the tables.
    package static func create(
        _ rebuild: Rebuild, tables: String, on connection: inout Connection
    ) throws(PostgresError) {
        try transact(on: &connection) { (connection: inout Connection) throws(PostgresError) in
            try connection.query(
                """
                INSERT INTO zapline.rebuilds (pipeline, generation, kind, state, schema_name, starts, reads_archive, begins_late, owner,
                                              program_version, schema_version)
                VALUES ($1, $2, $3, 'running', $4, $5::jsonb, $6, $7, $8, $9, $10)
                """,
                [
                    .text(rebuild.pipeline), .integer(Int64(rebuild.generation)), .text(rebuild.kind.rawValue),
                    .text(rebuild.schema), .text(JSONValue.array(rebuild.starts.map(\.json)).text),
                    .bool(rebuild.readsArchive), .bool(rebuild.beginsLate), .text(rebuild.owner),
                    rebuild.maker.program.map { .text($0) } ?? .null,
                    rebuild.maker.schema.map { .integer(Int64($0)) } ?? .null,
                ])
            try connection.execute(tables)
            try insertOffsets(rebuild, on: &connection)
        }
    }

    /// Makes the tables anew and puts every offset back to where the build began: a crash of the server empties unlogged tables, and
    /// leaves offset rows as they were.
    package static func startOver(
        _ rebuild: Rebuild, tables: String, on connection: inout Connection
    ) throws(PostgresError) {
        try transact(on: &connection) { (connection: inout Connection) throws(PostgresError) in
            try clear(rebuild, on: &connection)
            try connection.execute(tables)
            try insertOffsets(rebuild, on: &connection)
            try connection.query(
                """
                UPDATE zapline.rebuilds SET state = 'running', records = 0, bytes = 0, updated_at = clock_timestamp()
                WHERE pipeline = $1 AND generation = $2
                """, key(rebuild))
        }
    }

    /// Whether its tables are as its offset rows say: not emptied by a crash of the server.
    package static func isWhole(_ rebuild: Rebuild, on connection: inout Connection) throws(PostgresError) -> Bool {
        let exists = try connection.query("SELECT to_regclass($1) IS NOT NULL", [.text("\(rebuild.schema).marker")])
        guard exists.bool(0, 0) == true else { return false }
        return try connection.query("SELECT EXISTS (SELECT FROM \(rebuild.schema).marker)").bool(0, 0) ?? false
    }

    /// Where it stands in each partition; the key's offset is 0.
    static func standings(_ rebuild: Rebuild, on connection: inout Connection) throws(PostgresError) -> [LogPlace:
        Int64]
    {
        let rows = try connection.query(
            """
            SELECT log_id, topic_partition, next_offset FROM zapline.consumer_offsets
            WHERE pipeline = $1 AND generation = $2
            """, key(rebuild))
        var standings: [LogPlace: Int64] = [:]
        for row in 0..<rows.rowCount {
            if let place = RecordTables.place(rows, row) { standings[place.beginning] = place.offset }
        }
        return standings
    }

    /// Writes down which records its tables are made of, as its offset rows say it in this transaction.
    static func setScope(_ rebuild: Rebuild, on connection: inout Connection) throws(PostgresError) {
        try connection.execute("DELETE FROM \(rebuild.schema).scope")
        try connection.query(
            """
            INSERT INTO \(rebuild.schema).scope (log_id, topic_partition, topic, first_offset, next_offset)
            SELECT o.log_id, o.topic_partition, o.topic, s."offset", o.next_offset
            FROM zapline.rebuilds r
            CROSS JOIN jsonb_to_recordset(r.starts) AS s (log_id smallint, partition integer, "offset" bigint)
            JOIN zapline.consumer_offsets o ON (o.pipeline, o.generation, o.log_id, o.topic_partition)
                = (r.pipeline, r.generation, s.log_id, s.partition)
            WHERE r.pipeline = $1 AND r.generation = $2
            """, key(rebuild))
    }

    /// Marks it as promoted, in the transaction that does it; its tables are dropped afterwards, by `tidy`. Live knows from now on what
    /// the build began with.
    static func promoted(_ rebuild: Rebuild, on connection: inout Connection) throws(PostgresError) {
        try connection.query(
            """
            UPDATE zapline.rebuilds SET state = 'promoted', ended_at = clock_timestamp(), updated_at = clock_timestamp()
            WHERE pipeline = $1 AND generation = $2
            """, key(rebuild))
        try connection.query(
            """
            UPDATE zapline.consumer_offsets live SET first_offset = built.first_offset
            FROM zapline.consumer_offsets built
            WHERE built.pipeline = $1 AND built.generation = $2 AND live.pipeline = $1 AND live.generation = 0
              AND live.log_id = built.log_id AND live.topic_partition = built.topic_partition
              AND live.first_offset > built.first_offset
            """, key(rebuild))
        try connection.query(
            "DELETE FROM zapline.consumer_offsets WHERE pipeline = $1 AND generation = $2", key(rebuild))
    }

    /// Notes how far it is.
    package static func note(
        _ rebuild: Rebuild, _ state: Rebuild.State, records: Int, bytes: Int, on connection: inout Connection
    ) throws(PostgresError) {
        try connection.query(
            """
            UPDATE zapline.rebuilds SET state = $3, records = records + $4, bytes = bytes + $5, updated_at = clock_timestamp()
            WHERE pipeline = $1 AND generation = $2 AND state IN ('running', 'ready')
            """, key(rebuild) + [.text(state.rawValue), .integer(Int64(records)), .integer(Int64(bytes))])
    }

    /// Ends it: drops its tables and rows. Nothing of live is touched.
    package static func end(
        _ rebuild: Rebuild, as state: Rebuild.State, on connection: inout Connection
    ) throws(PostgresError) {
        try transact(on: &connection) { (connection: inout Connection) throws(PostgresError) in
            try connection.query(
                """
                UPDATE zapline.rebuilds SET state = $3, ended_at = clock_timestamp(), updated_at = clock_timestamp()
                WHERE pipeline = $1 AND generation = $2 AND state IN ('running', 'ready')
                """, key(rebuild) + [.text(state.rawValue)])
            try clear(rebuild, on: &connection)
        }
    }

    /// Drops what builds that ended left behind: whoever promotes commits first and tidies up then.
    package static func tidy(_ pipeline: String, on connection: inout Connection) throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM zapline.rebuilds
            WHERE pipeline = $1 AND state IN ('promoted', 'abandoned') AND to_regnamespace(schema_name) IS NOT NULL
            """, [.text(pipeline)])
        for row in 0..<rows.rowCount {
            guard let rebuild = rebuild(rows, row) else { continue }
            try transact(on: &connection) { (connection: inout Connection) throws(PostgresError) in
                try clear(rebuild, on: &connection)
            }
        }
    }

    /// The rows of its generation, wherever they are, and its schema.
    private static func clear(_ rebuild: Rebuild, on connection: inout Connection) throws(PostgresError) {
        for table in ["consumer_offsets", "dead_letters"] {
            try connection.query("DELETE FROM zapline.\(table) WHERE pipeline = $1 AND generation = $2", key(rebuild))
        }
        // Only the pipeline that folds in log order remembers something; generations of others may have the same number.
        if rebuild.pipeline == "status" {
            try connection.query(
                "DELETE FROM zapline.instance_state WHERE generation = $1", [.integer(Int64(rebuild.generation))])
        }
        try connection.execute("DROP SCHEMA IF EXISTS \(rebuild.schema) CASCADE")
    }

    private static func insertOffsets(_ rebuild: Rebuild, on connection: inout Connection) throws(PostgresError) {
        for start in rebuild.starts {
            try connection.query(
                """
                INSERT INTO zapline.consumer_offsets
                    (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, first_offset, epoch, owner)
                SELECT $1, $2, l.log_id, l.topic, $4, l.cluster_id, $5, $5, 0, $6 FROM zapline.logs l WHERE l.log_id = $3
                """,
                key(rebuild) + [
                    .integer(Int64(start.place.logID)), .integer(Int64(start.place.partition)),
                    .integer(start.place.offset), .text(rebuild.owner),
                ])
        }
    }

    private static func key(_ rebuild: Rebuild) -> [Parameter] {
        [.text(rebuild.pipeline), .integer(Int64(rebuild.generation))]
    }

    /// Runs `body` in a transaction that is flushed, or undoes it.
    static func transact(
        on connection: inout Connection, _ body: (inout Connection) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on")
        do throws(PostgresError) {
            try body(&connection)
            try connection.execute("COMMIT")
        } catch {
            if !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
            throw error
        }
    }
}
