import Pipeline
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("What hangs on a table outlives a merge, and readers see the one state or the other", .timeLimit(.minutes(5)))
struct SurvivalTests {
    /// A live table with so many rows that are to change, and five that are missing.
    struct Target: Sendable, CustomTestStringConvertible {
        let pipeline, table, keys: String
        /// A column of ours, `old` in live and `new` in the shadow.
        let column: String
        let rows = 4_000
        var testDescription: String { table }
    }

    static let targets = [
        Target(pipeline: "status", table: "whatsapp_instances", keys: "instance_name", column: "reason"),
        Target(
            pipeline: "messages", table: "whatsapp_messages", keys: "instance_name, message_id, from_me", column: "body"
        ),
    ]

    /// Makes everything that can hang on the table, and fills it.
    private func prepare(_ target: Target, _ bench: ShadowBench, role: String) throws {
        let table = target.table
        let keys = target.pipeline == "status" ? "'i' || n" : "'i' || n, 'M' || n, false"
        try bench.run(
            """
            CREATE ROLE \(role); GRANT ALL ON SCHEMA public TO \(role);
            CREATE TABLE tenants (id integer PRIMARY KEY); INSERT INTO tenants VALUES (1);
            ALTER TABLE \(table)
                ADD COLUMN tenant integer NOT NULL DEFAULT 1 REFERENCES tenants, ADD COLUMN number serial UNIQUE,
                ADD COLUMN identity bigint GENERATED ALWAYS AS IDENTITY, ADD COLUMN note text DEFAULT 'theirs';
            CREATE TABLE pointing (number integer REFERENCES \(table) (number) ON DELETE CASCADE);
            CREATE INDEX their_index ON \(table) (note) WHERE note IS NOT NULL;
            CREATE VIEW their_view WITH (security_barrier) AS SELECT * FROM \(table);
            CREATE MATERIALIZED VIEW their_materialized_view AS SELECT \(target.keys), number FROM \(table);
            CREATE TABLE fired (number integer, was text, became text);
            CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO fired VALUES (NEW.number, CASE TG_OP WHEN 'UPDATE' THEN OLD.\(target.column) END, NEW.\(target.column));
                RETURN NULL;
            END $$;
            INSERT INTO \(table) (\(target.keys), \(target.column)) SELECT \(keys), 'old' FROM generate_series(1, \(target.rows)) n;
            INSERT INTO shadow.\(table) (\(target.keys), \(target.column))
                SELECT \(keys), 'new' FROM generate_series(1, \(target.rows) + 5) n;
            UPDATE \(table) SET note = 'n' || number;
            INSERT INTO pointing SELECT number FROM \(table);
            REFRESH MATERIALIZED VIEW their_materialized_view;
            CREATE TRIGGER their_trigger AFTER INSERT OR UPDATE ON \(table) FOR EACH ROW EXECUTE FUNCTION fire();
            CREATE RULE their_rule AS ON INSERT TO their_view DO INSTEAD NOTHING;
            ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY their_policy ON \(table) FOR SELECT TO \(role) USING (note <> 'n7');
            GRANT SELECT, INSERT ON \(table) TO \(role) WITH GRANT OPTION; GRANT UPDATE (note) ON \(table) TO \(role);
            CREATE PUBLICATION their_publication FOR TABLE \(table) WITH (publish = 'update');
            ALTER TABLE \(table) REPLICA IDENTITY FULL;
            COMMENT ON TABLE \(table) IS 'their words'; COMMENT ON COLUMN \(table).note IS 'their words on it';
            CREATE STATISTICS their_statistics ON note, tenant FROM \(table);
            ALTER TABLE \(table) OWNER TO \(role)
            """)
    }

