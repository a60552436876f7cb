/// Builds of a pipeline's tables beside the live ones.
enum RebuildTables {
    static let sql = """
        -- One row a build: tables of their own in a schema of their own, and rows of their own in consumer_offsets, dead_letters and
        -- instance_state under the same generation. What applications see is always generation 0.
        CREATE TABLE IF NOT EXISTS zapline.rebuilds (
            pipeline text COLLATE "C" NOT NULL,
            generation integer NOT NULL CHECK (generation > 0),
            -- What it is for: to be promoted, or to be compared with and dropped.
            kind text NOT NULL CHECK (kind IN ('rebuild', 'verify')),
            -- ready: it was read up to where the live tables stood. Only one of a pipeline is running or ready.
            state text NOT NULL CHECK (state IN ('running', 'ready', 'promoted', 'abandoned')),
            schema_name text COLLATE "C" NOT NULL,
            -- Where it began: a list of topic, log_id, partition, offset, and from (archive or log).
            starts jsonb NOT NULL,
            reads_archive boolean NOT NULL,
            -- Whether there is older history that it was told to leave out.
            begins_late boolean NOT NULL DEFAULT false,
            owner text NOT NULL,
            reason text,
            records bigint NOT NULL DEFAULT 0,
            bytes bigint NOT NULL DEFAULT 0,
            started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            ended_at timestamptz,
            PRIMARY KEY (pipeline, generation)
        );
        CREATE UNIQUE INDEX IF NOT EXISTS rebuilds_one_at_a_time ON zapline.rebuilds (pipeline) WHERE state IN ('running', 'ready');
        """
}
