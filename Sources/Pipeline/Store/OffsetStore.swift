import Postgres

/// The statements around `zapline.consumer_offsets`, for one pipeline and generation.
struct OffsetStore: Sendable {
    let pipeline: String
    let generation: Int32
    /// The lives of topics that a replay reads; nil: the current one of each.
    var logIDs: [Int16]?

    /// What a claim of one topic's partitions is told.
    struct ClaimRequest {
        let topic: String
        let cluster: String
        let owner: String
        /// The offset to start from for each partition, where it has no row yet; nil: it must have one.
        let starts: [(partition: Int32, start: Int64?)]
    }

    /// A row as `zapline.claim` left it.
    struct ClaimedRow: Hashable, Sendable {
        let claim: Claim
        let partition: Int32
        /// The cluster that the log's first claim saw.
        let cluster: String
    }

    /// Takes partitions over; its commit is flushed before it returns, since Kafka hears of it.
    func claim(_ request: ClaimRequest, on connection: inout Connection) throws(PostgresError) -> [ClaimedRow] {
        let numbers = request.starts.map { "\($0.partition)" }.joined(separator: ",")
        let starts = request.starts.map { $0.start.map { "\($0)" } ?? "NULL" }.joined(separator: ",")
        let result = try connection.query(
            "SELECT * FROM zapline.claim($1, $2, $3, $4, $5, $6::int[], $7::bigint[])",
            [
                .text(pipeline), .integer(Int64(generation)), .text(request.topic), .text(request.cluster),
                .text(request.owner), .text("{\(numbers)}"), .text("{\(starts)}"),
            ])
        return (0..<result.rowCount).compactMap { Self.row($0, of: result) }
    }

    static func row(_ row: Int, of result: QueryResult) -> ClaimedRow? {
        guard let log = result.integer(row, 0), let partition = result.integer(row, 1),
            let epoch = result.integer(row, 3), let next = result.integer(row, 4)
        else { return nil }
        var anchor: Cursor.Anchor?
        if let offset = result.integer(row, 5), let time = result.integer(row, 6), let hash = result.integer(row, 7) {
            anchor = Cursor.Anchor(offset: offset, timestamp: time, hash: hash)
        }
        var claim = Claim(
            logID: Int16(clamping: log), epoch: epoch, next: next, anchor: anchor, haltReason: result[row, 8])
        claim.isHaltedByRow = claim.haltReason != nil
        return ClaimedRow(claim: claim, partition: Int32(clamping: partition), cluster: result[row, 2] ?? "")
    }

    /// The call that moves one partition, as text: it rides in one string with the batch's data.
    func advance(_ step: Advance, partition: Int32, logID: Int16, anchor: Cursor.Anchor?) -> String {
        let mark = anchor.map { "\($0.offset),\($0.timestamp),\($0.hash)" } ?? "NULL,NULL,NULL"
        return """
            SELECT zapline.advance('\(pipeline)',\(generation),\(logID)::smallint,\(partition),\
            \(step.from),\(step.to),\(step.epoch),\(mark))
            """
    }

    /// Locks and reads the rows of `partitions` (log and number); a partition without a row is missing in the answer.
    func settle(
        _ partitions: [(logID: Int16, partition: Int32)], on connection: inout Connection
    ) throws(PostgresError) -> [OffsetRow?] {
        let wanted = partitions.map { "(\($0.logID),\($0.partition))" }.joined(separator: ",")
        let results = try connection.execute(
            """
            BEGIN;
            SELECT log_id, topic_partition, epoch, next_offset, state = 'halted' AND NOT halt_retries
            FROM zapline.consumer_offsets
            WHERE pipeline = '\(pipeline)' AND generation = \(generation) AND (log_id, topic_partition) IN (\(wanted))
            ORDER BY log_id, topic_partition FOR UPDATE;
            COMMIT;
            """)
        guard let rows = results.first(where: { $0.columnCount == 5 }) else { return partitions.map { _ in nil } }
        return partitions.map { place in
            let found = (0..<rows.rowCount).first {
                rows.integer($0, 0) == Int64(place.logID) && rows.integer($0, 1) == Int64(place.partition)
            }
            guard let found, let epoch = rows.integer(found, 2), let next = rows.integer(found, 3) else { return nil }
            return OffsetRow(epoch: epoch, next: next, isHalted: rows.bool(found, 4) ?? false)
        }
    }

