import Events
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
            ], removable: "m.instance_name IN (\(names(applied: sessionTypes, schema)))", isShared: true)
    }

    private static func events(_ schema: String) -> RebuiltTable {
        RebuiltTable(
            "whatsapp_instance_events", live: "public.whatsapp_instance_events",
            shadow: "\(schema).whatsapp_instance_events", key: ["log_id", "topic_partition", "topic_offset"],
            columns: ["instance_name", "type", "status", "detail", "reason", "session_epoch", "event_time"]
                .map { .init($0) },
            removable: isInScope(schema))
    }

    /// What makes, changes or takes a row of `whatsapp_sessions`; where none applied, the row is its user's.
    private static let sessionTypes: [EventType] = [.sessionAuthenticated, .sessionConnected, .sessionDeleted]

    /// An event gave the value, or one of deletion took it; what a row had before both is its user's.
    private static func isTold(_ column: String, _ schema: String) -> String {
        "s.\(column) IS NOT NULL OR s.instance_name IN (\(names(applied: [.sessionDeleted], schema)))"
    }

    /// The instances that an event of these types changed for certain; a stale one stands among the events as well.
    ///
    /// An epoch above all before it applies, and so does what changes the status. Left open is an event of the epoch under way that
    /// leaves the status as it was: its `sequence`, which isn't kept, may be an old one. A last deletion shows in the row itself; an
    /// earlier one in doubt counts as stale, since a value too many can be mended by hand and a user's own is gone for good.
    private static func names(applied types: [EventType], _ schema: String) -> String {
        let types = types.map { "'\($0.name)'" }.joined(separator: ", ")
        return """
            SELECT e.instance_name FROM (
                SELECT instance_name, type, session_epoch, status, lag(status) OVER earlier AS status_before,
                    max(session_epoch) OVER (earlier ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS epoch_before
                FROM \(schema).whatsapp_instance_events
                WHERE instance_name IN (SELECT t.instance_name FROM \(schema).whatsapp_instance_events t WHERE t.type IN (\(types)))
                WINDOW earlier AS (PARTITION BY instance_name ORDER BY log_id, topic_partition, topic_offset)
            ) e
            WHERE e.type IN (\(types)) AND (e.status IS DISTINCT FROM e.status_before OR e.session_epoch > e.epoch_before)
            UNION ALL
            SELECT i.instance_name FROM \(schema).whatsapp_instances i WHERE i.detail = 'deleted'
            """
    }
}
