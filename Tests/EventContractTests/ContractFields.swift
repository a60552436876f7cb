/// Contract §1 to §3 as a table of its own: what the reader must have, and what else it reads, of each type.
enum ContractFields {
    /// The fields of a type's `data`.
    struct Fields {
        var rows: String
        var required: [String] = []
        /// Read where they are there.
        var optional: [String] = []
    }

    /// Attributes that must be there; of the others these are read.
    static let envelope = (
        required: ["specversion", "id", "source", "type", "subject"], optional: ["time", "sessionepoch", "sequence"]
    )

    private static let body = Fields(
        rows: "body", required: ["messageId", "chat", "timestamp"],
        optional: ["fromMe", "sender", "kind", "text", "media", "replyTo", "pushName", "aliases", "status"])
    private static let chat = Fields(rows: "chat", required: ["chat"], optional: ["name", "description", "archived"])

    /// By type, without `whatsapp.`; what isn't here is read no further than its envelope.
    static let data: [String: Fields] = {
        var fields: [String: Fields] = [
            "session.qr": Fields(rows: "lifecycle", required: ["qr"]),
            "session.authenticated": Fields(rows: "lifecycle", optional: ["session"]),
            "session.connected": Fields(rows: "lifecycle", optional: ["phoneNumber", "session"]),
            "message.received": body, "message.sent": body, "message.undecryptable": body,
            "message.status": Fields(
                rows: "status", required: ["messageIds", "status"],
                optional: ["fromMe", "participant", "timestamp", "error"]),
            "message.edited": Fields(
                rows: "edit", required: ["messageId", "editId", "text"], optional: ["sender", "fromMe", "timestamp"]),
            "message.revoked": Fields(
                rows: "revoke", required: ["messageId"], optional: ["by", "fromMe", "timestamp"]),
            "message.reaction": Fields(
                rows: "reaction", required: ["messageId", "sender", "emoji"], optional: ["fromMe", "timestamp"]),
            "contact.updated": Fields(
                rows: "contact", required: ["contact"],
                optional: ["name", "pushName", "phone", "isBusiness", "aliases"]),
            "chat.updated": chat, "group.updated": chat,
        ]
        for word in ["created", "starting", "pairing_code", "passkey"] {
            fields["session.\(word)"] = Fields(rows: "lifecycle")
        }
        let reasons = [
            "degraded", "limited", "history_sync", "disconnected", "replaced", "logged_out", "banned", "outdated",
            "failed", "stopped", "deleted",
        ]
        for word in reasons { fields["session.\(word)"] = Fields(rows: "lifecycle", optional: ["reason"]) }
        return fields
    }()

    /// The fields of a type by its full name.
    static func of(_ type: String) -> Fields { data[String(type.dropFirst(9))] ?? Fields(rows: "none") }
}
