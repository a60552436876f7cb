import Kafka
import Postgres

/// Looks for canaries in the archive.
enum CanaryStore {
    /// Which of these places have a row that anybody can read, in the topic's newest life; each with the event's id, since a topic that
    /// was made anew has other records at the same offsets.
    static func find(
        _ places: [CanaryWatch.Place], in topic: String, on connection: inout Connection
    ) throws(PostgresError) -> [CanaryWatch.Place: String] {
        let list = places.map { "(\($0.partition),\($0.offset))" }.joined(separator: ",")
        let rows = try connection.query(
            """
            SELECT topic_partition, topic_offset, event_id FROM zapline.event_archive
            WHERE log_id = (SELECT max(log_id) FROM zapline.logs WHERE topic = $1)
              AND (topic_partition, topic_offset) IN (\(list))
            """, [.text(topic)], timeout: .seconds(3))
        var found: [CanaryWatch.Place: String] = [:]
        for row in 0..<rows.rowCount {
            guard let number = rows.integer(row, 0), let offset = rows.integer(row, 1) else { continue }
            found[CanaryWatch.Place(partition: Int32(clamping: number), offset: offset)] = rows[row, 2] ?? ""
        }
        return found
    }
}
