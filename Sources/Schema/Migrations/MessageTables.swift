/// The tables of the `messages` pipeline in `schema`; live is `public`.
///
/// Every column is a join of what the events said, so rows are written over in place: pages keep room for the next version
/// of a row, and there is no index but the key's, since one on a column that changes would cost each update an entry (HOT).
/// Columns named `zapline_…` are what a join has to remember; nobody else should read them.
enum MessageTables {
    static func sql(schema: String) -> String {
        let tables = [messages, edits, reactions, receipts, chats, contacts, aliases]
        return tables.map { $0.sql(schema: schema) }.joined(separator: "\n")
    }

    private static let messages = Table(
        name: "whatsapp_messages", key: ["instance_name", "message_id", "from_me"], fillFactor: 70,
        columns: [
            "chat_id text", "sender_id text", "push_name text", "kind text", "body text", "original_body text",
            "media jsonb", "reply_to text", "sent_at timestamptz", "status text", "delivered_at timestamptz",
            "read_at timestamptz", "played_at timestamptz", "failed_at timestamptz", "failure_code text",
            "edited_at timestamptz", "revoked_at timestamptz", "revoked_by text",
            // Whether `whatsapp_message_edits` has any of it; whether its conflicting duplicate was noted.
            "zapline_edited boolean", "zapline_conflict boolean",
        ])

    private static let edits = Table(
        name: "whatsapp_message_edits", key: ["instance_name", "message_id", "from_me", "edit_id"], fillFactor: 100,
        columns: ["sender_id text", "body text", "edited_at timestamptz"])

    private static let reactions = Table(
        name: "whatsapp_message_reactions", key: ["instance_name", "message_id", "from_me", "reactor_id"],
        fillFactor: 90, columns: ["emoji text", "reacted_at timestamptz"])

    private static let receipts = Table(
        name: "whatsapp_message_receipts", key: ["instance_name", "message_id", "from_me", "participant_id"],
        fillFactor: 80, columns: ["delivered_at timestamptz", "read_at timestamptz", "played_at timestamptz"])

    private static let chats = Table(
        name: "whatsapp_chats", key: ["instance_name", "chat_id"], fillFactor: 50,
        columns: [
            "name text", "description text", "archived boolean", "updated_at timestamptz",
            "last_message_at timestamptz", "last_message_id text",
            // When the value beside it was told.
            "zapline_name_at timestamptz", "zapline_description_at timestamptz", "zapline_archived_at timestamptz",
        ])

    private static let contacts = Table(
        name: "whatsapp_contacts", key: ["instance_name", "contact_id"], fillFactor: 80,
        columns: [
            "name text", "push_name text", "phone text", "is_business boolean", "updated_at timestamptz",
            "zapline_name_at timestamptz", "zapline_push_name_at timestamptz", "zapline_phone_at timestamptz",
            "zapline_is_business_at timestamptz",
        ])

    private static let aliases = Table(
        name: "whatsapp_aliases", key: ["instance_name", "lid"], fillFactor: 70,
        columns: ["phone text", "seen_at timestamptz"])
}

/// One of them.
private struct Table {
    let name: String
    let key: [String]
    let fillFactor: Int
    let columns: [String]

    /// The table with its key, or what a table of the user's by that name lacks of it.
    ///
    /// Keys of tables that we make compare as bytes.
    func sql(schema: String) -> String {
        let keyColumns = key.map { $0 == "from_me" ? "from_me boolean" : "\($0) text COLLATE \"C\"" }
        let additions = (keyColumns + columns).map { "ADD COLUMN IF NOT EXISTS \($0)" }
        return """
            CREATE TABLE IF NOT EXISTS \(schema).\(name) (
                \(keyColumns.joined(separator: ", ")),
                PRIMARY KEY (\(key.joined(separator: ", ")))
            ) WITH (fillfactor = \(fillFactor));
            ALTER TABLE \(schema).\(name)
                \(additions.joined(separator: ",\n    "));
            \(uniqueIndex(schema, name, key))
            """
    }
}
