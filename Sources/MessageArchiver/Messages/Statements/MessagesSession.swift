import Pipeline

/// What a session of the `messages` pipeline is made ready with: the temporary tables, the joins, prepared since their texts
/// are long, and the function that settles.
struct MessagesSession {
    private static let tables: [JoinedTable] = [.messages, .edits, .reactions, .receipts, .chats, .contacts, .aliases]

    /// Joins messages as `JoinedTable.messages.execute` does, and keeps which of them `settle` must look at. Needed where a
    /// batch has bodies: without one, nothing changes that a shown edit hangs on but the batch's own edits.
    static let joinBodies = "EXECUTE zl_join_bodies"
    /// Shows edits and notes conflicts.
    static let settle = "SELECT pg_temp.zl_settle()"

    let setup: String

    init(_ context: HandlerContext) {
        let joins = Self.tables.map { $0.prepare(in: context.schema) }
        let bodies = Self.prepareBodies(JoinedTable.messages.upsert(into: context.schema))
        setup = ([Self.rows, Self.touched] + joins + [bodies, Settling(context).function]).joined(separator: ";\n")
    }

    /// A column for each that any table has: those of one name are of one type.
    private static var rows: String {
        var columns: [String] = []
        for table in tables {
            for column in table.staged.map({ "\($0.name) \($0.type)" }) where !columns.contains(column) {
                columns.append(column)
            }
        }
        return "CREATE TEMP TABLE \(JoinedTable.staging) (\(columns.joined(separator: ", "))) ON COMMIT DELETE ROWS"
    }

    /// Keys alone, which fit into a page: so nothing has to be kept for long values.
    private static let touched = """
        CREATE TEMP TABLE zl_touched (instance_name text, message_id text, from_me boolean, edited boolean, conflict boolean)
            ON COMMIT DELETE ROWS;
        ALTER TABLE zl_touched ALTER instance_name SET STORAGE PLAIN, ALTER message_id SET STORAGE PLAIN
        """

    private static func prepareBodies(_ upsert: String) -> String {
        """
        PREPARE zl_join_bodies AS
        WITH joined AS (
            \(upsert)
            RETURNING m.instance_name, m.message_id, m.from_me, m.zapline_edited, m.zapline_conflict
        )
        INSERT INTO zl_touched SELECT * FROM joined WHERE zapline_edited OR zapline_conflict
        """
    }
}
