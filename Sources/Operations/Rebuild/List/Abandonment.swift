internal import JSON
internal import Pipeline
internal import Postgres
internal import Service

/// What `rebuild abandon` takes away.
struct Abandonment: Hashable, Sendable {
    /// What there is of it.
    struct Extent: Hashable, Sendable {
        var tables = 0
        /// Of its tables with their indexes.
        var bytes: Int64 = 0
        var offsets = 0
        var letters = 0
        /// What it remembers of instances.
        var states = 0
    }

    var row: RebuildRow
    var extent: Extent

    /// Reads the build of a pipeline that is running or ready.
    ///
    /// - throws: where there is none, or somebody works on it.
    init(_ pipeline: String, on connection: inout Connection) throws {
        guard let row = try RebuildRow.open(pipeline, on: &connection) else {
            throw OperationError(
                "no rebuild of \(pipeline) is under way; `zapline rebuild list` shows those that there were",
                exitCode: .found)
        }
        if let worker = row.worker {
            throw OperationError(
                "\(row.name) is worked on by \(worker.text); stop that first (Ctrl-C is enough)", exitCode: .unavailable
            )
        }
        self.row = row
        extent = try Extent(row, on: &connection)
    }

    /// Takes it away, in one transaction, while nobody else may work on it.
    ///
    /// - parameter shown: what the operator agreed to.
    static func perform(_ shown: Abandonment, _ database: ConnectionSettings) throws {
        let lock = try RebuildSession(database, pipeline: shown.row.pipeline)
        defer { withExtendedLifetime(lock) {} }
        var connection = try Connection.connect(database)
        // Whoever reads the tables by hand must end before they can be dropped; nobody else does.
        try connection.execute("SET lock_timeout = '30s'")
        guard let rebuild = try RebuildStore.active(shown.row.pipeline, on: &connection),
            rebuild.generation == shown.row.generation
        else {
            throw OperationError("\(shown.row.name) ended meanwhile; nothing was changed, look again", exitCode: .found)
        }
        try RebuildStore.end(rebuild, as: .abandoned, on: &connection)
    }

    /// What will come of it.
    var consequence: String {
        "\(row.name): drops schema \(row.schema) (\(extent.tables) tables, \(MebibyteText.format(extent.bytes))), its "
            + "\(ProgressLine.grouped(extent.offsets)) offsets and \(ProgressLine.grouped(extent.letters)) dead letters. "
            + "The live tables are not touched."
    }

    /// The same for scripts.
    func json(isDone: Bool) -> JSONValue {
        [
            "pipeline": .string(row.pipeline), "generation": .integer(row.generation), "schema": .string(row.schema),
            "tables": .integer(extent.tables), "bytes": .integer(extent.bytes), "offsets": .integer(extent.offsets),
            "dead_letters": .integer(extent.letters), "instance_states": .integer(extent.states),
            "abandoned": .bool(isDone),
        ]
    }
}

extension Abandonment.Extent {
    /// Measures a build.
    init(_ row: RebuildRow, on connection: inout Connection) throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT count(c.oid), coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint,
                   (SELECT count(*) FROM zapline.consumer_offsets WHERE pipeline = $1 AND generation = $2),
                   (SELECT count(*) FROM zapline.dead_letters WHERE pipeline = $1 AND generation = $2),
                   (SELECT count(*) FROM zapline.instance_state WHERE $1 = 'status' AND generation = $2)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $3 AND c.relkind IN ('r', 'p')
            """, [.text(row.pipeline), .integer(Int64(row.generation)), .text(row.schema)])
        tables = Int(rows.integer(0, 0) ?? 0)
        bytes = rows.integer(0, 1) ?? 0
        offsets = Int(rows.integer(0, 2) ?? 0)
        letters = Int(rows.integer(0, 3) ?? 0)
        states = Int(rows.integer(0, 4) ?? 0)
    }
}
