extension JoinedTable {
    /// Edits: for one id the greatest (time, text, sender), no sender least.
    static let edits = JoinedTable(
        2, "whatsapp_message_edits", key: ["instance_name", "message_id", "from_me", "edit_id"],
        columns: ["sender_id", "body"].map { Column($0, "text", ofGreatestEdit($0)) } + [.newest("edited_at")])

    private static func ofGreatestEdit(_ name: String) -> String {
        """
        CASE WHEN m.edited_at IS NULL OR \(edit("excluded")) > \(edit("m")) THEN excluded.\(name) ELSE m.\(name) END
        """
    }

    private static func edit(_ row: String) -> String {
        """
        ROW(\(row).edited_at, \(row).body COLLATE "C", coalesce(\(row).sender_id, '') COLLATE "C")
        """
    }

    /// Reactions: the greatest (time, emoji), where none is one taken back.
    static let reactions = JoinedTable(
        3, "whatsapp_message_reactions", key: ["instance_name", "message_id", "from_me", "reactor_id"],
        columns: [
            Column(
                "emoji", "text",
                """
                CASE WHEN m.reacted_at IS NULL OR excluded.reacted_at > m.reacted_at THEN excluded.emoji
                     WHEN excluded.reacted_at = m.reacted_at
                     THEN greatest(m.emoji COLLATE "C", excluded.emoji COLLATE "C")
                     ELSE m.emoji END
                """),
            .newest("reacted_at"),
        ])

    /// Receipts of members of a group: the earliest time of each step.
    static let receipts = JoinedTable(
        4, "whatsapp_message_receipts", key: ["instance_name", "message_id", "from_me", "participant_id"],
        columns: [.earliest("delivered_at"), .earliest("read_at"), .earliest("played_at")])
}
