import Kafka
import Postgres

/// Dead letters that wait for somebody, counted by an index that holds only these.
enum LetterStore {
    /// How many each consumer has, in all lives of its topic; those that have none are missing.
    static func open(on connection: inout Connection) throws(PostgresError) -> [ConsumerPlace: Int64] {
        let rows = try connection.query(
            """
            SELECT pipeline, topic, topic_partition, count(*) FROM zapline.dead_letters
            WHERE state = 'open' AND generation = 0 GROUP BY pipeline, topic, topic_partition
            """, timeout: .seconds(5))
        var found: [ConsumerPlace: Int64] = [:]
        for row in 0..<rows.rowCount {
            guard let pipeline = rows[row, 0], let topic = rows[row, 1], let number = rows.integer(row, 2) else {
                continue
            }
            found[ConsumerPlace(pipeline: pipeline, TopicPartition(topic, Int32(clamping: number)))] = rows.integer(
                row, 3)
        }
        return found
    }
}
