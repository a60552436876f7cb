package import Pipeline

extension StatusPipeline {
    /// The tables of a rebuild of generation `generation` in `schema`, by the rules of contract §2.
    package static func rebuiltTables(schema: String, generation: Int32) -> RebuiltTables {
        RebuiltTables(
            pipeline: name, generation: generation, schema: schema,
            tables: [state(generation), instances(schema), sessions(schema), events(schema)])
    }

    /// What is remembered of each instance: one table for all generations.
    private static func state(_ generation: Int32) -> RebuiltTable {
        RebuiltTable(
            "instance_state", live: "zapline.instance_state", shadow: "zapline.instance_state", generation: generation,
            key: ["instance_name"],
            columns: ["session_epoch", "sequence", "is_deleted", "has_session", "status", "detail", "reason"]
                .map { .init($0) } + [.init("last_seen_at", .greater), .init("revision", .counted)],
            touches: .by("whatsapp_instances"))
    }

    /// The users' own table: `id`, `webhook_url` and other columns of theirs are not ours to compare.
    private static func instances(_ schema: String) -> RebuiltTable {
        RebuiltTable(
            "whatsapp_instances", live: "public.whatsapp_instances", shadow: "\(schema).whatsapp_instances",
            key: ["instance_name"],
            columns: ["status", "detail", "reason", "session_epoch", "updated_at"].map { .init($0) } + [
                .init("created_at", .onlyNew), .init("last_seen_at", .greater),
                // Where nothing applied but what leaves the code alone, there is no detail.
                .init("qr_code", .told(when: "s.detail IS NOT NULL")),
                .init("phone_number", .told(when: isTold("phone_number", schema))),
            ], isShared: true)
    }

    private static func sessions(_ schema: String) -> RebuiltTable {
        RebuiltTable(
            "whatsapp_sessions", live: "public.whatsapp_sessions", shadow: "\(schema).whatsapp_sessions",
            key: ["instance_name"],
            columns: [
                .init("phone_number", .told(when: isTold("phone_number", schema))),
                .init("session_data", .told(when: isTold("session_data", schema))), .init("last_activity"),
            ], removable: "m.instance_name IN (SELECT e.instance_name FROM \(schema).whatsapp_instance_events e)",
            isShared: true)
    }

    private static func events(_ schema: String) -> RebuiltTable {
        RebuiltTable(
            "whatsapp_instance_events", live: "public.whatsapp_instance_events",
            shadow: "\(schema).whatsapp_instance_events", key: ["log_id", "topic_partition", "topic_offset"],
            columns: ["instance_name", "type", "status", "detail", "reason", "session_epoch", "event_time"]
                .map { .init($0) },
            removable: isInScope(schema))
    }

    /// An event gave the value, or one of deletion took it; what a row had before both is its user's.
    private static func isTold(_ column: String, _ schema: String) -> String {
        """
        s.\(column) IS NOT NULL OR s.instance_name IN (
            SELECT e.instance_name FROM \(schema).whatsapp_instance_events e WHERE e.type = 'whatsapp.session.deleted')
        """
    }
}
