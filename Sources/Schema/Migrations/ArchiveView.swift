/// The archive's view once more, with the whole event in either of CloudEvents' modes, and functions that a parallel plan
/// doesn't trip over.
enum ArchiveView {
    static let sql = #"""
        -- Postgres before 17 has no subtransactions in a parallel plan, and a block with EXCEPTION is one.
        ALTER FUNCTION zapline.try_jsonb(bytea) PARALLEL UNSAFE;
        ALTER FUNCTION zapline.try_text(bytea) PARALLEL UNSAFE;

        -- JSON as jsonb, with U+FFFD for what jsonb can't hold and the contract replaces as well: escapes of U+0000, and of halves
        -- of surrogate pairs. NULL where that doesn't help.
        CREATE OR REPLACE FUNCTION zapline.mended_jsonb(document bytea) RETURNS jsonb
        LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
        DECLARE
            source text;
        BEGIN
            -- An escape begins at a backslash that none escapes: behind an even number of others.
            source := regexp_replace(convert_from(document, 'UTF8'), '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g');
            source := regexp_replace(
                source, '(?<!\\)((?:\\\\)*)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})', '\1\\ufffd', 'g');
            source := regexp_replace(
                source, '(?<!\\u[dD][89abAB][0-9a-fA-F]{2})(?<!\\)((?:\\\\)*)\\u[dD][c-fC-F][0-9a-fA-F]{2}', '\1\\ufffd', 'g');
            RETURN source::jsonb;
        EXCEPTION WHEN OTHERS THEN
            RETURN NULL;
        END $$;

        -- JSON as jsonb, mended where it must be; NULL for what is no JSON in UTF-8. One block with EXCEPTION is what a good
        -- document costs.
        CREATE OR REPLACE FUNCTION zapline.event_jsonb(document bytea) RETURNS jsonb
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
        BEGIN
            RETURN convert_from(document, 'UTF8')::jsonb;
        EXCEPTION WHEN OTHERS THEN
            -- Without an escape (\u) there is nothing to mend.
            RETURN CASE WHEN position('\x5c75'::bytea IN document) > 0 THEN zapline.mended_jsonb(document) END;
        END $$;

        -- CloudEvents' attributes in an archived record's headers. The first of a name counts; one that is null or not UTF-8
        -- counts as absent.
        CREATE OR REPLACE FUNCTION zapline.event_attributes(headers text) RETURNS jsonb
        LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
        DECLARE
            pairs jsonb;
            attributes jsonb;
            datatype jsonb;
        BEGIN
            IF headers IS NULL OR position('"ce_' IN headers) = 0 THEN RETURN '{}'; END IF;
            pairs := zapline.event_jsonb(convert_to(headers, 'UTF8'));
            IF pairs IS NULL OR jsonb_typeof(pairs) <> 'array' THEN RETURN '{}'; END IF;
            SELECT jsonb_strip_nulls(coalesce(
                       -- Of equal names the last that is added counts.
                       jsonb_object_agg(substr(h.pair ->> 0, 4), CASE
                           WHEN h.pair ->> 0 = 'ce_sessionepoch' AND h.pair ->> 1 ~ '^[0-9]{1,20}$'
                               THEN to_jsonb((h.pair ->> 1)::numeric)
                           WHEN jsonb_typeof(h.pair -> 1) = 'string' THEN h.pair -> 1
                       END ORDER BY h.place DESC) FILTER (WHERE h.pair ->> 0 LIKE 'ce\__%'), '{}')),
                   (array_agg(h.pair -> 1 ORDER BY h.place) FILTER (WHERE h.pair ->> 0 = 'content-type'))[1]
            INTO attributes, datatype
            FROM jsonb_array_elements(pairs) WITH ORDINALITY AS h (pair, place);
            IF attributes ? 'specversion' AND NOT attributes ? 'datacontenttype' AND jsonb_typeof(datatype) = 'string' THEN
                attributes := attributes || jsonb_build_object('datacontenttype', datatype);
            END IF;
            RETURN attributes;
        END $$;

        -- How a record says that it is an event: 'structured', 'binary', or NULL for one that doesn't, and for a tombstone.
        CREATE OR REPLACE FUNCTION zapline.event_mode(headers text, payload bytea) RETURNS text
        LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
        DECLARE
            document jsonb := zapline.event_jsonb(payload);
            attributes jsonb;
        BEGIN
            IF jsonb_typeof(document) = 'object' AND document ? 'specversion' THEN RETURN 'structured'; END IF;
            attributes := zapline.event_attributes(headers);
            RETURN CASE WHEN attributes ? 'specversion' AND (payload IS NOT NULL OR attributes ? 'type') THEN 'binary' END;
        END $$;

        -- The whole event in structured form, whichever mode it came in; NULL for what is none. Data of a binary one that is
        -- no JSON is base64.
        CREATE OR REPLACE FUNCTION zapline.whole_event(headers text, payload bytea) RETURNS jsonb
        LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
        DECLARE
            document jsonb := zapline.event_jsonb(payload);
            attributes jsonb;
        BEGIN
            IF jsonb_typeof(document) = 'object' AND document ? 'specversion' THEN RETURN document; END IF;
            attributes := zapline.event_attributes(headers);
            RETURN CASE
                WHEN NOT attributes ? 'specversion' THEN NULL
                WHEN payload IS NULL THEN CASE WHEN attributes ? 'type' THEN attributes END
                WHEN document IS NULL
                    THEN attributes || jsonb_build_object('data_base64', translate(encode(payload, 'base64'), E'\n', ''))
                ELSE attributes || jsonb_build_object('data', document)
            END;
        END $$;

        CREATE OR REPLACE VIEW zapline.archived_events WITH (security_barrier) AS
        SELECT l.topic, e.topic_partition, e.topic_offset, e.log_id, e.recorded_at, e.instance_name, e.event_type, e.event_id,
               e.message_id, zapline.try_text(e.key) AS key,
               zapline.try_jsonb(convert_to(e.headers, 'UTF8')) AS headers, zapline.try_jsonb(e.payload) AS payload,
               zapline.event_mode(e.headers, e.payload) AS mode, zapline.whole_event(e.headers, e.payload) AS event
        FROM zapline.event_archive e JOIN zapline.logs l USING (log_id);
        """#
}
