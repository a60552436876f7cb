package import Postgres

/// Where records are kept beside the log: the archive, and the dead letters.
package enum RecordTables {
    /// The columns that `record` reads, of a table called `t`.
    package static let columns = """
        t.log_id, t.topic_partition, t.topic_offset, coalesce((extract(epoch FROM t.recorded_at) * 1000)::bigint, -1),
        t.key, t.headers, t.payload
        """

    /// What becomes of a record's timestamp when it is kept in a table and read again: -1 where no row can hold it.
    static func kept(_ timestamp: Int64) -> Int64 { CopyBuffer.milliseconds.contains(timestamp) ? timestamp : -1 }

    /// The record in a row's first seven columns; nil where its headers can't be read.
    package static func record(_ rows: QueryResult, _ row: Int) -> StoredRecord? {
        guard let place = place(rows, row), let headers = HeadersText.read(rows[row, 5] ?? "[]") else { return nil }
        return StoredRecord(
            place: place, timestamp: rows.integer(row, 3) ?? -1, key: rows.bytes(row, 4), headers: headers,
            value: rows.bytes(row, 6))
    }

    /// The place in a row's first three columns.
    package static func place(_ rows: QueryResult, _ row: Int) -> LogPlace? {
        guard let log = rows.integer(row, 0), let partition = rows.integer(row, 1), let offset = rows.integer(row, 2)
        else { return nil }
        return LogPlace(logID: Int16(clamping: log), partition: Int32(clamping: partition), offset: offset)
    }

    /// Three arrays for `unnest($n::smallint[], $n+1::int[], $n+2::bigint[])`.
    package static func parameters(_ places: some Sequence<LogPlace>) -> [Parameter] {
        let places = Array(places)
        return [
            .text("{\(places.map { "\($0.logID)" }.joined(separator: ","))}"),
            .text("{\(places.map { "\($0.partition)" }.joined(separator: ","))}"),
            .text("{\(places.map { "\($0.offset)" }.joined(separator: ","))}"),
        ]
    }

    /// Those of `places` that the archive has.
    package static func archived(
        _ places: some Sequence<LogPlace>, on connection: inout Connection
    ) throws(PostgresError) -> [LogPlace: StoredRecord] {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (l, p, o)
            JOIN zapline.event_archive t ON t.log_id = w.l AND t.topic_partition = w.p AND t.topic_offset = w.o
            """, parameters(places))
        return dictionary(rows)
    }

    /// Those of `places` that stand whole in dead letters of `topic`, whatever became of these.
    package static func lettered(
        _ places: some Sequence<LogPlace>, topic: String, _ context: HandlerContext, on connection: inout Connection
    ) throws(PostgresError) -> [LogPlace: StoredRecord] {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (l, p, o)
            JOIN zapline.dead_letters t ON t.log_id = w.l AND t.topic_partition = w.p AND t.topic_offset = w.o
            WHERE t.pipeline = $4 AND t.generation = $5 AND t.topic = $6 AND NOT t.is_trimmed
            """,
            parameters(places) + [.text(context.pipeline), .integer(Int64(context.generation)), .text(topic)])
        return dictionary(rows)
    }

    /// The records of a result, by their places.
    static func dictionary(_ rows: QueryResult) -> [LogPlace: StoredRecord] {
        var records: [LogPlace: StoredRecord] = [:]
        for row in 0..<rows.rowCount {
            if let record = record(rows, row) { records[record.place] = record }
        }
        return records
    }
}
