package import Postgres

/// What in a user's own `whatsapp_instances` our values would break, found before anything is changed.
package enum Preflight {
    /// Each problem in a sentence that names the object and what to do; empty where all is well.
    package static func problems(_ connection: inout Connection) throws(PostgresError) -> [String] {
        let exists = try connection.query("SELECT to_regclass('public.whatsapp_instances') IS NOT NULL")
        guard exists.bool(0, 0) == true else { return [] }
        return try duplicates(&connection) + shortColumns(&connection) + requiredColumns(&connection)
            + statusValues(&connection)
    }

    private static func duplicates(_ connection: inout Connection) throws(PostgresError) -> [String] {
        guard try hasColumn("instance_name", &connection) else { return [] }
        let found = try connection.query(
            """
            SELECT instance_name, count(*) FROM public.whatsapp_instances WHERE instance_name IS NOT NULL
            GROUP BY instance_name HAVING count(*) > 1 ORDER BY instance_name LIMIT 20
            """)
        return (0..<found.rowCount).map { row in
            "whatsapp_instances has \(found[row, 1] ?? "several") rows with instance_name "
                + "'\(found[row, 0] ?? "")': keep one, since the name is the key"
        }
    }

    private static func hasColumn(_ name: String, _ connection: inout Connection) throws(PostgresError) -> Bool {
        try connection.query(
            """
            SELECT count(*) FROM pg_attribute WHERE attrelid = 'public.whatsapp_instances'::regclass AND attname = $1
              AND NOT attisdropped
            """, [.text(name)]
        ).integer(0, 0) == 1
    }

    /// Columns of a limited length that our longest usual value doesn't fit into.
    private static func shortColumns(_ connection: inout Connection) throws(PostgresError) -> [String] {
        let found = try connection.query(
            """
            SELECT a.attname, a.atttypmod - 4, n.needed
            FROM (VALUES ('status', 12), ('qr_code', 400), ('phone_number', 15)) AS n (name, needed)
            JOIN pg_attribute a ON a.attrelid = 'public.whatsapp_instances'::regclass AND a.attname = n.name
            WHERE a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod >= 4 AND a.atttypmod - 4 < n.needed
            """)
        return (0..<found.rowCount).map { row in
            let (name, length, needed) = (found[row, 0] ?? "", found[row, 1] ?? "", found[row, 2] ?? "")
            return "whatsapp_instances.\(name) holds \(length) characters, values need up to \(needed): "
                + "ALTER TABLE whatsapp_instances ALTER COLUMN \(name) TYPE text"
        }
    }

    /// Columns that a new row of ours leaves empty, and that may not be; and ours that must be allowed to be NULL.
    private static func requiredColumns(_ connection: inout Connection) throws(PostgresError) -> [String] {
        let found = try connection.query(
            """
            SELECT attname, attname IN ('qr_code', 'phone_number', 'detail', 'reason', 'session_epoch', 'last_seen_at')
            FROM pg_attribute
            WHERE attrelid = 'public.whatsapp_instances'::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull
              AND ((NOT atthasdef AND attidentity = ''
                    AND attname NOT IN ('instance_name', 'status', 'created_at', 'updated_at'))
                   OR attname IN ('qr_code', 'phone_number', 'detail', 'reason', 'session_epoch', 'last_seen_at'))
            ORDER BY attnum
            """)
        return (0..<found.rowCount).map { row in
            let name = found[row, 0] ?? ""
            return found.bool(row, 1) == true
                ? "whatsapp_instances.\(name) is NOT NULL, and is NULL at times: ALTER COLUMN \(name) DROP NOT NULL"
                : "whatsapp_instances.\(name) is NOT NULL without a default, so no instance could be added: "
                    + "give it a default or DROP NOT NULL"
        }
    }

    /// An enum or a CHECK that doesn't know one of the three values of `status`.
    private static func statusValues(_ connection: inout Connection) throws(PostgresError) -> [String] {
        guard try hasColumn("status", &connection) else { return [] }
        var problems: [String] = []
        let labels = try connection.query(
            """
            SELECT t.typname, v.value FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'e'
            CROSS JOIN (VALUES ('connected'), ('connecting'), ('disconnected')) AS v (value)
            WHERE a.attrelid = 'public.whatsapp_instances'::regclass AND a.attname = 'status'
              AND NOT EXISTS (SELECT 1 FROM pg_enum e WHERE e.enumtypid = t.oid AND e.enumlabel = v.value)
            """)
        for row in 0..<labels.rowCount {
            let (type, value) = (labels[row, 0] ?? "", labels[row, 1] ?? "")
            problems.append("the enum \(type) lacks '\(value)': ALTER TYPE \(type) ADD VALUE '\(value)'")
        }
        return problems.isEmpty ? try checks(&connection) : problems
    }

    private static func checks(_ connection: inout Connection) throws(PostgresError) -> [String] {
        let constraints = try connection.query(
            """
            SELECT c.conname, pg_get_expr(c.conbin, c.conrelid) FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'status' AND a.attnum = ANY (c.conkey)
            WHERE c.conrelid = 'public.whatsapp_instances'::regclass AND c.contype = 'c'
            """)
        var problems: [String] = []
        for row in 0..<constraints.rowCount {
            guard let name = constraints[row, 0], let expression = constraints[row, 1] else { continue }
            for value in ["connected", "connecting", "disconnected"] {
                let refused = try connection.query(
                    """
                    SELECT (\(expression)) IS FALSE FROM jsonb_populate_record(
                        NULL::public.whatsapp_instances, '{"status": "\(value)"}') AS whatsapp_instances
                    """)
                guard refused.bool(0, 0) == true else { continue }
                problems.append(
                    "the constraint \(name) of whatsapp_instances refuses the status '\(value)': widen or drop it")
            }
        }
        return problems
    }
}
