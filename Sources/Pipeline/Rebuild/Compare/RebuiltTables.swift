/// The tables of one rebuild of a pipeline, in the order in which batches lock them.
package struct RebuiltTables: Sendable {
    /// The pipeline's name.
    package let pipeline: String
    /// The rebuild's generation; live's is 0.
    package let generation: Int32
    /// The schema of the shadow tables, and of what the comparison makes.
    package let schema: String
    /// The tables.
    package let tables: [RebuiltTable]

    /// The tables of a rebuild.
    package init(pipeline: String, generation: Int32, schema: String, tables: [RebuiltTable]) {
        self.pipeline = pipeline
        self.generation = generation
        self.schema = schema
        self.tables = tables
    }

    /// Where a comparison leaves the keys that differ.
    package func differences(of table: RebuiltTable) -> String { "\(schema).diff_\(table.name)" }

    /// Where the number of the round under way stands, in which changes are noted.
    var rounds: String { "\(schema).touch_round" }

    /// Where keys go that changed in the shadow since; nil where nothing is noted.
    func touched(of table: RebuiltTable) -> String? {
        switch table.touches {
        case .noted: "\(schema).touched_\(table.name)"
        case .by(let other): "\(schema).touched_\(other)"
        case .none: nil
        }
    }
}

/// The condition that the record at `row`'s coordinates is one that the rebuild in `schema` read.
///
/// Below the seam the archive was read in the log's place, and it may have holes there.
package func isInScope(_ schema: String, _ row: String = "m") -> String {
    """
    EXISTS (SELECT FROM \(schema).scope c
        LEFT JOIN (SELECT p.* FROM zapline.rebuilds r, jsonb_to_recordset(r.starts) AS p (log_id smallint, partition integer, seam bigint)
                   WHERE r.schema_name = \(literal(schema))) p ON (p.log_id, p.partition) = (c.log_id, c.topic_partition)
        WHERE c.log_id = \(row).log_id AND c.topic_partition = \(row).topic_partition
          AND \(row).topic_offset >= c.first_offset AND \(row).topic_offset < c.next_offset
          AND (\(row).topic_offset >= coalesce(p.seam, 0) OR EXISTS (
              SELECT FROM zapline.event_archive a WHERE a.log_id = \(row).log_id AND a.topic_partition = \(row).topic_partition
                  AND a.topic_offset = \(row).topic_offset)))
    """
}
