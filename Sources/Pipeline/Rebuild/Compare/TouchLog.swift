package import Postgres

/// Notes which rows of the shadow change after live was compared with it, by triggers on the shadow tables.
///
/// It must be there before the comparison's snapshot is taken.
package struct TouchLog: Sendable {
    private let tables: RebuiltTables

    /// The notes of a rebuild.
    package init(_ tables: RebuiltTables) { self.tables = tables }

    private static let events = [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")]

    private var noted: [RebuiltTable] { tables.tables.filter { $0.touches == .noted } }

    /// Begins to note, without what was noted before; waits for batches under way, in their own order of locks.
    package func install(on connection: inout Connection) throws(PostgresError) {
        try connection.execute("BEGIN; \(noted.map { install($0) }.joined(separator: "\n")) COMMIT")
    }

    /// Ends it, and forgets what was noted.
    package func remove(on connection: inout Connection) throws(PostgresError) {
        try connection.execute("BEGIN; \(noted.map { remove($0) }.joined(separator: "\n")) COMMIT")
    }

    private func install(_ table: RebuiltTable) -> String {
        let (keys, notes, function) = (table.key.joined(separator: ", "), notes(table), function(table))
        let triggers = Self.events.map { event, rows in
            """
            CREATE OR REPLACE TRIGGER zapline_touch_\(event.lowercased()) AFTER \(event) ON \(table.shadow)
                REFERENCING \(rows) TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION \(function)();
            """
        }
        return """
            CREATE UNLOGGED TABLE IF NOT EXISTS \(notes) AS SELECT \(keys) FROM \(table.shadow) WITH NO DATA;
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_index WHERE indrelid = '\(notes)'::regclass) THEN
                    ALTER TABLE \(notes) ADD PRIMARY KEY (\(keys));
                END IF;
            END $$;
            CREATE OR REPLACE FUNCTION \(function)() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO \(notes) SELECT DISTINCT \(keys) FROM changed ORDER BY \(keys) ON CONFLICT DO NOTHING;
                RETURN NULL;
            END $$;
            \(triggers.joined(separator: "\n"))
            TRUNCATE \(notes);
            """
    }

    private func remove(_ table: RebuiltTable) -> String {
        let triggers = Self.events.map {
            "DROP TRIGGER IF EXISTS zapline_touch_\($0.0.lowercased()) ON \(table.shadow);"
        }
        return """
            \(triggers.joined(separator: "\n"))
            DROP FUNCTION IF EXISTS \(function(table))();
            DROP TABLE IF EXISTS \(notes(table));
            """
    }

    private func notes(_ table: RebuiltTable) -> String { "\(tables.schema).touched_\(table.name)" }
    private func function(_ table: RebuiltTable) -> String { "\(tables.schema).touch_\(table.name)" }
}
