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

/// The condition that the record at `m`'s coordinates is one that the rebuild in `schema` read.
package func isInScope(_ schema: String) -> String {
    """
    EXISTS (SELECT FROM \(schema).scope c WHERE c.log_id = m.log_id AND c.topic_partition = m.topic_partition
        AND m.topic_offset >= c.first_offset AND m.topic_offset < c.next_offset)
    """
}
