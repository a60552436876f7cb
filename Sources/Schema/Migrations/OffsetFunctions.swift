/// The two functions that move offsets, design §3.2 and §3.3.
enum OffsetFunctions {
    static let sql = """
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
                (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, epoch, owner)
            SELECT the_pipeline, the_generation, the_log, the_topic, p.number,
                   (SELECT l.cluster_id FROM zapline.logs l WHERE l.log_id = the_log),
                   -- A row that exists keeps its offset; one that must exist and doesn't is not made.
                   coalesce(p.start, 0), 1, the_owner
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

        -- Moves one partition from `from_offset` to `to_offset` if the caller still owns it, else the whole transaction fails.
        CREATE OR REPLACE FUNCTION zapline.advance(
            the_pipeline text, the_generation integer, the_log smallint, the_partition integer,
            from_offset bigint, to_offset bigint, the_epoch bigint,
            the_anchor bigint, the_anchor_timestamp bigint, the_anchor_hash bigint)
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE zapline.consumer_offsets
            SET next_offset = to_offset, state = 'active', halt_reason = NULL, halt_retries = false,
                anchor_offset = coalesce(the_anchor, anchor_offset),
                anchor_timestamp = CASE WHEN the_anchor IS NULL THEN anchor_timestamp ELSE the_anchor_timestamp END,
                anchor_hash = CASE WHEN the_anchor IS NULL THEN anchor_hash ELSE the_anchor_hash END,
                updated_at = clock_timestamp()
            WHERE pipeline = the_pipeline AND generation = the_generation AND log_id = the_log
              AND topic_partition = the_partition
              AND next_offset = from_offset AND epoch = the_epoch AND (state = 'active' OR halt_retries);
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the offset row of % partition % of log % is not at % with epoch %',
                    the_pipeline, the_partition, the_log, from_offset, the_epoch
                    USING ERRCODE = 'ZP001';
            END IF;
        END $$;

        -- Makes the transaction fail as one to be tried again, where a statement touched another number of rows than it must.
        CREATE OR REPLACE FUNCTION zapline.expect_rows(touched bigint, expected bigint)
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF touched <> expected THEN
                RAISE EXCEPTION 'another transaction came between reading and writing: % rows of %', touched, expected
                    USING ERRCODE = '40001';
            END IF;
        END $$;
        """
}
