internal import JSON
internal import Pipeline
internal import Postgres
internal import Service

/// A build of a pipeline's tables beside the live ones: a row of `zapline.rebuilds`.
struct RebuildRow: Hashable, Sendable {
    var pipeline: String
    var generation: Int32
    /// `rebuild` or `verify`.
    var kind: String
    /// `running`, `ready`, `promoted` or `abandoned`.
    var state: String
    var schema: String
    var readsArchive: Bool
    var beginsLate: Bool
    var owner: String
    /// The program that made it.
    var maker = Rebuild.Maker(program: nil, schema: nil)
    var reason: String?
    /// What it has applied.
    var records: Int64
    var bytes: Int64
    var startedAt: String?
    var updatedAt: String?
    var endedAt: String?
    /// Seconds since it began.
    var age: Int64
    /// How many offsets live is ahead of it in the partitions that it has; nil: it has none (any more).
    var behind: Int64?
    /// Who works on it now.
    var worker: BuildWorker?

    /// Whether it can go on, be promoted or be abandoned.
    var isOpen: Bool { ["running", "ready"].contains(state) }

    /// The state in a word: one that runs and that nobody works on was stopped, or died.
    var word: String { state == "running" && worker == nil ? "stopped" : state }

    /// `messages rebuild 3`.
    var name: String { "\(pipeline) \(kind) \(generation)" }

    /// Only the program that made it may go on with it or put it in live's place: another's rows would be mixed with its own.
    ///
    /// - throws: where it was another.
    func checkMaker() throws(OperationError) {
        guard maker != .current else { return }
        throw OperationError(
            "\(name) was made by \(maker.text), and this is \(Rebuild.Maker.current.text), whose handlers may make other rows: "
                + "abandon it and start another (`zapline rebuild abandon \(pipeline)`)", exitCode: .found)
    }

    /// All of it.
    var json: JSONValue {
        let members: [(String, JSONValue)] = [
            ("pipeline", .string(pipeline)), ("generation", .integer(generation)), ("kind", .string(kind)),
            ("state", .string(word)), ("schema", .string(schema)), ("reads_archive", .bool(readsArchive)),
            ("begins_late", .bool(beginsLate)), ("owner", .string(owner)), ("reason", .text(reason)),
            ("records", .integer(records)), ("bytes", .integer(bytes)),
            ("behind", behind.map { .integer($0) } ?? .null), ("started_at", .text(startedAt)),
            ("updated_at", .text(updatedAt)), ("ended_at", .text(endedAt)),
            ("worker", .text(worker?.text)), ("program_version", .text(maker.program)),
            ("schema_version", maker.schema.map { .integer($0) } ?? .null),
        ]
        return .object(members.map { JSONValue.Member(name: $0.0, value: $0.1) })
    }
}

extension RebuildRow {
    private static let format = #"YYYY-MM-DD"T"HH24:MI:SS.US"Z""#

    /// The newest that a condition on `r` lets through, newest first.
    static func list(
        where condition: String = "true", _ parameters: [Parameter] = [], limit: Int = 50,
        on connection: inout Connection
    ) throws(PostgresError) -> [RebuildRow] {
        let times = ["started_at", "updated_at", "ended_at"].map {
            "to_char(r.\($0) AT TIME ZONE 'UTC', '\(format)')"
        }.joined(separator: ", ")
        let rows = try connection.query(
            """
            SELECT r.pipeline, r.generation, r.kind, r.state, r.schema_name, r.reads_archive, r.begins_late, r.owner, r.reason,
                   r.records, r.bytes, \(times), greatest(0, extract(epoch FROM clock_timestamp() - r.started_at))::bigint,
                   (SELECT sum(greatest(0, live.next_offset - o.next_offset))::bigint
                    FROM zapline.consumer_offsets o JOIN zapline.consumer_offsets live USING (pipeline, log_id, topic_partition)
                    WHERE o.pipeline = r.pipeline AND o.generation = r.generation AND live.generation = 0),
                   r.program_version, r.schema_version
            FROM zapline.rebuilds r WHERE \(condition)
            ORDER BY r.state IN ('running', 'ready') DESC, r.started_at DESC, r.pipeline, r.generation DESC LIMIT \(limit)
            """, parameters)
        let workers = try BuildWorker.read(PipelineNames.rebuilt, on: &connection)
        return (0..<rows.rowCount).map { row in
            var found = RebuildRow(rows, row)
            found.worker = found.isOpen ? workers[found.pipeline] : nil
            return found
        }
    }

    /// The one of a pipeline that is running or ready, or nil.
    static func open(_ pipeline: String, on connection: inout Connection) throws(PostgresError) -> RebuildRow? {
        try list(
            where: "r.pipeline = $1 AND r.state IN ('running', 'ready')", [.text(pipeline)], limit: 1, on: &connection
        ).first
    }

    private init(_ rows: QueryResult, _ row: Int) {
        pipeline = rows[row, 0] ?? ""
        generation = Int32(clamping: rows.integer(row, 1) ?? 0)
        kind = rows[row, 2] ?? ""
        state = rows[row, 3] ?? ""
        schema = rows[row, 4] ?? ""
        readsArchive = rows.bool(row, 5) ?? false
        beginsLate = rows.bool(row, 6) ?? false
        owner = rows[row, 7] ?? ""
        reason = rows[row, 8]
        records = rows.integer(row, 9) ?? 0
        bytes = rows.integer(row, 10) ?? 0
        startedAt = rows[row, 11]
        updatedAt = rows[row, 12]
        endedAt = rows[row, 13]
        age = rows.integer(row, 14) ?? 0
        behind = rows.integer(row, 15)
        maker = Rebuild.Maker(program: rows[row, 16], schema: rows.integer(row, 17).map { Int($0) })
    }
}
