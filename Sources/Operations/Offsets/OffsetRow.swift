internal import JSON
internal import Kafka
internal import Postgres

/// Where a pipeline stands in a partition: a row of `zapline.consumer_offsets`.
struct OffsetRow: Hashable, Sendable {
    var pipeline: String
    var generation: Int64
    /// The life of the topic that the offsets belong to.
    var logID: Int64
    var topic: String
    var partition: Int32
    var clusterID: String
    var next: Int64
    var epoch: Int64
    var owner: String
    var state: String
    var haltReason: String?
    /// Whether the pipeline tries again by itself.
    var haltRetries: Bool
    var updatedAt: String?
    /// Seconds since it moved or was claimed.
    var age: Int64
    /// Whether it is of the topic's current life.
    var isCurrent: Bool

    var place: TopicPartition { TopicPartition(topic, partition) }
    var isHalted: Bool { state == "halted" }
    /// Whether applications see what comes of it; otherwise it is of a rebuild.
    var isLive: Bool { generation == PipelineNames.liveGeneration }
    /// The pipeline's name, with the rebuild where it is of one.
    var title: String { isLive ? pipeline : "\(pipeline) rebuild \(generation)" }

    /// The row, as one object.
    func json(_ bounds: LogBounds?) -> JSONValue {
        let members: [(String, JSONValue)] = [
            ("pipeline", .string(pipeline)), ("generation", .integer(generation)), ("is_live", .bool(isLive)),
            ("log_id", .integer(logID)),
            ("topic", .string(topic)), ("partition", .integer(partition)), ("cluster_id", .string(clusterID)),
            ("next_offset", .integer(next)), ("begin_offset", bounds.map { .integer($0.low) } ?? .null),
            ("end_offset", bounds.map { .integer($0.high) } ?? .null),
            ("lag", bounds.map { .integer($0.lag(from: next)) } ?? .null), ("state", .string(state)),
            ("halt_reason", .text(haltReason)), ("halt_retries", .bool(haltRetries)), ("epoch", .integer(epoch)),
            ("owner", .string(owner)), ("updated_at", .text(updatedAt)), ("is_current", .bool(isCurrent)),
        ]
        return .object(members.map { JSONValue.Member(name: $0.0, value: $0.1) })
    }
}

extension OffsetRow {
    private static let columns = #"""
        o.pipeline, o.generation, o.log_id, o.topic, o.topic_partition, o.cluster_id, o.next_offset, o.epoch, o.owner, o.state,
        o.halt_reason, o.halt_retries, to_char(o.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        greatest(0, extract(epoch FROM clock_timestamp() - o.updated_at))::bigint,
        o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = o.topic)
        """#

    /// The rows, by pipeline, topic, life and partition.
    static func list(
        pipeline: String?, isCurrentOnly: Bool, on connection: inout Connection
    ) throws(PostgresError) -> [OffsetRow] {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM zapline.consumer_offsets o
            WHERE ($1::text IS NULL OR o.pipeline = $1)
              AND (NOT $2 OR o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = o.topic))
            ORDER BY o.pipeline, o.generation, o.topic, o.log_id, o.topic_partition
            """, [pipeline.map { .text($0) } ?? .null, .bool(isCurrentOnly)])
        return (0..<rows.rowCount).map { OffsetRow(rows, $0) }
    }

    /// The live row of one partition in its topic's current life, or nil where there is none; locked where `forUpdate`.
    static func current(
        _ pipeline: String, _ place: TopicPartition, forUpdate: Bool = false, on connection: inout Connection
    ) throws(PostgresError) -> OffsetRow? {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM zapline.consumer_offsets o
            WHERE o.pipeline = $1 AND o.generation = \(PipelineNames.liveGeneration) AND o.topic_partition = $3
              AND o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = $2)
            \(forUpdate ? "FOR UPDATE" : "")
            """, [.text(pipeline), .text(place.topic), .integer(Int64(place.partition))])
        return rows.rowCount > 0 ? OffsetRow(rows, 0) : nil
    }

    private init(_ rows: QueryResult, _ row: Int) {
        pipeline = rows[row, 0] ?? ""
        generation = rows.integer(row, 1) ?? 0
        logID = rows.integer(row, 2) ?? 0
        topic = rows[row, 3] ?? ""
        partition = Int32(clamping: rows.integer(row, 4) ?? 0)
        clusterID = rows[row, 5] ?? ""
        next = rows.integer(row, 6) ?? 0
        epoch = rows.integer(row, 7) ?? 0
        owner = rows[row, 8] ?? ""
        state = rows[row, 9] ?? ""
        haltReason = rows[row, 10]
        haltRetries = rows.bool(row, 11) ?? false
        updatedAt = rows[row, 12]
        age = rows.integer(row, 13) ?? 0
        isCurrent = rows.bool(row, 14) ?? false
    }
}
