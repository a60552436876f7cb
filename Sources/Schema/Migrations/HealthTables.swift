/// What the health monitor keeps: sessions as it judges them, what it has yet to publish, and who of several monitors is active.
enum HealthTables {
    static let sql = """
        -- One row a session; the newest verdict on it, for people, and what the monitor must remember to go on from here.
        CREATE TABLE IF NOT EXISTS zapline.session_health (
            instance_name text COLLATE "C" PRIMARY KEY,
            -- As in whatsapp_instances; NULL where only messages or heartbeats told of the session yet.
            status text,
            detail text,
            verdict text NOT NULL CHECK (verdict IN ('ok', 'degraded', 'down', 'unknown')),
            since timestamptz NOT NULL,
            reasons jsonb NOT NULL,
            facts jsonb NOT NULL,
            last_event_at timestamptz,
            last_message_at timestamptz,
            -- The monitor's own, in its own words.
            memory jsonb NOT NULL,
            -- Counts the events about this session on the health topic; with it their ids are made.
            revision bigint NOT NULL DEFAULT 0,
            published_at timestamptz,
            -- Whether something changed that was not published yet.
            is_changed boolean NOT NULL DEFAULT true,
            updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
        ) WITH (fillfactor = 70);

        -- Records that are to go to Kafka, in order; a row goes when the broker has its record.
        CREATE TABLE IF NOT EXISTS zapline.health_outbox (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            -- Without the prefix: health or commands.
            topic text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            event_id text COLLATE "C" NOT NULL,
            -- The event as JSON; NULL is a tombstone.
            payload text,
            -- After that it isn't published any more.
            expires_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );

        -- Which monitor is active. One row; only `take_lease` and `renew_lease` change it.
        CREATE TABLE IF NOT EXISTS zapline.monitor_lease (
            id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
            holder text NOT NULL,
            epoch bigint NOT NULL,
            expires_at timestamptz NOT NULL,
            renewed_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );

        -- Takes the lease for `seconds` if nobody has it. All clocks are the database's own, so candidates need not agree on the time.
        -- Returns the epoch that it is held in, or NULL, and who held it before or holds it.
        CREATE OR REPLACE FUNCTION zapline.take_lease(
            the_holder text, seconds double precision, OUT taken_epoch bigint, OUT other text)
        LANGUAGE plpgsql AS $$
        DECLARE
            is_held boolean;
        BEGIN
            -- Those who only wait lock nothing that the holder's transactions need.
            SELECT l.holder, l.expires_at >= clock_timestamp() INTO other, is_held FROM zapline.monitor_lease l WHERE l.id = 1;
            IF is_held THEN
                RETURN;
            END IF;
            INSERT INTO zapline.monitor_lease AS l (holder, epoch, expires_at)
            VALUES (the_holder, 1, clock_timestamp() + make_interval(secs => seconds))
            ON CONFLICT (id) DO UPDATE
            SET holder = excluded.holder, epoch = l.epoch + 1, expires_at = excluded.expires_at, renewed_at = clock_timestamp()
            WHERE l.expires_at < clock_timestamp()
            RETURNING l.epoch INTO taken_epoch;
        END $$;

        -- Keeps it for `seconds` more, unless another took it. One that expired and that nobody took is still ours.
        CREATE OR REPLACE FUNCTION zapline.renew_lease(the_epoch bigint, seconds double precision)
        RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE zapline.monitor_lease
            SET expires_at = clock_timestamp() + make_interval(secs => seconds), renewed_at = clock_timestamp()
            WHERE id = 1 AND epoch = the_epoch;
            RETURN FOUND;
        END $$;

        -- Makes the whole transaction fail unless the caller's epoch holds the lease; as long as it is open, nobody can take it.
        CREATE OR REPLACE FUNCTION zapline.hold_lease(the_epoch bigint)
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM zapline.monitor_lease WHERE id = 1 AND epoch = the_epoch FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'another monitor is active: the lease is not in epoch % any more', the_epoch
                    USING ERRCODE = 'ZP001';
            END IF;
        END $$;
        """
}
