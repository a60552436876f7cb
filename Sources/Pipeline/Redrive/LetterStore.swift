package import Postgres

/// Reads letters whole, for redriving them.
package enum LetterStore {
    /// The letters of these keys that are in one of `states`, with their records; `missing` says of which these are not to be had.
    ///
    /// A trimmed letter kept coordinates and reason only.
    package static func load(
        _ ids: [Letter.ID], states: [String], _ session: RedriveSession
    ) throws(PostgresError) -> (letters: [Letter], missing: [Letter.ID: String]) {
        try session.use { (connection: inout Connection) throws(PostgresError) in
            var letters: [Letter] = []
            var missing: [Letter.ID: String] = [:]
            for (topic, ids) in Dictionary(grouping: ids, by: \.topic).sorted(by: { $0.key < $1.key }) {
                let rows = try read(ids, topic: topic, states, session.context, on: &connection)
                let trimmed = Set(rows.filter(\.isTrimmed).map(\.place))
                let (found, reason) = try session.records(trimmed, topic: topic, on: &connection)
                for row in rows {
                    let id = Letter.ID(
                        pipeline: session.context.pipeline, generation: session.context.generation, topic: topic,
                        place: row.place)
                    guard let record = row.isTrimmed ? found[row.place] : row.record else {
                        missing[id] =
                            "the letter was cut to coordinates, and its record is not to be had: \(reason ?? "its headers can't be read")"
                        continue
                    }
                    if row.isTrimmed, row.timestamp != RecordTables.kept(record.timestamp) {
                        missing[id] = "the letter was cut to coordinates, and the log has another record there"
                        continue
                    }
                    letters.append(Letter(id: id, state: row.state, record: record))
                }
            }
            return (letters, missing)
        }
    }

    private struct Row {
        var place: LogPlace
        var timestamp: Int64
        var record: StoredRecord?
        var state: String
        var isTrimmed: Bool
    }

    private static func read(
        _ ids: [Letter.ID], topic: String, _ states: [String], _ context: HandlerContext,
        on connection: inout Connection
    ) throws(PostgresError) -> [Row] {
        let rows = try connection.query(
            """
            SELECT \(RecordTables.columns), t.state, t.is_trimmed
            FROM unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (l, p, o)
            JOIN zapline.dead_letters t ON t.log_id = w.l AND t.topic_partition = w.p AND t.topic_offset = w.o
            WHERE t.pipeline = $4 AND t.generation = $5 AND t.topic = $6 AND t.state = ANY ($7)
            ORDER BY t.log_id, t.topic_partition, t.topic_offset
            """,
            RecordTables.parameters(ids.map(\.place))
                + [
                    .text(context.pipeline), .integer(Int64(context.generation)), .text(topic), .textArray(states),
                ])
        return (0..<rows.rowCount).compactMap { row in
            guard let place = RecordTables.place(rows, row) else { return nil }
            return Row(
                place: place, timestamp: rows.integer(row, 3) ?? -1, record: RecordTables.record(rows, row),
                state: rows[row, 7] ?? "", isTrimmed: rows.bool(row, 8) ?? false)
        }
    }
}
