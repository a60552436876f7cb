internal import Kafka
internal import Postgres
internal import Service

extension OffsetMove {
    /// Moves the row and writes the audit row, in one transaction; a running lane is fenced, and claims again.
    ///
    /// - parameter shown: the position that the operator agreed to leave, or nil where any will do.
    /// - throws: a refusal where the row no longer allows it.
    static func perform(
        _ target: Target, of pipeline: String, _ place: TopicPartition, _ log: TopicLog, shown: Int64??,
        by act: OperatorAct,
        on connection: inout Connection
    ) throws -> (move: OffsetMove, audit: Int64) {
        try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on")
        let row = try OffsetRow.current(pipeline, place, forUpdate: true, on: &connection)
        if let shown, shown != row?.next {
            throw OperationError(
                "\(pipeline) \(place) moved from \(text(shown)) to \(text(row?.next)) meanwhile; nothing was changed, look again",
                exitCode: .found)
        }
        guard let bounds = log.bounds[place.partition] else { throw missing(place, log) }
        let move = try OffsetMove(target, of: pipeline, place, row: row, bounds, cluster: log.clusterID)
        if let row {
            try move.update(row, on: &connection)
        } else {
            try move.insert(log.clusterID, by: act, on: &connection)
        }
        let audit = try act.record(
            "offsets-set", "\(pipeline) \(place.topic)/\(place.partition)", move.details, on: &connection)
        try connection.execute("COMMIT")
        return (move, audit)
    }

    static func missing(_ place: TopicPartition, _ log: TopicLog) -> OperationError {
        OperationError(
            "\(place.topic) has no partition \(place.partition): it has \(log.bounds.count), from 0 on",
            exitCode: .found)
    }

    private static func text(_ offset: Int64?) -> String { offset.map { "\($0)" } ?? "no offset" }

    /// The anchor goes: it is the record below the old offset, and perhaps why the partition halted. Who goes back to before it began
    /// knows more from then on.
    private func update(_ row: OffsetRow, on connection: inout Connection) throws(PostgresError) {
        try connection.query(
            """
            UPDATE zapline.consumer_offsets
            SET epoch = epoch + 1, next_offset = $1,
                first_offset = CASE WHEN first_offset > $1 THEN $1 ELSE first_offset END, anchor_offset = NULL, anchor_timestamp = NULL, anchor_hash = NULL,
                state = 'active', halt_reason = NULL, halt_retries = false, updated_at = clock_timestamp()
            WHERE pipeline = $2 AND generation = $3 AND log_id = $4 AND topic_partition = $5
            """,
            [
                .integer(to), .text(pipeline), .integer(row.generation), .integer(row.logID),
                .integer(Int64(row.partition)),
            ])
    }

    /// A partition that has no row, in the topic's current life, which begins where there is none.
    private func insert(
        _ cluster: String, by act: OperatorAct, on connection: inout Connection
    ) throws(PostgresError) {
        // As a first claim does: two at once must not make two lives.
        try connection.execute("LOCK TABLE zapline.logs IN SHARE ROW EXCLUSIVE MODE")
        try connection.query(
            """
            INSERT INTO zapline.logs (log_id, topic, cluster_id)
            SELECT coalesce(max(l.log_id), 0) + 1, $1, $2 FROM zapline.logs l
            HAVING NOT coalesce(bool_or(l.topic = $1), false)
            """, [.text(place.topic), .text(cluster)])
        try connection.query(
            """
            INSERT INTO zapline.consumer_offsets
                (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, first_offset, epoch, owner)
            SELECT $1, \(PipelineNames.liveGeneration), l.log_id, l.topic, $3, l.cluster_id, $4, $4, 0, $5
            FROM zapline.logs l WHERE l.topic = $2 ORDER BY l.log_id DESC LIMIT 1
            """,
            [
                .text(pipeline), .text(place.topic), .integer(Int64(place.partition)), .integer(to), .text(act.actor),
            ])
    }
}
