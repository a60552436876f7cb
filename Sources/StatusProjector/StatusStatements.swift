/// The SQL of the `status` pipeline, for one schema and generation.
struct StatusStatements {
    let schema: String
    let generation: Int32

    /// The temporary tables. `zl_instances` has the very column types of the user's table, so that an enum or a `varchar(20)` of
    /// theirs judges a value before anything is written.
    var sessionSetup: String {
        """
        CREATE TEMP TABLE zl_state (
            instance_name text COLLATE "C", session_epoch integer, sequence bigint, is_deleted boolean, has_session boolean,
            status text, detail text, reason text, last_seen_at timestamptz, revision bigint) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE zl_instances ON COMMIT DELETE ROWS AS
            SELECT instance_name, status, qr_code, phone_number, created_at, updated_at, detail, reason, session_epoch
            FROM \(schema).whatsapp_instances WITH NO DATA;
        ALTER TABLE zl_instances ADD COLUMN keeps_qr boolean, ADD COLUMN keeps_phone boolean;
        CREATE TEMP TABLE zl_sessions (
            instance_name text COLLATE "C", removes_old boolean, is_there boolean, phone_number text, session_data jsonb,
            last_activity timestamptz) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE zl_seen (instance_name text COLLATE "C", last_seen_at timestamptz) ON COMMIT DELETE ROWS
        """
    }

    /// What is remembered of some instances.
    var lookup: String {
        """
        SELECT instance_name, session_epoch, sequence, is_deleted, has_session, status, detail, reason, revision
        FROM zapline.instance_state WHERE generation = \(generation) AND instance_name = ANY ($1)
        """
    }

    /// Writes what is to be remembered; a state that changed since it was read makes the batch start again.
    func writeState(rows: Int) -> String {
        """
        WITH written AS (
            INSERT INTO zapline.instance_state AS s (generation, instance_name, session_epoch, sequence, is_deleted,
                has_session, status, detail, reason, last_seen_at, revision)
            SELECT \(generation), instance_name, session_epoch, sequence, is_deleted, has_session, status, detail, reason,
                last_seen_at, revision + 1
            FROM zl_state ORDER BY instance_name
            ON CONFLICT (generation, instance_name) DO UPDATE
            SET session_epoch = excluded.session_epoch, sequence = excluded.sequence, is_deleted = excluded.is_deleted,
                has_session = excluded.has_session, status = excluded.status, detail = excluded.detail,
                reason = excluded.reason, last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
                revision = excluded.revision
            WHERE s.revision + 1 = excluded.revision
            RETURNING 1)
        SELECT zapline.expect_rows((SELECT count(*) FROM written), \(rows))
        """
    }

    /// Writes our columns of the instances; `created_at` only where the row is new, `webhook_url` and `id` never.
    ///
    /// Rows that are there are updated, not upserted: `INSERT … ON CONFLICT` draws a value of the user's `serial` for each row
    /// that it then only updates, and an `integer` has two billion of them. The conflict is for a row that the application makes
    /// in between.
    var writeInstances: [String] {
        [
            """
            UPDATE \(schema).whatsapp_instances i
            SET status = z.status, updated_at = z.updated_at, detail = z.detail, reason = z.reason,
                qr_code = CASE WHEN z.keeps_qr THEN i.qr_code ELSE z.qr_code END,
                phone_number = CASE WHEN z.keeps_phone THEN i.phone_number ELSE z.phone_number END,
                session_epoch = z.session_epoch, last_seen_at = greatest(i.last_seen_at, s.last_seen_at)
            FROM zl_instances z
            JOIN zapline.instance_state s ON s.generation = \(generation) AND s.instance_name = z.instance_name
            WHERE i.instance_name = z.instance_name
            """,
            """
            INSERT INTO \(schema).whatsapp_instances AS i (instance_name, status, qr_code, phone_number, created_at, updated_at,
                detail, reason, session_epoch, last_seen_at)
            SELECT z.instance_name, z.status, z.qr_code, z.phone_number, z.created_at, z.updated_at, z.detail, z.reason,
                z.session_epoch, s.last_seen_at
            FROM zl_instances z
            JOIN zapline.instance_state s ON s.generation = \(generation) AND s.instance_name = z.instance_name
            WHERE NOT EXISTS (SELECT 1 FROM \(schema).whatsapp_instances o WHERE o.instance_name = z.instance_name)
            ORDER BY z.instance_name
            ON CONFLICT (instance_name) DO UPDATE
            SET status = excluded.status, qr_code = coalesce(excluded.qr_code, i.qr_code),
                phone_number = coalesce(excluded.phone_number, i.phone_number), updated_at = excluded.updated_at,
                detail = excluded.detail, reason = excluded.reason, session_epoch = excluded.session_epoch,
                last_seen_at = greatest(i.last_seen_at, excluded.last_seen_at)
            """,
        ]
    }

    /// Removes, makes and joins sessions.
    var writeSessions: [String] {
        [
            """
            DELETE FROM \(schema).whatsapp_sessions s USING zl_sessions z
            WHERE z.removes_old AND s.instance_name = z.instance_name
            """,
            """
            INSERT INTO \(schema).whatsapp_sessions AS s (instance_name, phone_number, session_data, last_activity)
            SELECT instance_name, phone_number, session_data, last_activity FROM zl_sessions
            WHERE is_there ORDER BY instance_name
            ON CONFLICT (instance_name) DO UPDATE
            SET phone_number = coalesce(excluded.phone_number, s.phone_number),
                session_data = coalesce(excluded.session_data, s.session_data),
                last_activity = greatest(s.last_activity, excluded.last_activity)
            """,
        ]
    }

    /// Notes signs of life of instances that nothing else happened to. A heartbeat makes no row in `whatsapp_instances`.
    var writeSeen: [String] {
        [
            """
            INSERT INTO zapline.instance_state AS s (generation, instance_name, last_seen_at)
            SELECT \(generation), instance_name, last_seen_at FROM zl_seen ORDER BY instance_name
            ON CONFLICT (generation, instance_name) DO UPDATE SET last_seen_at = excluded.last_seen_at
            WHERE s.last_seen_at IS NULL OR s.last_seen_at < excluded.last_seen_at
            """,
            """
            UPDATE \(schema).whatsapp_instances i SET last_seen_at = z.last_seen_at
            FROM (SELECT * FROM zl_seen ORDER BY instance_name) z
            WHERE i.instance_name = z.instance_name AND (i.last_seen_at IS NULL OR i.last_seen_at < z.last_seen_at)
            """,
        ]
    }

    /// One row a lifecycle record, stale or not.
    var copyEvents: String {
        """
        COPY \(schema).whatsapp_instance_events (log_id, topic_partition, topic_offset, instance_name, type, status, detail,
            reason, session_epoch, event_time) FROM STDIN (FORMAT binary)
        """
    }
}
