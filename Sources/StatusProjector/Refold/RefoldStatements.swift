/// The SQL that puts an instance's new fold in the place of the old one.
///
/// `zl_state`, `zl_instances`, `zl_sessions` and `zl_events` hold the fold with the letters, `zl_before_instances` and
/// `zl_before_sessions` the one without them: what the rows have of it. Where both agree, a row keeps what it has, which may be its
/// user's own.
struct RefoldStatements {
    let schema: String
    let generation: Int32

    /// The temporary tables beside the handler's own, with the types of the user's columns.
    var sessionSetup: String {
        """
        CREATE TEMP TABLE zl_before_instances (LIKE zl_instances) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE zl_before_sessions (LIKE zl_sessions) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE zl_events ON COMMIT DELETE ROWS AS
            SELECT \(Self.eventColumns.joined(separator: ", ")) FROM \(schema).whatsapp_instance_events WITH NO DATA
        """
    }

    private static let eventKey = ["log_id", "topic_partition", "topic_offset"]
    private static let eventValues = [
        "instance_name", "type", "status", "detail", "reason", "session_epoch", "event_time",
    ]
    private static let eventColumns = eventKey + eventValues

    /// In the order of locks that batches have: the remembered state first.
    var merge: [String] { [writeState, updateInstances, insertInstances] + writeSessions + writeEvents }

    /// A batch that read the state before we changed it finds another revision, and starts again.
    private var writeState: String {
        """
        INSERT INTO zapline.instance_state AS s (generation, instance_name, session_epoch, sequence, is_deleted,
            has_session, status, detail, reason, last_seen_at, revision)
        SELECT \(generation), instance_name, session_epoch, sequence, is_deleted, has_session, status, detail, reason,
            last_seen_at, revision + 1
        FROM zl_state
        ON CONFLICT (generation, instance_name) DO UPDATE
        SET session_epoch = excluded.session_epoch, sequence = excluded.sequence, is_deleted = excluded.is_deleted,
            has_session = excluded.has_session, status = excluded.status, detail = excluded.detail,
            reason = excluded.reason, last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
            revision = s.revision + 1
        """
    }

    /// `created_at` of a row from before us is its own; of one that the fold made it is the fold's.
    private var updateInstances: String {
        func kept(_ column: String, _ keeps: String) -> String {
            """
            \(column) = CASE WHEN z.\(keeps) = coalesce(b.\(keeps), true) AND z.\(column) IS NOT DISTINCT FROM b.\(column)
                    THEN i.\(column) ELSE z.\(column) END
            """
        }
        return """
            UPDATE \(schema).whatsapp_instances i
            SET status = z.status, updated_at = z.updated_at, detail = z.detail, reason = z.reason,
                session_epoch = z.session_epoch, last_seen_at = greatest(i.last_seen_at, s.last_seen_at),
                \(kept("qr_code", "keeps_qr")),
                \(kept("phone_number", "keeps_phone")),
                created_at = CASE WHEN b.instance_name IS NOT NULL AND i.created_at IS NOT DISTINCT FROM b.created_at
                    THEN z.created_at ELSE i.created_at END
            FROM zl_instances z
            JOIN zapline.instance_state s ON s.generation = \(generation) AND s.instance_name = z.instance_name
            LEFT JOIN zl_before_instances b ON b.instance_name = z.instance_name
            WHERE i.instance_name = z.instance_name
            """
    }

    private var insertInstances: String {
        """
        INSERT INTO \(schema).whatsapp_instances AS i (instance_name, status, qr_code, phone_number, created_at, updated_at,
            detail, reason, session_epoch, last_seen_at)
        SELECT z.instance_name, z.status, z.qr_code, z.phone_number, z.created_at, z.updated_at, z.detail, z.reason,
            z.session_epoch, s.last_seen_at
        FROM zl_instances z
        JOIN zapline.instance_state s ON s.generation = \(generation) AND s.instance_name = z.instance_name
        WHERE NOT EXISTS (SELECT 1 FROM \(schema).whatsapp_instances o WHERE o.instance_name = z.instance_name)
        """
    }

    /// A row that the new fold doesn't have goes where the old one had it, or where only the new one tells of a deletion. One that
    /// it has keeps what is the user's.
    private var writeSessions: [String] {
        let isFresh = "(z.removes_old AND NOT coalesce(b.removes_old, false))"
        func kept(_ column: String) -> String {
            """
            \(column) = CASE WHEN NOT \(isFresh) AND z.\(column) IS NOT DISTINCT FROM b.\(column) THEN s.\(column)
                    ELSE z.\(column) END
            """
        }
        return [
            """
            DELETE FROM \(schema).whatsapp_sessions s
            USING zl_state n LEFT JOIN zl_sessions z ON z.instance_name = n.instance_name
            LEFT JOIN zl_before_sessions b ON b.instance_name = n.instance_name
            WHERE s.instance_name = n.instance_name AND NOT coalesce(z.is_there, false)
              AND (coalesce(b.is_there, false) OR coalesce(z.removes_old, false) AND NOT coalesce(b.removes_old, false))
            """,
            """
            UPDATE \(schema).whatsapp_sessions s
            SET \(kept("phone_number")),
                \(kept("session_data")),
                last_activity = CASE WHEN \(isFresh) OR s.last_activity IS NOT DISTINCT FROM b.last_activity
                    THEN z.last_activity ELSE greatest(s.last_activity, z.last_activity) END
            FROM zl_sessions z LEFT JOIN zl_before_sessions b ON b.instance_name = z.instance_name
            WHERE z.is_there AND s.instance_name = z.instance_name
            """,
            """
            INSERT INTO \(schema).whatsapp_sessions (instance_name, phone_number, session_data, last_activity)
            SELECT instance_name, phone_number, session_data, last_activity FROM zl_sessions z
            WHERE is_there AND NOT EXISTS
                (SELECT 1 FROM \(schema).whatsapp_sessions o WHERE o.instance_name = z.instance_name)
            """,
        ]
    }

    private var writeEvents: [String] {
        func list(_ columns: [String], of table: String) -> String {
            columns.map { "\(table).\($0)" }.joined(separator: ", ")
        }
        let isSame = "(\(list(Self.eventKey, of: "e"))) = (\(list(Self.eventKey, of: "z")))"
        let columns = Self.eventColumns.joined(separator: ", ")
        return [
            """
            UPDATE \(schema).whatsapp_instance_events e
            SET \(Self.eventValues.map { "\($0) = z.\($0)" }.joined(separator: ", ")) FROM zl_events z
            WHERE \(isSame)
              AND (\(list(Self.eventValues, of: "e"))) IS DISTINCT FROM (\(list(Self.eventValues, of: "z")))
            """,
            """
            INSERT INTO \(schema).whatsapp_instance_events (\(columns))
            SELECT \(columns) FROM zl_events z
            WHERE NOT EXISTS (SELECT 1 FROM \(schema).whatsapp_instance_events e WHERE \(isSame))
            """,
        ]
    }

    /// The data of the tables, as `after` and `before` have it.
    var copies: (state: String, instances: String, sessions: String, events: String) {
        func copy(_ table: String) -> String { "COPY \(table) FROM STDIN (FORMAT binary)" }
        return (copy("zl_state"), copy("zl_instances"), copy("zl_sessions"), copy("zl_events"))
    }

    /// The same for the fold without the letters.
    var copiesBefore: (instances: String, sessions: String) {
        ("COPY zl_before_instances FROM STDIN (FORMAT binary)", "COPY zl_before_sessions FROM STDIN (FORMAT binary)")
    }
}
