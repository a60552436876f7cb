internal import Kafka
internal import Postgres

/// Where a pipeline stands in a partition, as its own table says.
package struct StoredOffset: Hashable, Sendable {
    var pipeline: String
    var topic: String
    var partition: Int32
    var clusterID: String
    var next: Int64
    var haltReason: String?
    /// Seconds since it moved.
    var age: Int64

    var place: TopicPartition { TopicPartition(topic, partition) }

    /// Reads the live ones, of the newest life of each topic; of none, where there is no such table yet.
    static func read(_ connection: inout Connection) throws(PostgresError) -> [StoredOffset] {
        let exists = try connection.query("SELECT to_regclass('zapline.consumer_offsets') IS NOT NULL")
        guard exists.bool(0, 0) == true else { return [] }
        let rows = try connection.query(
            """
            SELECT pipeline, topic, topic_partition, cluster_id, next_offset,
                   CASE WHEN state = 'halted' THEN coalesce(halt_reason, 'no reason given') END,
                   greatest(0, extract(epoch FROM clock_timestamp() - updated_at))::bigint
            FROM (SELECT *, max(log_id) OVER (PARTITION BY topic) AS newest_log FROM zapline.consumer_offsets) o
            WHERE log_id = newest_log AND generation = \(PipelineNames.liveGeneration)
            ORDER BY pipeline, topic, topic_partition
            """)
        return (0..<rows.rowCount).map { row in
            StoredOffset(
                pipeline: rows[row, 0] ?? "", topic: rows[row, 1] ?? "",
                partition: Int32(clamping: rows.integer(row, 2) ?? 0),
                clusterID: rows[row, 3] ?? "", next: rows.integer(row, 4) ?? 0, haltReason: rows[row, 5],
                age: rows.integer(row, 6) ?? 0)
        }
    }
}
