import Postgres

/// Where the live tables of a pipeline stand.
struct LiveStore: Sendable {
    let pipeline: String
    let topics: [String]

    /// The current life of each topic that has one.
    func lives(on connection: inout Connection) throws(PostgresError) -> [String: Int16] {
        let rows = try connection.query(
            "SELECT topic, max(log_id) FROM zapline.logs WHERE topic = ANY ($1) GROUP BY topic", [.textArray(topics)])
        var lives: [String: Int16] = [:]
        for row in 0..<rows.rowCount { lives[rows[row, 0] ?? ""] = Int16(clamping: rows.integer(row, 1) ?? 0) }
        return lives
    }

    /// The offset of each partition, in every life; the places' offsets are where the next record would stand.
    ///
    /// - parameter isLocked: whether nothing may move until the transaction's end; only of the current lives then, and in the order in
    ///   which batches lock them (`PartitionID`).
    func positions(isLocked: Bool, on connection: inout Connection) throws(PostgresError) -> [LogPlace] {
        let rows = try connection.query(
            """
            SELECT o.log_id, o.topic_partition, o.next_offset FROM zapline.consumer_offsets o
            WHERE o.pipeline = $1 AND o.generation = 0 AND o.topic = ANY ($2)
            \(isLocked ? "AND o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = o.topic)" : "")
            ORDER BY \(isLocked ? "array_position($2, o.topic), o.topic_partition FOR UPDATE" : "o.log_id, o.topic_partition")
            """, [.text(pipeline), .textArray(topics)])
        return (0..<rows.rowCount).compactMap { RecordTables.place(rows, $0) }
    }

    /// Makes every consumer claim its partitions again.
    func fence(owner: String, on connection: inout Connection) throws(PostgresError) {
        try connection.query(
            """
            UPDATE zapline.consumer_offsets o SET epoch = o.epoch + 1, owner = $3, updated_at = clock_timestamp()
            WHERE o.pipeline = $1 AND o.generation = 0 AND o.topic = ANY ($2)
              AND o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = o.topic)
            """, [.text(pipeline), .textArray(topics), .text(owner)])
    }

    /// Where the archive of each partition of these lives ends.
    func archiveEnds(of logIDs: [Int16], on connection: inout Connection) throws(PostgresError) -> [LogPlace] {
        let rows = try connection.query(
            """
            SELECT log_id, topic_partition, next_offset FROM zapline.consumer_offsets
            WHERE pipeline = 'archive' AND generation = 0 AND log_id = ANY ($1::smallint[])
            """, [.text("{\(logIDs.map { "\($0)" }.joined(separator: ","))}")])
        return (0..<rows.rowCount).compactMap { RecordTables.place(rows, $0) }
    }
}
