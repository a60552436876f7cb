package import Postgres

/// Reads dead letters.
package enum DeadLetterStore {
    /// Which ones; nil: any.
    package struct Filter: Hashable, Sendable {
        /// The pipeline.
        package var pipeline: String?
        /// The reason.
        package var reason: String?
        /// The instance.
        package var instance: String?
        /// The state.
        package var state: String?
        /// How many at most.
        package var limit = 100

        /// All of them.
        package init() {}
    }

    private static let format = #"YYYY-MM-DD"T"HH24:MI:SS.US"Z""#
    private static let columns = """
        d.pipeline, d.generation, d.log_id, d.topic, d.topic_partition, d.topic_offset,
        to_char(d.recorded_at AT TIME ZONE 'UTC', '\(format)'), to_char(d.created_at AT TIME ZONE 'UTC', '\(format)'),
        d.instance_name, d.reason, d.detail, d.state,
        greatest(0, extract(epoch FROM clock_timestamp() - d.created_at))::bigint
        """

    /// The newest that the filter lets through, newest first, and how many there are in all.
    package static func list(
        _ filter: Filter, _ connection: inout Connection
    ) throws(PostgresError) -> (letters: [DeadLetter], total: Int) {
        let condition = """
            ($1::text IS NULL OR d.pipeline = $1) AND ($2::text IS NULL OR d.reason = $2)
              AND ($3::text IS NULL OR d.instance_name = $3) AND ($4::text IS NULL OR d.state = $4)
            """
        let parameters = [filter.pipeline, filter.reason, filter.instance, filter.state].map {
            $0.map { Parameter.text($0) } ?? .null
        }
        let total = try connection.query("SELECT count(*) FROM zapline.dead_letters d WHERE \(condition)", parameters)
        let rows = try connection.query(
            """
            SELECT \(columns) FROM zapline.dead_letters d WHERE \(condition)
            ORDER BY d.created_at DESC, d.pipeline, d.topic, d.topic_partition, d.topic_offset DESC LIMIT $5
            """, parameters + [.integer(Int64(filter.limit))])
        return ((0..<rows.rowCount).map { letter(rows, $0) }, Int(total.integer(0, 0) ?? 0))
    }

    /// The letters of one record, the newest generation and life of the topic first, with the record itself. Where a flood
    /// left only coordinates, the archive has the bytes.
    package static func show(
        _ pipeline: String, _ place: RecordPlace, _ connection: inout Connection
    ) throws(PostgresError) -> [DeadLetter] {
        let rows = try connection.query(
            """
            SELECT \(columns), coalesce(d.key, e.key), coalesce(d.headers, e.headers), coalesce(d.payload, e.payload),
                   d.is_trimmed AND e.log_id IS NULL
            FROM zapline.dead_letters d LEFT JOIN zapline.event_archive e USING (log_id, topic_partition, topic_offset)
            WHERE d.pipeline = $1 AND d.topic = $2 AND d.topic_partition = $3 AND d.topic_offset = $4
            ORDER BY d.generation DESC, d.log_id DESC
            """, [.text(pipeline), .text(place.topic), .integer(place.partition), .integer(place.offset)])
        return (0..<rows.rowCount).map { row in
            var letter = letter(rows, row)
            letter.key = rows.bytes(row, 13)
            letter.headers = rows[row, 14]
            letter.payload = rows.bytes(row, 15)
            letter.isLost = rows.bool(row, 16) ?? false
            return letter
        }
    }

    /// The facts of letters (`d`) that a condition and an order choose.
    static func select(
        _ condition: String, _ parameters: [Parameter], on connection: inout Connection
    ) throws(PostgresError) -> [DeadLetter] {
        let rows = try connection.query(
            "SELECT \(columns) FROM zapline.dead_letters d WHERE \(condition)", parameters)
        return (0..<rows.rowCount).map { letter(rows, $0) }
    }

    private static func letter(_ rows: QueryResult, _ row: Int) -> DeadLetter {
        DeadLetter(
            pipeline: rows[row, 0] ?? "", generation: rows.integer(row, 1) ?? 0, logID: rows.integer(row, 2) ?? 0,
            place: RecordPlace(
                topic: rows[row, 3] ?? "", partition: rows.integer(row, 4) ?? 0, offset: rows.integer(row, 5) ?? 0),
            recordedAt: rows[row, 6], createdAt: rows[row, 7], instance: rows[row, 8], reason: rows[row, 9] ?? "",
            detail: rows[row, 10] ?? "", state: rows[row, 11] ?? "", age: rows.integer(row, 12) ?? 0)
    }
}
