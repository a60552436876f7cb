package import Postgres

/// Brings a database to the current schema, over whatever tables it has already.
package enum SchemaMigrator {
    /// The schema can't be applied as things are.
    package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is in the way, each with what to do.
        package let problems: [String]
        package var description: String { problems.joined(separator: "\n") }
    }

    /// Two migrations at once wait for each other on this advisory lock ("ZAPL").
    private static let lock = 0x5A41_504C

    /// Applies what is missing in one transaction, or changes nothing.
    ///
    /// - returns: the steps that were applied.
    /// - throws: `Refusal` where the user's own tables are in the way, `PostgresError` where the server says no.
    package static func apply(_ connection: inout Connection) throws -> [Migration] {
        try connection.execute("BEGIN; SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = 0")
        do {
            let applied = try migrate(&connection)
            try connection.execute("COMMIT")
            return applied
        } catch {
            if !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    private static func migrate(_ connection: inout Connection) throws -> [Migration] {
        try connection.execute("SELECT pg_advisory_xact_lock(\(lock))")
        let version: Int
        switch try SchemaState.read(&connection) {
        case .current: return []
        case .older(let found): version = found
        case .newer(let found):
            throw Refusal(problems: [
                "the database's schema is version \(found), this build knows \(Migration.current): use a newer build"
            ])
        }
        let problems = try Preflight.problems(&connection)
        guard problems.isEmpty else { throw Refusal(problems: problems) }
        try connection.execute("CREATE TEMP TABLE zl_before ON COMMIT DROP AS SELECT oid FROM pg_class")
        let steps = Migration.all.filter { $0.version > version }
        for step in steps { try run(step, &connection) }
        try connection.execute(protection)
        return steps
    }

    private static func run(_ step: Migration, _ connection: inout Connection) throws(PostgresError) {
        try connection.execute(step.sql)
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS zapline.schema_migrations (
                version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """)
        try connection.query(
            "INSERT INTO zapline.schema_migrations (version, name) VALUES ($1, $2)",
            [.integer(Int64(step.version)), .text(step.name)])
    }

    /// Tables that this migration made get row level security without a policy, and nothing for the roles that Supabase
    /// hands to browsers, until their owner says otherwise (design §1.5).
    private static let protection = """
        DO $$
        DECLARE
            made regclass;
            guest text;
        BEGIN
            FOR made IN
                SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.oid NOT IN (SELECT b.oid FROM zl_before b)
                  AND (n.nspname = 'zapline' OR (n.nspname = 'public' AND c.relname LIKE 'whatsapp\\_%'))
            LOOP
                EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', made);
                EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', made);
                FOR guest IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                    EXECUTE format('REVOKE ALL ON %s FROM %I', made, guest);
                END LOOP;
            END LOOP;
        END $$;
        """
}
