internal import Kafka
internal import Postgres
internal import Service

/// Where a build stands in a partition, and where live does.
struct RebuildPosition: Hashable, Sendable {
    var topic: String
    var logID: Int16
    var partition: Int32
    /// Whether it is of the topic's current life.
    var isCurrent: Bool
    /// The build's next offset.
    var next: Int64
    /// Live's next offset; the build's own, where live never stood in it.
    var live: Int64

    var place: TopicPartition { TopicPartition(topic, partition) }

    /// Those of a build, in the order of the log.
    static func read(_ build: RebuildRow, on connection: inout Connection) throws(PostgresError) -> [RebuildPosition] {
        let rows = try connection.query(
            """
            SELECT o.topic, o.log_id, o.topic_partition, o.next_offset, coalesce(live.next_offset, o.next_offset),
                   o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = o.topic)
            FROM zapline.consumer_offsets o
            LEFT JOIN zapline.consumer_offsets live ON live.pipeline = o.pipeline AND live.generation = 0
                 AND live.log_id = o.log_id AND live.topic_partition = o.topic_partition
            WHERE o.pipeline = $1 AND o.generation = $2 ORDER BY 1, 2, 3
            """, [.text(build.pipeline), .integer(Int64(build.generation))])
        return (0..<rows.rowCount).map { row in
            RebuildPosition(
                topic: rows[row, 0] ?? "", logID: Int16(clamping: rows.integer(row, 1) ?? 0),
                partition: Int32(clamping: rows.integer(row, 2) ?? 0), isCurrent: rows.bool(row, 5) ?? false,
                next: rows.integer(row, 3) ?? 0, live: rows.integer(row, 4) ?? 0)
        }
    }
}
