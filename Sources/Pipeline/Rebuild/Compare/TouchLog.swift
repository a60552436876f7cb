package import Postgres

/// Notes which rows of the shadow change after live was compared with it, by triggers on the shadow tables.
///
/// It must be there before the comparison's snapshot is taken. Notes belong to a round; a new one begins with each snapshot, while
/// the shadow stands still, so that what was noted before it can be compared in it.
package struct TouchLog: Sendable {
    private let tables: RebuiltTables

    /// The notes of a rebuild.
    package init(_ tables: RebuiltTables) { self.tables = tables }

    private static let events = [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")]

    private var noted: [RebuiltTable] { tables.tables.filter { $0.touches == .noted } }

    /// Begins to note, without what was noted before; waits for batches under way, in their own order of locks.
    package func install(on connection: inout Connection) throws(PostgresError) {
        try connection.execute(
            """
            BEGIN;
            CREATE UNLOGGED TABLE IF NOT EXISTS \(tables.rounds) (round int);
            TRUNCATE \(tables.rounds);
            INSERT INTO \(tables.rounds) VALUES (0);
            \(noted.map { install($0) }.joined(separator: "\n"))
            COMMIT
            """)
    }

    /// Ends it, and forgets what was noted.
    package func remove(on connection: inout Connection) throws(PostgresError) {
        try connection.execute(
            "BEGIN; \(noted.map { remove($0) }.joined(separator: "\n")) DROP TABLE IF EXISTS \(tables.rounds); COMMIT")
    }

    /// Begins a round; the shadow must stand still until this is committed.
    ///
    /// - returns: the round that ended.
    package func beginRound(on connection: inout Connection) throws(PostgresError) -> Int {
        let rows = try connection.query("UPDATE \(tables.rounds) SET round = round + 1 RETURNING round - 1")
        return Int(rows.integer(0, 0) ?? 0)
    }

    /// How many keys the round under way has noted; O(keys noted).
    package func count(on connection: inout Connection) throws(PostgresError) -> Int {
        let counts = noted.map {
            "(SELECT count(*) FROM \(notes($0)) WHERE round = (SELECT round FROM \(tables.rounds)))"
        }
        return Int(try connection.query("SELECT \((["0"] + counts).joined(separator: " + "))").integer(0, 0) ?? 0)
    }

    private func install(_ table: RebuiltTable) -> String {
        let (keys, notes, function) = (table.key.joined(separator: ", "), notes(table), function(table))
        let triggers = Self.events.map { event, rows in
            """
            CREATE OR REPLACE TRIGGER zapline_touch_\(event.lowercased()) AFTER \(event) ON \(table.shadow)
                REFERENCING \(rows) TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION \(function)();
            """
        }
        // The shadow's lock first: a batch has that when it comes to the notes.
        return """
            LOCK TABLE \(table.shadow) IN SHARE ROW EXCLUSIVE MODE;
            DROP TABLE IF EXISTS \(notes);
            CREATE UNLOGGED TABLE \(notes) AS SELECT 0 AS round, \(keys) FROM \(table.shadow) WITH NO DATA;
            ALTER TABLE \(notes) ADD PRIMARY KEY (round, \(keys));
            CREATE OR REPLACE FUNCTION \(function)() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO \(notes) SELECT DISTINCT r.round, \(keys) FROM changed, \(tables.rounds) r
                ORDER BY \(keys) ON CONFLICT DO NOTHING;
                RETURN NULL;
            END $$;
            \(triggers.joined(separator: "\n"))
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
