extension JoinedTable {
    /// Messages. What stands behind an edit that is shown is `original_body`; which edit that is, `settle` says.
    static let messages = JoinedTable(
        1, "whatsapp_messages", key: ["instance_name", "message_id", "from_me"],
        columns: [
            Column("status", "text", status),
            .earliest("delivered_at"), .earliest("read_at"), .earliest("played_at"), .earliest("failed_at"),
            Column("failure_code", "text", ofEarliest("failure_code", at: "failed_at")),
            .earliest("revoked_at"),
            Column("revoked_by", "text", ofEarliest("revoked_by", at: "revoked_at")),
            ofWinner("chat_id"), ofWinner("sender_id"), ofWinner("kind"), ofWinner("sent_at", "timestamptz"),
            Column("body", "text", "CASE WHEN m.edited_at IS NULL AND (\(wins)) THEN excluded.body ELSE m.body END"),
            Column(
                "original_body", nil,
                "CASE WHEN m.edited_at IS NOT NULL AND (\(wins)) THEN excluded.body ELSE m.original_body END"),
            Column("push_name", "text", besideWinner("push_name", greaterText("push_name"))),
            Column("reply_to", "text", besideWinner("reply_to", greaterText("reply_to"))),
            Column("media", "jsonb", besideWinner("media", greaterMedia)),
            Column("zapline_edited", "boolean", "m.zapline_edited OR excluded.zapline_edited"),
            // True is one that this very statement found, false one that is noted already.
            Column(
                "zapline_conflict", "boolean",
                "CASE WHEN m.zapline_conflict IS NOT NULL THEN false WHEN \(conflicts) THEN true END",
                isChanged: "m.zapline_conflict IS NULL AND (\(conflicts))"),
        ],
        extras: [
            ("log_id", "smallint"), ("topic_partition", "integer"), ("topic_offset", "bigint"),
            ("recorded_at", "timestamptz"),
        ])

    /// The text that stands in the row before any edit.
    static let original = "CASE WHEN m.edited_at IS NULL THEN m.body ELSE m.original_body END"

    // The order NULL < pending < server < failed < delivered < read < played is total: so the status is a greatest.
    private static let status = """
        CASE WHEN excluded.status IS NULL OR \(rank("m.status")) >= \(rank("excluded.status"))
             THEN m.status ELSE excluded.status END
        """

    private static func rank(_ status: String) -> String {
        "coalesce(array_position('{pending,server,failed,delivered,read,played}'::text[], \(status)::text), 0)"
    }

    /// What was told at the earliest time: the least, NULL greatest.
    private static func ofEarliest(_ name: String, at time: String) -> String {
        """
        CASE WHEN excluded.\(time) < m.\(time) OR m.\(time) IS NULL AND excluded.\(time) IS NOT NULL THEN excluded.\(name)
             WHEN excluded.\(time) = m.\(time) THEN least(m.\(name) COLLATE "C", excluded.\(name) COLLATE "C")
             ELSE m.\(name) END
        """
    }
}

// MARK: - Which of two bodies is the message's

extension JoinedTable {
    /// A body in the order of contract §3: `Body` says the same in Swift.
    private static func body(_ row: String, text: String) -> String {
        """
        ROW(\(row).kind = 'undecryptable', \(row).sent_at, \(row).kind COLLATE "C",
            (\(text)) IS NULL, coalesce(\(text), '') COLLATE "C",
            \(isLID(sql: "\(row).chat_id")), \(row).chat_id COLLATE "C",
            \(row).sender_id IS NULL, \(isLID(sql: "coalesce(\(row).sender_id, '')")),
            coalesce(\(row).sender_id, '') COLLATE "C")
        """
    }

    /// Whether the batch's body takes the place of the one that stands.
    private static let wins = """
        excluded.sent_at IS NOT NULL
        AND (m.sent_at IS NULL OR m.kind IS NULL OR \(body("excluded", text: "excluded.body")) < \(body("m", text: original)))
        """

    /// Whether both are the same in all that a body is.
    private static let equals = """
        excluded.sent_at = m.sent_at AND excluded.kind COLLATE "C" = m.kind
        AND excluded.body COLLATE "C" IS NOT DISTINCT FROM (\(original)) AND excluded.chat_id COLLATE "C" = m.chat_id
        AND excluded.sender_id COLLATE "C" IS NOT DISTINCT FROM m.sender_id
        """

    /// Whether both are real and can't be two tellings of one message, or the batch had two such by itself.
    private static let conflicts = """
        excluded.zapline_conflict OR excluded.sent_at IS NOT NULL AND m.sent_at IS NOT NULL
        AND excluded.kind <> 'undecryptable' AND m.kind <> 'undecryptable'
        AND (excluded.kind <> m.kind OR excluded.body IS DISTINCT FROM (\(original))
             OR excluded.sender_id <> m.sender_id
                AND (\(isLID(sql: "excluded.sender_id"))) = (\(isLID(sql: "m.sender_id"))))
        """

    private static func ofWinner(_ name: String, _ type: String = "text") -> Column {
        Column(name, type, "CASE WHEN \(wins) THEN excluded.\(name) ELSE m.\(name) END")
    }

    /// What isn't part of a body comes from those equal to it, and is joined by `join` among them.
    private static func besideWinner(_ name: String, _ join: String) -> String {
        "CASE WHEN \(wins) THEN excluded.\(name) WHEN \(equals) THEN \(join) ELSE m.\(name) END"
    }

    private static func greaterText(_ name: String) -> String {
        "greatest(m.\(name) COLLATE \"C\", excluded.\(name) COLLATE \"C\")"
    }

    private static let greaterMedia = """
        CASE WHEN m.media IS NULL OR excluded.media::text COLLATE "C" > m.media::text COLLATE "C"
             THEN excluded.media ELSE m.media END
        """
}
