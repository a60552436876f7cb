import Bytes
import Postgres

/// What a replay asks of the offset rows, which were made when it began.
extension OffsetStore {
    /// Takes partitions of one life over, as `zapline.claim` does for the current one; a partition without a row is missing in the
    /// answer.
    func claim(
        logID: Int16, partitions: [Int32], owner: String, on connection: inout Connection
    ) throws(PostgresError) -> [ClaimedRow] {
        let rows = try connection.query(
            """
            UPDATE zapline.consumer_offsets SET epoch = epoch + 1, owner = $1, updated_at = clock_timestamp()
            WHERE pipeline = $2 AND generation = $3 AND log_id = $4 AND topic_partition = ANY ($5::int[])
            RETURNING log_id, topic_partition, cluster_id, epoch, next_offset, anchor_offset, anchor_timestamp, anchor_hash,
                CASE WHEN state = 'halted' AND NOT halt_retries THEN halt_reason END
            """,
            [
                .text(owner), .text(pipeline), .integer(Int64(generation)), .integer(Int64(logID)),
                .text("{\(partitions.map { "\($0)" }.joined(separator: ","))}"),
            ])
        return (0..<rows.rowCount).compactMap { Self.row($0, of: rows) }
    }

    /// How far the archive of a partition reaches without a gap: to where its own pipeline stands. Nil where nobody ever archived it.
    func archiveEnd(_ place: LogPlace, on connection: inout Connection) throws(PostgresError) -> Int64? {
        let rows = try connection.query(
            """
            SELECT next_offset FROM zapline.consumer_offsets
            WHERE pipeline = 'archive' AND generation = 0 AND log_id = $1 AND topic_partition = $2
            """, [.integer(Int64(place.logID)), .integer(Int64(place.partition))])
        return rows.rowCount == 0 ? nil : rows.integer(0, 0)
    }

    /// The first record that the archive has at `place` or behind it in its partition, as an anchor.
    func firstArchived(_ place: LogPlace, on connection: inout Connection) throws(PostgresError) -> Cursor.Anchor? {
        let rows = try connection.query(
            """
            SELECT \(RecordTables.columns) FROM zapline.event_archive t
            WHERE t.log_id = $1 AND t.topic_partition = $2 AND t.topic_offset >= $3 ORDER BY t.topic_offset LIMIT 1
            """, [.integer(Int64(place.logID)), .integer(Int64(place.partition)), .integer(place.offset)])
        guard rows.rowCount == 1, let stored = RecordTables.record(rows, 0) else { return nil }
        let arena = Arena(blockSize: 1 << 12)
        let record = stored.record(topic: 0, in: arena)
        return Cursor.Anchor(
            offset: record.offset, timestamp: record.timestamp,
            hash: RecordHash.of(key: record.key, value: record.value))
    }
}
