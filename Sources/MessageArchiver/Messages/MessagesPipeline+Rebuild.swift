package import Pipeline

extension MessagesPipeline {
    /// The tables of a rebuild of generation `generation` in `schema`, by the rules of contract §3.
    ///
    /// What a join remembers (`zapline_…`) is compared as well, since later joins hang on it; not so what is kept at best effort.
    package static func rebuiltTables(schema: String, generation: Int32) -> RebuiltTables {
        RebuiltTables(
            pipeline: name, generation: generation, schema: schema,
            tables: [
                // `edited_at` is no join: it is of the edit that the others settle on.
                table(.messages, schema, removable: isNamed(schema), settled: ["edited_at"]),
                table(.edits, schema, removable: isNamed(schema)),
                table(.reactions, schema, removable: isNamed(schema)),
                table(.receipts, schema, removable: isNamed(schema)),
                table(.chats, schema, removable: hasMessages(schema)), table(.contacts, schema),
                table(.aliases, schema),
            ])
    }

    private static func table(_ joined: JoinedTable, _ schema: String, removable: String? = nil, settled: [String] = [])
        -> RebuiltTable
    {
        RebuiltTable(
            joined.name, live: "public.\(joined.name)", shadow: "\(schema).\(joined.name)", key: joined.key,
            columns: (joined.columns.map(\.name) + settled).map {
                .init($0, $0 == "zapline_conflict" ? .onlyNew : .exact)
            },
            removable: removable)
    }

    /// An event named the message: some table of the shadow has it.
    private static func isNamed(_ schema: String) -> String {
        [JoinedTable.messages, .edits, .reactions, .receipts].map { table in
            """
            EXISTS (SELECT FROM \(schema).\(table.name) n
                WHERE n.instance_name = m.instance_name AND n.message_id = m.message_id)
            """
        }.joined(separator: " OR ")
    }

    private static func hasMessages(_ schema: String) -> String {
        """
        EXISTS (SELECT FROM \(schema).\(JoinedTable.messages.name) n
            WHERE n.instance_name = m.instance_name AND n.chat_id = m.chat_id)
        """
    }
}
