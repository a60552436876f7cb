/// The tables of the `status` pipeline in `schema`; live is `public`.
enum StatusTables {
    static func sql(schema: String) -> String {
        """
        -- An application may have this table already, with rows: what is missing is added, nothing else is touched.
        CREATE TABLE IF NOT EXISTS \(schema).whatsapp_instances (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            instance_name text NOT NULL,
            status text,
            qr_code text,
            phone_number text,
            webhook_url text,
            created_at timestamptz DEFAULT now(),
            updated_at timestamptz DEFAULT now()
        ) WITH (fillfactor = 70);
        ALTER TABLE \(schema).whatsapp_instances
            ADD COLUMN IF NOT EXISTS instance_name text,
            ADD COLUMN IF NOT EXISTS status text,
            ADD COLUMN IF NOT EXISTS qr_code text,
            ADD COLUMN IF NOT EXISTS phone_number text,
            ADD COLUMN IF NOT EXISTS created_at timestamptz,
            ADD COLUMN IF NOT EXISTS updated_at timestamptz,
            ADD COLUMN IF NOT EXISTS detail text,
            ADD COLUMN IF NOT EXISTS reason text,
            ADD COLUMN IF NOT EXISTS session_epoch integer,
            ADD COLUMN IF NOT EXISTS last_seen_at timestamptz;
        \(uniqueIndex(schema, "whatsapp_instances", ["instance_name"]))

        CREATE TABLE IF NOT EXISTS \(schema).whatsapp_sessions (instance_name text COLLATE "C" PRIMARY KEY);
        ALTER TABLE \(schema).whatsapp_sessions
            ADD COLUMN IF NOT EXISTS instance_name text,
            ADD COLUMN IF NOT EXISTS phone_number text,
            ADD COLUMN IF NOT EXISTS session_data jsonb,
            ADD COLUMN IF NOT EXISTS last_activity timestamptz;
        \(uniqueIndex(schema, "whatsapp_sessions", ["instance_name"]))

        CREATE TABLE IF NOT EXISTS \(schema).whatsapp_instance_events (
            log_id smallint NOT NULL, topic_partition integer NOT NULL, topic_offset bigint NOT NULL,
            PRIMARY KEY (log_id, topic_partition, topic_offset)
        );
        ALTER TABLE \(schema).whatsapp_instance_events
            ADD COLUMN IF NOT EXISTS log_id smallint,
            ADD COLUMN IF NOT EXISTS topic_partition integer,
            ADD COLUMN IF NOT EXISTS topic_offset bigint,
            ADD COLUMN IF NOT EXISTS instance_name text COLLATE "C",
            ADD COLUMN IF NOT EXISTS type text COLLATE "C",
            ADD COLUMN IF NOT EXISTS status text,
            ADD COLUMN IF NOT EXISTS detail text,
            ADD COLUMN IF NOT EXISTS reason text,
            ADD COLUMN IF NOT EXISTS session_epoch integer,
            ADD COLUMN IF NOT EXISTS event_time timestamptz;
        \(uniqueIndex(schema, "whatsapp_instance_events", ["log_id", "topic_partition", "topic_offset"]))
        """
    }

    /// What the fold of an instance remembers beyond its row (contract §2).
    static let state = """
        CREATE TABLE IF NOT EXISTS zapline.instance_state (
            generation integer NOT NULL,
            instance_name text COLLATE "C" NOT NULL,
            -- NULL until an event applied: a heartbeat alone makes only this row.
            session_epoch integer,
            -- The 64 bits of an unsigned number.
            sequence bigint,
            is_deleted boolean NOT NULL DEFAULT false,
            has_session boolean NOT NULL DEFAULT false,
            status text,
            detail text,
            reason text,
            last_seen_at timestamptz,
            -- Grows with each write: a fold that was made from an older state is made again.
            revision bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (generation, instance_name)
        ) WITH (fillfactor = 70);
        """
}

/// A unique index on `columns`, unless some unique index has just these already.
func uniqueIndex(_ schema: String, _ table: String, _ columns: [String]) -> String {
    let names = columns.map { "'\($0)'" }.joined(separator: ", ")
    return """
        DO $$ BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM pg_index i
                WHERE i.indrelid = '\(schema).\(table)'::regclass AND i.indisunique AND i.indpred IS NULL AND i.indisvalid
                  AND (SELECT array_agg(a.attname::text ORDER BY a.attname::text) FROM pg_attribute a
                       WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))
                    = (SELECT array_agg(n ORDER BY n) FROM unnest(ARRAY[\(names)]) n)
            ) THEN
                CREATE UNIQUE INDEX ON \(schema).\(table) (\(columns.joined(separator: ", ")));
            END IF;
        END $$;
        """
}