    /// What must stay, each as a query that tells all of it.
    private static func aspects(_ table: String, _ rows: Int) -> [(name: String, sql: String)] {
        let own = "'public.\(table)'::regclass"
        func all(_ what: String, _ from: String) -> String {
            "SELECT string_agg(\(what), '; ' ORDER BY \(what)) FROM \(from)"
        }
        return [
            ("the owner", "SELECT relowner::regrole FROM pg_class WHERE oid = \(own)"),
            ("the table itself", "SELECT oid::text || ' ' || relfilenode FROM pg_class WHERE oid = \(own)"),
            ("row level security", "SELECT ROW(relrowsecurity, relforcerowsecurity) FROM pg_class WHERE oid = \(own)"),
            ("policies", all("p::text", "pg_policies p WHERE tablename = '\(table)'")),
            ("grants on the table", "SELECT relacl FROM pg_class WHERE oid = \(own)"),
            (
                "grants on columns",
                all(
                    "attname::text || ' ' || attacl::text",
                    "pg_attribute WHERE attrelid = \(own) AND attacl IS NOT NULL")
            ),
            ("publications", all("p::text", "pg_publication_tables p WHERE tablename = '\(table)'")),
            ("the identity for replicas", "SELECT relreplident FROM pg_class WHERE oid = \(own)"),
            ("storage options", "SELECT reloptions FROM pg_class WHERE oid = \(own)"),
            (
                "columns",
                all(
                    "a.attnum::text || a.attname::text || a.atttypid::regtype::text || a.attnotnull::text || a.attidentity::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '')",
                    "pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = \(own)"
                )
            ),
            (
                "views",
                all(
                    "oid::text || pg_get_viewdef(oid) || coalesce(reloptions::text, '')",
                    "pg_class WHERE relname LIKE 'their_%view'")
            ),
            ("rules", all("oid::text || pg_get_ruledef(oid)", "pg_rewrite WHERE rulename = 'their_rule'")),
            (
                "triggers",
                all("oid::text || pg_get_triggerdef(oid) || tgenabled::text", "pg_trigger WHERE tgrelid = \(own)")
            ),
            (
                "indexes",
                all(
                    "indexrelid::text || pg_get_indexdef(indexrelid) || indisvalid::text",
                    "pg_index WHERE indrelid = \(own)")
            ),
            (
                "foreign keys from it",
                all(
                    "oid::text || pg_get_constraintdef(oid) || convalidated::text",
                    "pg_constraint WHERE conrelid = \(own)")
            ),
            (
                "foreign keys to it",
                all(
                    "oid::text || pg_get_constraintdef(oid) || convalidated::text",
                    "pg_constraint WHERE confrelid = \(own)")
            ),
            ("comments", all("objsubid::text || description", "pg_description WHERE objoid = \(own)")),
            ("statistics", all("oid::text || stxname::text", "pg_statistic_ext WHERE stxrelid = \(own)")),
            (
                "their values",
                "SELECT md5(string_agg(ROW(number, identity, tenant, note)::text, ';' ORDER BY number)) FROM \(table) WHERE number <= \(rows)"
            ),
            ("rows that point to it", "SELECT count(*) FROM pointing JOIN \(table) USING (number)"),
            ("a materialized view's rows", "SELECT count(*) FROM their_materialized_view"),
        ]
    }

