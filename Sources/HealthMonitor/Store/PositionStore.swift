import Kafka
import Postgres

/// The monitor's own offset rows: pipeline `health`, generation 0.
struct PositionStore: Sendable {
    static let pipeline = "health"

    /// A partition as it was claimed.
    struct Position: Hashable, Sendable {
        let logID: Int64
        let epoch: Int64
        let cluster: String
        /// What the row says.
        var stored: Int64
        /// Up to where everything is in memory.
        var next: Int64
    }

    let owner: String

    /// Claims `partitions` of one topic; one without a row begins at its log's beginning.
    func claim(
        _ topic: String, _ partitions: [(number: Int32, low: Int64)], cluster: String, on connection: inout Connection
    ) throws(PostgresError) -> [TopicPartition: Position] {
        let numbers = partitions.map { "\($0.number)" }.joined(separator: ",")
        let starts = partitions.map { "\($0.low)" }.joined(separator: ",")
        let rows = try connection.query(
            """
            SELECT log_id, topic_partition, epoch, cluster_id, next_offset
            FROM zapline.claim($1, 0, $2, $3, $4, $5::int[], $6::bigint[])
            """,
            [
                .text(Self.pipeline), .text(topic), .text(cluster), .text(owner), .text("{\(numbers)}"),
                .text("{\(starts)}"),
            ])
        var claimed: [TopicPartition: Position] = [:]
        for row in 0..<rows.rowCount {
            guard let log = rows.integer(row, 0), let number = rows.integer(row, 1), let epoch = rows.integer(row, 2),
                let next = rows.integer(row, 4)
            else { continue }
            claimed[TopicPartition(topic, Int32(clamping: number))] = Position(
                logID: log, epoch: epoch, cluster: rows[row, 3] ?? "", stored: next, next: next)
        }
        return claimed
    }

    /// The call that moves a partition's row to where its position is, as text.
    func advance(_ partition: TopicPartition, _ position: Position) -> String {
        """
        SELECT zapline.advance('\(Self.pipeline)',0,\(position.logID)::smallint,\(partition.partition),\
        \(position.stored),\(position.next),\(position.epoch),NULL,NULL,NULL)
        """
    }
}
