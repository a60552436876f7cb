package import Pipeline

extension ArchivePipeline {
    /// The table of a rebuild of generation `generation` in `schema`. Rows that are older than the log stay (contract §4).
    package static func rebuiltTables(schema: String, generation: Int32) -> RebuiltTables {
        let archive = RebuiltTable(
            "event_archive", live: "zapline.event_archive", shadow: "\(schema).event_archive",
            key: ["log_id", "topic_partition", "topic_offset"],
            columns: [
                "recorded_at", "instance_name", "event_type", "event_id", "message_id", "key", "headers", "payload",
            ].map { .init($0) },
            removable: isInScope(schema), touches: .none)
        return RebuiltTables(pipeline: name, generation: generation, schema: schema, tables: [archive])
    }
}