    @Test("All of it stays, and only rows that change are written", arguments: targets)
    func stays(target: Target) throws {
        let bench = try ShadowBench(target.pipeline)
        let role = "owner_\(bench.connection.database)"
        try prepare(target, bench, role: role)
        let aspects = Self.aspects(target.table, target.rows)
        let before = try aspects.map { try bench.value($0.sql) }
        _ = try bench.compare()
        let written = try #require(try bench.merge().first)
        #expect([written.deleted, written.updated, written.inserted] == [0, target.rows, 5])
        for (aspect, was) in zip(aspects, before) {
            #expect(was != nil && was != "0", "\(aspect.name)")
            #expect(try bench.value(aspect.sql) == was, "\(aspect.name)")
        }
        // The trigger fired for each row that changed, with both values; new rows alone drew numbers.
        #expect(try bench.value("SELECT count(*) FROM fired WHERE was = 'old' AND became = 'new'") == "\(target.rows)")
        #expect(try bench.value("SELECT count(*) FROM fired WHERE was IS NULL AND became = 'new'") == "5")
        for column in ["number", "identity"] {
            let sequence = try #require(
                try bench.value("SELECT pg_get_serial_sequence('public.\(target.table)', '\(column)')"))
            #expect(try bench.value("SELECT last_value FROM \(sequence)") == "\(target.rows + 5)", "\(column)")
        }
        #expect(
            try bench.value("SELECT count(*) FROM their_view WHERE \(target.column) = 'new'") == "\(target.rows + 5)")
        #expect(try bench.lines() == [])
        #expect(try bench.merge() == [])
        try bench.run("DROP OWNED BY \(role) CASCADE; DROP ROLE \(role)")
    }

    @Test("A reader sees the old rows or the new ones, and waits for nothing", arguments: targets)
    func readers(target: Target) async throws {
        let bench = try ShadowBench(target.pipeline)
        try bench.run(
            """
            INSERT INTO \(target.table) (\(target.keys), \(target.column))
            SELECT \(target.pipeline == "status" ? "'i' || n" : "'i' || n, 'M' || n, false"), 'old'
            FROM generate_series(1, \(target.rows)) n;
            INSERT INTO shadow.\(target.table) (\(target.keys), \(target.column))
            SELECT \(target.pipeline == "status" ? "'i' || n" : "'i' || n, 'M' || n, false"), 'new'
            FROM generate_series(1, \(target.rows) + 5) n
            """)
        _ = try bench.compare()
        let old = "\(target.rows) rows, old: \(target.rows), new: 0"
        let new = "\(target.rows + 5) rows, old: 0, new: \(target.rows + 5)"
        let watch = Watch()
        let (url, look) = (bench.url, Self.look(target))
        let reading = Task { try await onOwnThread { try Self.read(url, look, watch) } }
        let repeating = Task { try await onOwnThread { try Self.readRepeatably(url, look, watch) } }
        var snapshot = try bench.connect()
        try snapshot.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        #expect(try snapshot.query(look)[0, 0] == old)
        #expect(await watch.sees(6))

        try bench.run("BEGIN")
        _ = try Merge(bench.tables).run(on: &bench.connection)
        // The merge is done and not committed: both go on reading.
        #expect(await watch.sees(6))
        let locks = try bench.value(
            """
            SELECT string_agg(DISTINCT mode, ' ' ORDER BY mode) FROM pg_locks
            WHERE pid = pg_backend_pid() AND relation = 'public.\(target.table)'::regclass
            """)
        #expect(locks == "AccessShareLock RowExclusiveLock")
        try bench.run("COMMIT")
        #expect(await watch.sees(6))
        #expect(try snapshot.query(look)[0, 0] == old)
        try snapshot.execute("COMMIT")
        #expect(try snapshot.query(look)[0, 0] == new)
        watch.stop()
        try await reading.value
        try await repeating.value
        #expect(watch.views == [old, new])
        #expect(watch.torn == [])
    }

    private static func look(_ target: Target) -> String {
        """
        SELECT count(*) || ' rows, old: ' || count(*) FILTER (WHERE \(target.column) = 'old') || ', new: '
            || count(*) FILTER (WHERE \(target.column) = 'new') FROM \(target.table)
        """
    }

    /// Each statement by itself.
    private static func read(_ url: String, _ look: String, _ watch: Watch) throws {
        var own = try ShadowBench.connect(url, "reading")
        while watch.goesOn { watch.saw(try own.query(look)[0, 0] ?? "", by: 0) }
    }

    /// Three in a snapshot, which must say the same.
    private static func readRepeatably(_ url: String, _ look: String, _ watch: Watch) throws {
        var own = try ShadowBench.connect(url, "repeating")
        while watch.goesOn {
            try own.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            var views: [String] = []
            for _ in 0..<3 { views.append(try own.query(look)[0, 0] ?? "") }
            try own.execute("COMMIT")
            if Set(views).count > 1 { watch.tore(views) }
            watch.saw(views[0], by: 1)
        }
    }
}

/// What readers saw.
private final class Watch: Sendable {
    private struct State {
        var goesOn = true
        var views: Set<String> = []
        var torn: [[String]] = []
        var looks = [0, 0]
    }

    private let state = Mutex(State())

    var goesOn: Bool { state.withLock(\.goesOn) }
    var views: Set<String> { state.withLock(\.views) }
    var torn: [[String]] { state.withLock(\.torn) }

    func stop() { state.withLock { $0.goesOn = false } }
    func tore(_ views: [String]) { state.withLock { $0.torn.append(views) } }

    func saw(_ view: String, by reader: Int) {
        state.withLock {
            $0.views.insert(view)
            $0.looks[reader] += 1
        }
    }

    /// Waits until each reader looked `count` times more.
    func sees(_ count: Int) async -> Bool {
        let before = state.withLock(\.looks)
        return await eventually(within: .seconds(120)) {
            state.withLock { now in zip(now.looks, before).allSatisfy { $0 >= $1 + count } }
        }
    }
}
