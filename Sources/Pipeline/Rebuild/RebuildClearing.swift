package import Postgres

/// What a build made beside the live tables, to be taken away: promote, verify and abandon end with it.
package struct RebuildClearing: Hashable, Sendable {
    /// The pipeline.
    package let pipeline: String
    /// The generation, from 1 on.
    package let generation: Int32

    /// How a build ends, as `zapline.rebuilds.state` has it.
    package enum End: String, Hashable, Sendable {
        /// Its rows are live now.
        case promoted
        /// Nobody wants it: it was given up, or compared.
        case abandoned
    }

    /// What there is of a build, or was.
    package struct Extent: Hashable, Sendable {
        /// Tables in its schema.
        package var tables = 0
        /// Their size with indexes, in bytes.
        package var bytes: Int64 = 0
        /// Its rows in `zapline.consumer_offsets`.
        package var offsets = 0
        /// Its rows in `zapline.dead_letters`.
        package var letters = 0
        /// Its rows in `zapline.instance_state`.
        package var states = 0

        /// Nothing.
        package init() {}
    }

    /// A build; nil where the generation is live's, which nothing here touches.
    package init?(_ pipeline: String, generation: Int32) {
        guard generation > 0 else { return nil }
        self.pipeline = pipeline
        self.generation = generation
    }

    /// The schema of its tables.
    package var schema: String { "zapline_\(pipeline)_\(generation)" }

    /// What there is.
    package func measure(on connection: inout Connection) throws(PostgresError) -> Extent {
        let rows = try connection.query(
            """
            SELECT count(c.oid), coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint,
                   (SELECT count(*) FROM zapline.consumer_offsets WHERE pipeline = $1 AND generation = $2),
                   (SELECT count(*) FROM zapline.dead_letters WHERE pipeline = $1 AND generation = $2),
                   (SELECT count(*) FROM zapline.instance_state WHERE $1 = 'status' AND generation = $2)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $3 AND c.relkind IN ('r', 'p')
            """, parameters + [.text(schema)])
        var extent = Extent()
        extent.tables = Int(rows.integer(0, 0) ?? 0)
        extent.bytes = rows.integer(0, 1) ?? 0
        extent.offsets = Int(rows.integer(0, 2) ?? 0)
        extent.letters = Int(rows.integer(0, 3) ?? 0)
        extent.states = Int(rows.integer(0, 4) ?? 0)
        return extent
    }

    /// Takes it all away and notes the end, within the caller's transaction; no row of generation 0 is touched.
    ///
    /// - returns: whether the build was running or ready; otherwise nothing was changed.
    package func clear(as end: End, on connection: inout Connection) throws(PostgresError) -> Bool {
        let noted = try connection.query(
            """
            UPDATE zapline.rebuilds SET state = $3, ended_at = clock_timestamp(), updated_at = clock_timestamp()
            WHERE pipeline = $1 AND generation = $2 AND state IN ('running', 'ready')
            """, parameters + [.text(end.rawValue)])
        guard noted.affectedRows == 1 else { return false }
        // The names of the pipelines are ours; a quotation mark in one would be a mistake, and still no way out.
        try connection.execute("DROP SCHEMA IF EXISTS \"\(schema.replacing("\"", with: ""))\" CASCADE")
        for table in ["consumer_offsets", "dead_letters"] {
            try connection.query("DELETE FROM zapline.\(table) WHERE pipeline = $1 AND generation = $2", parameters)
        }
        try connection.query("DELETE FROM zapline.instance_state WHERE $1 = 'status' AND generation = $2", parameters)
        return true
    }

    private var parameters: [Parameter] { [.text(pipeline), .integer(Int64(generation))] }
}
