/// Where live began, and what made a build.
enum Beginnings {
    static let sql = """
        ALTER TABLE zapline.consumer_offsets
            -- The offset that the pipeline began with: what is older it never knew. NULL: a row of before, of which nobody can say.
            ADD COLUMN IF NOT EXISTS first_offset bigint;

        ALTER TABLE zapline.rebuilds
            -- The program and the schema that made it: another handler would go on with rows that it would have made otherwise.
            -- NULL: a build of before.
            ADD COLUMN IF NOT EXISTS program_version text,
            ADD COLUMN IF NOT EXISTS schema_version integer;

        -- Takes partitions of one topic over: each gets the next epoch, so that nothing of an older owner commits any more.
        -- `starts` holds the offset for a partition that has no row yet, NULL where it must have one.
        CREATE OR REPLACE FUNCTION zapline.claim(
            the_pipeline text, the_generation integer, the_topic text, the_cluster text, the_owner text,
            partitions integer[], starts bigint[])
        RETURNS TABLE (log_id smallint, topic_partition integer, cluster_id text, epoch bigint, next_offset bigint,
                       anchor_offset bigint, anchor_timestamp bigint, anchor_hash bigint, halt_reason text)
        LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        DECLARE
            the_log smallint;
        BEGIN
            SELECT max(l.log_id) INTO the_log FROM zapline.logs l WHERE l.topic = the_topic;
            IF the_log IS NULL THEN
                -- The first claim of this topic by any pipeline; two at once must not make two lives.
                LOCK TABLE zapline.logs IN SHARE ROW EXCLUSIVE MODE;
                SELECT max(l.log_id) INTO the_log FROM zapline.logs l WHERE l.topic = the_topic;
                IF the_log IS NULL THEN
                    INSERT INTO zapline.logs (log_id, topic, cluster_id)
                    SELECT coalesce(max(l.log_id), 0) + 1, the_topic, the_cluster FROM zapline.logs l
                    RETURNING zapline.logs.log_id INTO the_log;
                END IF;
            END IF;
            RETURN QUERY
            INSERT INTO zapline.consumer_offsets AS o
                (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, first_offset, epoch, owner)
            SELECT the_pipeline, the_generation, the_log, the_topic, p.number,
                   (SELECT l.cluster_id FROM zapline.logs l WHERE l.log_id = the_log),
                   -- A row that exists keeps its offset; one that must exist and doesn't is not made.
                   coalesce(p.start, 0), p.start, 1, the_owner
            FROM unnest(partitions, starts) AS p (number, start)
            WHERE p.start IS NOT NULL OR EXISTS (
                SELECT 1 FROM zapline.consumer_offsets x
                WHERE x.pipeline = the_pipeline AND x.generation = the_generation AND x.log_id = the_log
                  AND x.topic_partition = p.number)
            ORDER BY p.number
            ON CONFLICT (pipeline, generation, log_id, topic_partition) DO UPDATE
            SET epoch = o.epoch + 1, owner = excluded.owner, updated_at = clock_timestamp()
            RETURNING o.log_id, o.topic_partition, o.cluster_id, o.epoch, o.next_offset,
                      o.anchor_offset, o.anchor_timestamp, o.anchor_hash,
                      CASE WHEN o.state = 'halted' AND NOT o.halt_retries THEN o.halt_reason END;
        END $$;
        """
}
