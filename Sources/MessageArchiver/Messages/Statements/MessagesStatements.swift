import Pipeline

/// The statements of one `messages` handler, made once: they hold no value of an event's.
struct MessagesStatements: Sendable {
    /// The temporary tables and the function that settles.
    let sessionSetup: String
    /// Joins messages of a batch that has no body: nothing that the shown edit hangs on can change.
    let joinMessages: String
    /// Joins messages, and keeps which of them `settle` must look at.
    let joinBodies: String
    let joinEdits: String
    let joinReactions: String
    let joinReceipts: String
    let joinChats: String
    let joinContacts: String
    let joinAliases: String
    /// Shows edits and notes conflicts.
    let settle = "SELECT pg_temp.zl_settle()"

    init(_ context: HandlerContext) {
        let schema = context.schema
        let tables: [JoinedTable] = [.messages, .edits, .reactions, .receipts, .chats, .contacts, .aliases]
        sessionSetup =
            (tables.map(\.setup) + [Self.touched, Settling(context).function]).joined(separator: ";\n")
        joinMessages = JoinedTable.messages.upsert(into: schema)
        joinBodies = Self.keepingTouched(joinMessages)
        joinEdits = JoinedTable.edits.upsert(into: schema)
        joinReactions = JoinedTable.reactions.upsert(into: schema)
        joinReceipts = JoinedTable.receipts.upsert(into: schema)
        joinChats = JoinedTable.chats.upsert(into: schema)
        joinContacts = JoinedTable.contacts.upsert(into: schema)
        joinAliases = JoinedTable.aliases.upsert(into: schema)
    }

    private static let touched = """
        CREATE TEMP TABLE zl_touched (instance_name text, message_id text, from_me boolean, edited boolean, conflict boolean)
        ON COMMIT DELETE ROWS
        """

    private static func keepingTouched(_ upsert: String) -> String {
        """
        WITH joined AS (
            \(upsert)
            RETURNING m.instance_name, m.message_id, m.from_me, m.zapline_edited, m.zapline_conflict
        )
        INSERT INTO zl_touched SELECT * FROM joined WHERE zapline_edited OR zapline_conflict
        """
    }
}
