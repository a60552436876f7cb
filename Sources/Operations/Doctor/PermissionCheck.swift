package import Postgres

/// Looks at what the role may do with our tables.
package enum PermissionCheck {
    /// Applications' tables that we write.
    private static let names = [
        "whatsapp_instances", "whatsapp_sessions", "whatsapp_instance_events", "whatsapp_messages",
        "whatsapp_message_edits",
        "whatsapp_message_reactions", "whatsapp_message_receipts", "whatsapp_chats", "whatsapp_contacts",
        "whatsapp_aliases",
    ]

    /// A line where all is well, else one a thing that is missing.
    package static func findings(_ connection: inout Connection) throws(PostgresError) -> [Finding] {
        let user = connection.user
        let (count, problems) = try tables(&connection, user)
        let all = try temporary(&connection, user) + problems + functions(&connection, user)
        // Without tables there is nothing to judge, and the schema's line says that there are none.
        guard all.isEmpty, count > 0 else { return all }
        return [Finding("permissions", .ok, "\(user) may do what is needed with \(count) tables")]
    }

    private static func temporary(_ connection: inout Connection, _ user: String) throws(PostgresError) -> [Finding] {
        let found = try connection.query(
            """
            SELECT has_database_privilege(current_database(), 'TEMP'), quote_ident(current_database()),
                   to_regnamespace('zapline') IS NULL OR has_schema_privilege(to_regnamespace('zapline'), 'USAGE')
            """)
        var findings: [Finding] = []
        if found.bool(0, 0) != true {
            findings.append(
                Finding(
                    "permissions", .fail, "\(user) may not make temporary tables",
                    advice: "GRANT TEMP ON DATABASE \(found[0, 1] ?? "…") TO \(user)"))
        }
        if found.bool(0, 2) != true {
            findings.append(
                Finding(
                    "permissions", .fail, "\(user) may not use schema zapline",
                    advice: "GRANT USAGE ON SCHEMA zapline TO \(user)"))
        }
        return findings
    }

    private static func tables(
        _ connection: inout Connection, _ user: String
    ) throws(PostgresError) -> (count: Int, problems: [Finding]) {
        let rows = try connection.query(
            """
            SELECT c.oid::regclass, has_table_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'INSERT'),
                   has_table_privilege(c.oid, 'UPDATE'),
                   c.relname <> 'whatsapp_sessions' OR has_table_privilege(c.oid, 'DELETE'), row_security_active(c.oid)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p')
              AND ((n.nspname = 'zapline' AND c.relname <> 'schema_migrations')
                   OR (n.nspname = 'public' AND c.relname = ANY ($1)))
            ORDER BY n.nspname, c.relname
            """, [.textArray(names)])
        var problems: [Finding] = []
        for row in 0..<rows.rowCount {
            let table = rows[row, 0] ?? ""
            let missing = zip(["SELECT", "INSERT", "UPDATE", "DELETE"], 1...4).filter { rows.bool(row, $0.1) != true }
                .map(\.0)
            if !missing.isEmpty {
                let list = missing.joined(separator: ", ")
                problems.append(
                    Finding(
                        "permissions", .fail, "\(user) lacks \(list) on \(table)",
                        advice: "GRANT \(list) ON \(table) TO \(user)"))
            }
            if rows.bool(row, 5) == true { problems.append(rowSecurity(table, user)) }
        }
        return (rows.rowCount, problems)
    }

    /// > COPY FROM … not supported on tables with row-level security … enabled for the current user. Use INSERT statements instead.
    private static func rowSecurity(_ table: String, _ user: String) -> Finding {
        Finding(
            "permissions", .fail, "row level security of \(table) holds for \(user), so COPY is refused",
            advice: "let \(user) own the table, or ALTER ROLE \(user) BYPASSRLS")
    }

    private static func functions(_ connection: inout Connection, _ user: String) throws(PostgresError) -> [Finding] {
        let rows = try connection.query(
            """
            SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = 'zapline' AND NOT has_function_privilege(p.oid, 'EXECUTE') ORDER BY 1
            """)
        return (0..<rows.rowCount).map { row in
            let name = rows[row, 0] ?? ""
            return Finding(
                "permissions", .fail, "\(user) may not call \(name)",
                advice: "GRANT EXECUTE ON FUNCTION \(name) TO \(user)")
        }
    }
}
