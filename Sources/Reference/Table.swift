/// A table as text: for each key, what Postgres prints for each column with `::text`.
package struct Table: Sendable {
    /// Which table it is.
    package let name: Name
    /// The cells of each row in the order of `name.columns`, by those of `name.key`; nil: NULL.
    package private(set) var rows: [[Text?]: [Text?]] = [:]

    /// An empty table.
    package init(_ name: Name) {
        self.name = name
    }

    /// Adds a row: its cells in the order of `name.key + name.columns`.
    ///
    /// The text of `headers` is brought into one form, so that only what it says is compared.
    package mutating func insert(_ cells: [Text?]) {
        let key = Array(cells.prefix(name.key.count))
        rows[key] = zip(name.columns, cells.dropFirst(name.key.count)).map { column, cell in
            column == "headers" ? cell.map(ArchivedRecord.canonical) : cell
        }
    }

    /// Adds a row as a client reads it.
    package mutating func insert(_ cells: [String?]) {
        insert(cells.map { $0.map { Text($0) } })
    }

    /// One cell; nil where the row or the column isn't there, or the cell is NULL.
    package subscript(key: [Text?], column: String) -> Text? {
        guard let cells = rows[key], let index = name.columns.firstIndex(of: column), index < cells.count else {
            return nil
        }
        return cells[index]
    }
}

extension Table {
    /// The tables of design §1.5 that follow from the log.
    package enum Name: String, CaseIterable, Sendable {
        case instances = "whatsapp_instances"
        case sessions = "whatsapp_sessions"
        case instanceEvents = "whatsapp_instance_events"
        case messages = "whatsapp_messages"
        case edits = "whatsapp_message_edits"
        case reactions = "whatsapp_message_reactions"
        case receipts = "whatsapp_message_receipts"
        case chats = "whatsapp_chats"
        case contacts = "whatsapp_contacts"
        case aliases = "whatsapp_aliases"
        case archive = "zapline.event_archive"
        case deadLetters = "zapline.dead_letters"
    }
}

extension Table.Name {
    /// The columns that tell rows apart.
    package var key: [String] {
        switch self {
        case .instances, .sessions: ["instance_name"]
        case .instanceEvents, .archive: ["log_id", "topic_partition", "topic_offset"]
        case .messages: ["instance_name", "message_id", "from_me"]
        case .edits: Table.Name.messages.key + ["edit_id"]
        case .reactions: Table.Name.messages.key + ["reactor_id"]
        case .receipts: Table.Name.messages.key + ["participant_id"]
        case .chats: ["instance_name", "chat_id"]
        case .contacts: ["instance_name", "contact_id"]
        case .aliases: ["instance_name", "lid"]
        case .deadLetters: ["log_id", "topic", "topic_partition", "topic_offset"]
        }
    }

    /// The other columns that are a function of the log. `field` of a dead letter stands in its `detail`.
    package var columns: [String] {
        switch self {
        case .instances:
            [
                "status", "detail", "reason", "qr_code", "phone_number", "session_epoch", "created_at", "updated_at",
                "last_seen_at",
            ]
        case .sessions: ["phone_number", "session_data", "last_activity"]
        case .instanceEvents:
            ["instance_name", "type", "status", "detail", "reason", "session_epoch", "event_time"]
        case .messages:
            [
                "chat_id", "sender_id", "push_name", "kind", "body", "original_body", "media", "reply_to", "sent_at",
                "status", "delivered_at", "read_at", "played_at", "failed_at", "failure_code", "edited_at",
                "revoked_at",
                "revoked_by",
            ]
        case .edits: ["sender_id", "body", "edited_at"]
        case .reactions: ["emoji", "reacted_at"]
        case .receipts: ["delivered_at", "read_at", "played_at"]
        case .chats: ["name", "description", "archived", "updated_at", "last_message_at", "last_message_id"]
        case .contacts: ["name", "push_name", "phone", "is_business", "updated_at"]
        case .aliases: ["phone", "seen_at"]
        case .archive:
            ["recorded_at", "instance_name", "event_type", "event_id", "message_id", "key", "headers", "payload"]
        case .deadLetters: ["reason", "field"]
        }
    }
}
