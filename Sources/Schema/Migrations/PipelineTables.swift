/// The pipeline's own tables: the lives of topics, the offsets, and what could not be applied.
enum PipelineTables {
    static let sql = """
        CREATE SCHEMA IF NOT EXISTS zapline;

        -- One row for each life of a topic: offsets that begin again collide with nothing.
        CREATE TABLE IF NOT EXISTS zapline.logs (
            log_id smallint PRIMARY KEY,
            topic text COLLATE "C" NOT NULL,
            cluster_id text COLLATE "C" NOT NULL,
            began_at timestamptz NOT NULL DEFAULT now()
        );

        -- Where each pipeline stands in each partition. Only `zapline.claim` and `zapline.advance` move it.
        CREATE TABLE IF NOT EXISTS zapline.consumer_offsets (
            pipeline text COLLATE "C" NOT NULL,
            generation integer NOT NULL,
            log_id smallint NOT NULL REFERENCES zapline.logs,
            topic text COLLATE "C" NOT NULL,
            topic_partition integer NOT NULL,
            cluster_id text COLLATE "C" NOT NULL,
            next_offset bigint NOT NULL,
            epoch bigint NOT NULL,
            owner text NOT NULL,
            anchor_offset bigint,
            anchor_timestamp bigint,
            anchor_hash bigint,
            state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'halted')),
            halt_reason text,
            halt_retries boolean NOT NULL DEFAULT false,
            updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (pipeline, generation, log_id, topic_partition)
        ) WITH (fillfactor = 50);

        -- Records that a pipeline could not apply, and notes about odd ones.
        CREATE TABLE IF NOT EXISTS zapline.dead_letters (
            pipeline text COLLATE "C" NOT NULL,
            generation integer NOT NULL,
            log_id smallint NOT NULL,
            topic text COLLATE "C" NOT NULL,
            topic_partition integer NOT NULL,
            topic_offset bigint NOT NULL,
            recorded_at timestamptz,
            instance_name text COLLATE "C",
            key bytea,
            headers text,
            payload bytea,
            reason text NOT NULL,
            detail text NOT NULL,
            state text NOT NULL CHECK (state IN ('open', 'noted', 'redriven', 'discarded')),
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (pipeline, generation, log_id, topic, topic_partition, topic_offset)
        );

        \(archive(schema: "zapline"))

        -- Text as jsonb where it is JSON that jsonb can hold, else NULL.
        CREATE OR REPLACE FUNCTION zapline.try_jsonb(document bytea) RETURNS jsonb
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
            RETURN convert_from(document, 'UTF8')::jsonb;
        EXCEPTION WHEN OTHERS THEN
            RETURN NULL;
        END $$;

        -- Bytes as text where they are UTF-8 without U+0000, else NULL.
        CREATE OR REPLACE FUNCTION zapline.try_text(bytes bytea) RETURNS text
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
            RETURN convert_from(bytes, 'UTF8');
        EXCEPTION WHEN OTHERS THEN
            RETURN NULL;
        END $$;

        CREATE OR REPLACE VIEW zapline.archived_events WITH (security_barrier) AS
        SELECT l.topic, e.topic_partition, e.topic_offset, e.log_id, e.recorded_at, e.instance_name, e.event_type, e.event_id,
               e.message_id, zapline.try_text(e.key) AS key,
               zapline.try_jsonb(convert_to(e.headers, 'UTF8')) AS headers, zapline.try_jsonb(e.payload) AS payload
        FROM zapline.event_archive e JOIN zapline.logs l USING (log_id);
        """

    /// The archive in `schema`; live is `zapline`.
    static func archive(schema: String) -> String {
        """
        -- Every record as it stood.
        CREATE TABLE IF NOT EXISTS \(schema).event_archive (
            log_id smallint NOT NULL,
            topic_partition integer NOT NULL,
            topic_offset bigint NOT NULL,
            recorded_at timestamptz,
            instance_name text COLLATE "C",
            event_type text COLLATE "C",
            event_id text COLLATE "C",
            message_id text COLLATE "C",
            key bytea,
            headers text,
            payload bytea,
            PRIMARY KEY (log_id, topic_partition, topic_offset)
        );
        """
    }
}
