internal import Kafka
internal import Postgres
internal import Service

/// What the database has of a partition in one life of its topic.
struct StartRow: Hashable, Sendable {
    var topic: String
    var logID: Int16
    var partition: Int32
    var isCurrent: Bool
    var live: Int64?
    var first: Int64?
    var clusterID: String?
    var archive: StartFacts.ArchiveExtent?
    var archiveAtTime: Int64?
    var skips: [StartFacts.ArchiveSkip] = []

    /// The row with what the broker has; nil where the topic has no such partition and never had an offset in it.
    ///
    /// - throws: where live's offsets belong to another cluster or to a partition that is gone.
    func partition(_ log: TopicLog?, hasArchive: Bool) throws(OperationError) -> StartFacts.Partition? {
        let bounds = isCurrent ? log?.bounds[partition] : nil
        if isCurrent, bounds == nil {
            guard live != nil else { return nil }
            throw OperationError(
                "\(topic) has no partition \(partition) any more, and live stands in it", exitCode: .found)
        }
        if isCurrent, let clusterID, let log, clusterID != log.clusterID {
            throw OperationError(
                "\(topic): live's offsets are of cluster \(clusterID), this broker's is \(log.clusterID); is "
                    + "KAFKA_BOOTSTRAP_SERVERS right for this database?", exitCode: .found)
        }
        return StartFacts.Partition(
            topic: topic, logID: logID, partition: partition, log: bounds, live: live, first: first,
            archive: hasArchive ? archive : nil, skips: hasArchive ? skips : [],
            atTime: .init(archive: hasArchive ? archiveAtTime : nil))
    }

    /// Reads them.
    static func read(
        _ pipeline: String, _ topics: [String], time: Int64?, on connection: inout Connection
    ) throws(PostgresError) -> [StartRow] {
        let skips = try skips(topics, on: &connection)
        // The archive's edges are read by its key, one row each; only a time is looked for from its beginning on.
        let rows = try connection.query(
            """
            SELECT p.topic, p.log_id, p.topic_partition, p.is_current, live.next_offset, live.cluster_id, low.topic_offset,
                   coalesce(kept.next_offset, high.topic_offset + 1), dated.topic_offset,
                   live.first_offset
            FROM (SELECT DISTINCT l.topic, l.log_id, o.topic_partition, l.is_current
                  FROM (SELECT *, log_id = max(log_id) OVER (PARTITION BY topic) AS is_current FROM zapline.logs
                        WHERE topic = ANY ($1)) l
                  JOIN zapline.consumer_offsets o USING (log_id) WHERE o.generation = 0) p
            LEFT JOIN zapline.consumer_offsets live ON live.pipeline = $2 AND live.generation = 0
                 AND live.log_id = p.log_id AND live.topic_partition = p.topic_partition
            LEFT JOIN zapline.consumer_offsets kept ON kept.pipeline = 'archive' AND kept.generation = 0
                 AND kept.log_id = p.log_id AND kept.topic_partition = p.topic_partition
            LEFT JOIN LATERAL (SELECT e.topic_offset FROM zapline.event_archive e
                 WHERE e.log_id = p.log_id AND e.topic_partition = p.topic_partition ORDER BY 1 LIMIT 1) low ON true
            LEFT JOIN LATERAL (SELECT e.topic_offset FROM zapline.event_archive e
                 WHERE e.log_id = p.log_id AND e.topic_partition = p.topic_partition ORDER BY 1 DESC LIMIT 1) high ON true
            LEFT JOIN LATERAL (SELECT e.topic_offset FROM zapline.event_archive e
                 WHERE e.log_id = p.log_id AND e.topic_partition = p.topic_partition
                   AND e.recorded_at >= to_timestamp(0) + $3 * interval '1 microsecond'
                 ORDER BY 1 LIMIT 1) dated ON $3 IS NOT NULL
            """, [.textArray(topics), .text(pipeline), time.map { .integer($0) } ?? .null], timeout: .seconds(600))
        return (0..<rows.rowCount).map { StartRow(rows, $0, skips) }
    }

    private init(_ rows: QueryResult, _ row: Int, _ skips: [Place: [StartFacts.ArchiveSkip]]) {
        topic = rows[row, 0] ?? ""
        logID = Int16(clamping: rows.integer(row, 1) ?? 0)
        partition = Int32(clamping: rows.integer(row, 2) ?? 0)
        isCurrent = rows.bool(row, 3) ?? false
        live = rows.integer(row, 4)
        clusterID = rows[row, 5]
        if let first = rows.integer(row, 6), let next = rows.integer(row, 7) {
            archive = .init(first: first, next: next)
        }
        archiveAtTime = rows.integer(row, 8)
        first = rows.integer(row, 9)
        self.skips = skips[Place(logID: logID, partition: partition)] ?? []
    }

    private struct Place: Hashable {
        var logID: Int16
        var partition: Int32
    }

    /// What `offsets set` made the archive skip. A partition that had no row then is in the life that its topic was in.
    private static func skips(
        _ topics: [String], on connection: inout Connection
    ) throws(PostgresError) -> [Place: [StartFacts.ArchiveSkip]] {
        let rows = try connection.query(
            """
            SELECT coalesce((a.details ->> 'log_id')::bigint,
                            (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = t.topic AND l.began_at <= a.acted_at)),
                   substr(a.subject, length('archive ' || t.topic || '/') + 1),
                   (a.details #>> '{skipped,from_offset}')::bigint, (a.details ->> 'to')::bigint, a.audit_id
            FROM zapline.audit_log a
            JOIN unnest($1::text[]) AS t (topic) ON starts_with(a.subject, 'archive ' || t.topic || '/')
            WHERE a.action = 'offsets-set' AND (a.details #>> '{skipped,records}')::bigint > 0
            ORDER BY a.audit_id
            """, [.textArray(topics)])
        var found: [Place: [StartFacts.ArchiveSkip]] = [:]
        for row in 0..<rows.rowCount {
            guard let log = rows.integer(row, 0), let partition = rows[row, 1].flatMap({ Int32($0) }),
                let from = rows.integer(row, 2), let to = rows.integer(row, 3), from < to
            else { continue }
            found[Place(logID: Int16(clamping: log), partition: partition), default: []].append(
                .init(offsets: from..<to, audit: rows.integer(row, 4) ?? 0))
        }
        return found
    }
}
