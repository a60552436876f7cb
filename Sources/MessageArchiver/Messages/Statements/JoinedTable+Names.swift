extension JoinedTable {
    /// Chats.
    static let chats = JoinedTable(
        5, "whatsapp_chats", key: ["instance_name", "chat_id"],
        columns: [
            .latest("name", "text", by: "zapline_name_at"),
            .latest("description", "text", by: "zapline_description_at"),
            .latest("archived", "boolean", by: "zapline_archived_at"),
            .newest("updated_at"), .newest("last_message_at"),
            .latest("last_message_id", "text", by: "last_message_at"),
            .newest("zapline_name_at"), .newest("zapline_description_at"), .newest("zapline_archived_at"),
        ])

    /// Contacts.
    static let contacts = JoinedTable(
        6, "whatsapp_contacts", key: ["instance_name", "contact_id"],
        columns: [
            .latest("name", "text", by: "zapline_name_at"),
            .latest("push_name", "text", by: "zapline_push_name_at"),
            .latest("phone", "text", by: "zapline_phone_at"),
            .latest("is_business", "boolean", by: "zapline_is_business_at"),
            .newest("updated_at"), .newest("zapline_name_at"), .newest("zapline_push_name_at"),
            .newest("zapline_phone_at"), .newest("zapline_is_business_at"),
        ])

    /// LIDs and their phone numbers.
    static let aliases = JoinedTable(
        7, "whatsapp_aliases", key: ["instance_name", "lid"],
        columns: [.latest("phone", "text", by: "seen_at"), .newest("seen_at")])
}
