import Kafka
import Postgres

/// Where every pipeline stands, as `zapline.consumer_offsets` has it.
enum ConsumerStore {
    /// The live generation's rows in the newest life of each topic.
    static func read(on connection: inout Connection) throws(PostgresError) -> [ConsumerPlace: ConsumerRow] {
        let rows = try connection.query(
            """
            SELECT o.pipeline, o.topic, o.topic_partition, o.next_offset, o.state = 'halted', o.halt_reason, o.owner,
                   (extract(epoch FROM o.updated_at) * 1000000)::bigint
            FROM zapline.consumer_offsets o
            WHERE o.generation = 0 AND o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = o.topic)
            """, timeout: .seconds(5))
        var found: [ConsumerPlace: ConsumerRow] = [:]
        for row in 0..<rows.rowCount {
            guard let pipeline = rows[row, 0], let topic = rows[row, 1], let number = rows.integer(row, 2),
                let next = rows.integer(row, 3)
            else { continue }
            let halt = rows.bool(row, 4) == true ? rows[row, 5] ?? "halted" : nil
            found[ConsumerPlace(pipeline: pipeline, TopicPartition(topic, Int32(clamping: number)))] = ConsumerRow(
                nextOffset: next, haltReason: halt, owner: rows[row, 6] ?? "", updatedAt: rows.integer(row, 7) ?? 0)
        }
        return found
    }
}
