import Pipeline

/// What is done after messages and edits are joined, row by row since it is rare: a temporary function, whose plans the
/// session keeps, so that a batch without edits and conflicts pays one call.
///
/// The edit that a message shows hangs on the message (`sender_id`) and on its edits, and another process may join either at the
/// same time: a chat can arrive under its phone number and its LID, in two partitions. It comes out right since
///
/// 1. whoever brings a body or an edit has joined the message's row first, and `ON CONFLICT DO UPDATE` locks that row until the
///    commit even where its `WHERE` then writes nothing; so of two such transactions one waits for the other's end, and
/// 2. a statement in READ COMMITTED, and each one in a volatile function, sees what was committed before it began; this one begins
///    after the lock was taken, so it sees the body and all edits of those that held it before.
///
/// The last to hold the lock sees everything, its own included, and what it shows is a function of that alone. It has to look
/// where it brought an edit, or changed a row that has some (`zapline_edited`, which an edit sets as it joins the row).
struct Settling {
    private let context: HandlerContext

    init(_ context: HandlerContext) { self.context = context }

    var function: String {
        """
        CREATE OR REPLACE FUNCTION pg_temp.zl_settle() RETURNS void LANGUAGE plpgsql VOLATILE AS $zapline$
        DECLARE
            k record;
        BEGIN
            FOR k IN SELECT instance_name, message_id, from_me FROM zl_touched WHERE edited
                UNION SELECT instance_name, message_id, from_me FROM \(JoinedTable.staging) WHERE row_set = \(JoinedTable.edits.set)
            LOOP
                \(showEdit);
            END LOOP;
            IF EXISTS (SELECT FROM zl_touched WHERE conflict) THEN
                \(noteConflicts);
            END IF;
        END $zapline$
        """
    }

    /// Of the message `k`: the greatest (time, id) of its edits that aren't foreign, else the original text.
    private var showEdit: String {
        """
        UPDATE \(context.schema).whatsapp_messages m
        SET body = shown.body, edited_at = shown.edited_at, original_body = shown.original_body
        FROM (
            SELECT CASE WHEN e.edited_at IS NULL THEN o.original ELSE e.body END AS body, e.edited_at,
                   CASE WHEN e.edited_at IS NOT NULL THEN o.original END AS original_body
            FROM (SELECT m.sender_id, \(JoinedTable.original) AS original
                  FROM \(context.schema).whatsapp_messages m WHERE \(isK("m"))) o
            LEFT JOIN LATERAL (
                SELECT e.body, e.edited_at FROM \(context.schema).whatsapp_message_edits e
                WHERE \(isK("e")) AND (\(isForeign)) IS NOT TRUE
                ORDER BY e.edited_at DESC, e.edit_id COLLATE "C" DESC LIMIT 1
            ) e ON true
        ) shown
        WHERE \(isK("m")) AND (m.edited_at IS DISTINCT FROM shown.edited_at OR m.body IS DISTINCT FROM shown.body
            OR m.original_body IS DISTINCT FROM shown.original_body)
        """
    }

    /// An edit by somebody else than the sender, as far as their addresses can be compared; of one's own messages none is.
    private var isForeign: String {
        """
        NOT k.from_me AND e.sender_id COLLATE "C" <> o.sender_id
        AND (\(isLID(sql: "e.sender_id"))) = (\(isLID(sql: "o.sender_id")))
        """
    }

    private func isK(_ row: String) -> String {
        "\(row).instance_name = k.instance_name AND \(row).message_id = k.message_id AND \(row).from_me = k.from_me"
    }

    /// One note a message, with the coordinates of a body that it was not taken from, or took the place of another.
    private var noteConflicts: String {
        """
        INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, recorded_at,
            instance_name, reason, detail, state)
        SELECT \(literal(context.pipeline)), \(context.generation), z.log_id, \(literal(context.topics.first ?? "")),
            z.topic_partition, z.topic_offset, z.recorded_at, z.instance_name, 'conflicting-duplicate',
            'message ' || z.message_id || CASE WHEN z.from_me THEN ', sent by the account itself,' ELSE '' END
                || ' was told with another kind, text or sender before: the least of both stands in its row', 'noted'
        FROM zl_touched t JOIN \(JoinedTable.staging) z USING (message_id, instance_name, from_me)
        WHERE t.conflict AND z.row_set = \(JoinedTable.messages.set)
        ON CONFLICT DO NOTHING
        """
    }

    private func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
