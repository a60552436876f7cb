package import Postgres

/// Brings live's dead letters to the shadow's, of the records that the rebuild read (`scope`).
///
/// In the promotion's transaction, after the offset rows are locked: `lock`, then `unsettled` must be empty, then `run`.
package struct LetterMerge: Sendable {
    /// What was done.
    package struct Counts: Hashable, Sendable {
        /// Live's open letters that apply now.
        package var settled = 0
        /// Letters that only the shadow had.
        package var added = 0
    }

    /// A letter that was redriven in live, and that the rebuild could not apply.
    package struct Unsettled: Hashable, Sendable {
        /// The topic.
        package let topic: String
        /// Where the record stands.
        package let place: LogPlace
        /// The instance, where it is known.
        package let instance: String?
        /// Why the rebuild could not apply it.
        package let reason: String

        /// A letter.
        package init(topic: String, place: LogPlace, instance: String?, reason: String) {
            self.topic = topic
            self.place = place
            self.instance = instance
            self.reason = reason
        }
    }

    private let tables: RebuiltTables

    /// The letters of a rebuild.
    package init(_ tables: RebuiltTables) { self.tables = tables }

    /// What names a letter of both generations.
    private static let place = ["log_id", "topic", "topic_partition", "topic_offset"]

    private func isSame(_ left: String, _ right: String) -> String {
        Self.place.map { "\(left).\($0) = \(right).\($0)" }.joined(separator: " AND ")
    }

    private func isOf(_ row: String, generation: Int32) -> String {
        "\(row).pipeline = \(literal(tables.pipeline)) AND \(row).generation = \(generation)"
    }

    /// Waits for redrives under way, and keeps new ones waiting until the transaction ends.
    package func lock(on connection: inout Connection) throws(PostgresError) {
        try connection.execute(
            """
            SELECT FROM zapline.dead_letters l WHERE \(isOf("l", generation: 0)) AND l.state IN ('open', 'discarded')
            ORDER BY \(Self.place.map { "l.\($0)" }.joined(separator: ", ")) FOR UPDATE
            """)
    }

    /// The first letters, at most `limit`, whose effect a promotion would take from live.
    package func unsettled(limit: Int = 20, on connection: inout Connection) throws(PostgresError) -> [Unsettled] {
        let rows = try connection.query(
            """
            SELECT n.topic, n.log_id, n.topic_partition, n.topic_offset, n.instance_name, n.reason
            FROM zapline.dead_letters n JOIN zapline.dead_letters l ON \(isSame("l", "n"))
            WHERE \(isOf("n", generation: tables.generation)) AND n.state = 'open'
              AND \(isOf("l", generation: 0)) AND l.state = 'redriven'
            ORDER BY 1, 2, 3, 4 LIMIT \(limit)
            """)
        return (0..<rows.rowCount).compactMap { row in
            guard let topic = rows[row, 0], let log = rows.integer(row, 1), let partition = rows.integer(row, 2),
                let offset = rows.integer(row, 3)
            else { return nil }
            let place = LogPlace(logID: Int16(clamping: log), partition: Int32(clamping: partition), offset: offset)
            return Unsettled(topic: topic, place: place, instance: rows[row, 4], reason: rows[row, 5] ?? "")
        }
    }

    /// Open letters of records that were read and that the shadow hasn't got are settled, those that only it has are added; then its
    /// own are gone. States that an operator or a handler gave a letter stay.
    package func run(on connection: inout Connection) throws(PostgresError) -> Counts {
        let settled = try connection.query(
            """
            UPDATE zapline.dead_letters l SET state = 'redriven', changed_at = clock_timestamp()
            WHERE \(isOf("l", generation: 0)) AND l.state = 'open' AND \(isInScope(tables.schema, "l"))
              AND NOT EXISTS (SELECT FROM zapline.dead_letters n
                              WHERE \(isOf("n", generation: tables.generation)) AND \(isSame("n", "l")))
            """)
        let columns = """
            log_id, topic, topic_partition, topic_offset, recorded_at, instance_name, key, headers, payload, reason, detail, state, \
            created_at, is_trimmed, changed_at
            """
        let added = try connection.query(
            """
            INSERT INTO zapline.dead_letters (pipeline, generation, \(columns))
            SELECT n.pipeline, 0, \(columns) FROM zapline.dead_letters n WHERE \(isOf("n", generation: tables.generation))
            ON CONFLICT DO NOTHING
            """)
        try connection.query("DELETE FROM zapline.dead_letters n WHERE \(isOf("n", generation: tables.generation))")
        return Counts(settled: settled.affectedRows, added: added.affectedRows)
    }
}