    /// The rows of `topics` in the current life of each; a sign of life of the database as well.
    func current(
        topics: [String], on connection: inout Connection
    ) throws(PostgresError) -> [PartitionID: PositionCheck.Row] {
        let found = try connection.query(
            """
            SELECT DISTINCT ON (topic, topic_partition) topic, topic_partition, log_id, epoch, next_offset, state = 'halted'
            FROM zapline.consumer_offsets WHERE pipeline = $1 AND generation = $2 AND topic = ANY ($3) AND ($4::smallint[] IS NULL OR log_id = ANY ($4))
            ORDER BY topic, topic_partition, log_id DESC
            """,
            [
                .text(pipeline), .integer(Int64(generation)), .textArray(topics),
                logIDs.map { .text("{\($0.map { "\($0)" }.joined(separator: ","))}") } ?? .null,
            ], timeout: .seconds(15))
        var rows: [PartitionID: PositionCheck.Row] = [:]
        for row in 0..<found.rowCount {
            guard let topic = topics.firstIndex(of: found[row, 0] ?? ""), let partition = found.integer(row, 1),
                let log = found.integer(row, 2), let epoch = found.integer(row, 3), let next = found.integer(row, 4)
            else { continue }
            rows[PartitionID(topic: topic, partition: Int32(clamping: partition))] = PositionCheck.Row(
                logID: Int16(clamping: log), epoch: epoch, next: next, isHalted: found.bool(row, 5) ?? false)
        }
        return rows
    }

    /// Writes why a partition stands still, unless it is another's by now.
    func halt(
        partition: Int32, logID: Int16, epoch: Int64, reason: String, retries: Bool, on connection: inout Connection
    ) throws(PostgresError) {
        try connection.query(
            """
            UPDATE zapline.consumer_offsets
            SET state = 'halted', halt_reason = $1, halt_retries = $2, updated_at = clock_timestamp()
            WHERE pipeline = $3 AND generation = $4 AND log_id = $5 AND topic_partition = $6 AND epoch = $7
            """,
            [
                .text(reason), .bool(retries), .text(pipeline), .integer(Int64(generation)), .integer(Int64(logID)),
                .integer(Int64(partition)), .integer(epoch),
            ])
    }

    /// Takes back halts that were to be tried again, where a claim found nothing wrong any more: else an idle partition would be
    /// called halted until its next record.
    func lift(
        _ claims: [(partition: Int32, claim: Claim)], on connection: inout Connection
    ) throws(PostgresError) {
        guard !claims.isEmpty else { return }
        let rows = claims.map { "(\($0.claim.logID),\($0.partition),\($0.claim.epoch))" }.joined(separator: ",")
        try connection.query(
            """
            UPDATE zapline.consumer_offsets SET state = 'active', halt_reason = NULL, halt_retries = false
            WHERE pipeline = $1 AND generation = $2 AND state = 'halted' AND halt_retries
              AND (log_id, topic_partition, epoch) IN (VALUES \(rows))
            """, [.text(pipeline), .integer(Int64(generation))])
    }

    /// Ends the sessions that hold the offset rows of `partitions`: an older owner that stands still in a transaction.
    ///
    /// Only sessions of our own role with our own application name: a member of the same pipeline, which the epoch fences anyway.
    /// The holder of a row lock is the transaction in the row's `xmax`; asking for it needs no second connection, as
    /// `pg_blocking_pids()` would.
    func endHolders(
        topic: String, partitions: [Int32], on connection: inout Connection
    ) throws(PostgresError) -> Int {
        let result = try connection.query(
            """
            SELECT count(pg_terminate_backend(l.pid))
            FROM zapline.consumer_offsets o
            JOIN pg_locks l ON l.locktype = 'transactionid' AND l.transactionid = o.xmax AND l.granted
            JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE o.pipeline = $1 AND o.generation = $2 AND o.topic = $3 AND o.topic_partition = ANY ($4::int[])
              AND a.usename = current_user AND a.application_name = current_setting('application_name')
              AND l.pid <> pg_backend_pid()
            """,
            [
                .text(pipeline), .integer(Int64(generation)), .text(topic),
                .text("{\(partitions.map { "\($0)" }.joined(separator: ","))}"),
            ])
        return Int(result.integer(0, 0) ?? 0)
    }
}
