import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("What stands in the way of a promotion", .timeLimit(.minutes(5)))
struct PromotionChecksTests {
    /// What is done to live tables, and what is said of it.
    struct Obstacle: Sendable, CustomTestStringConvertible {
        let pipeline, change: String
        let says: [String]
        var testDescription: String { change }
    }

    static let obstacles = [
        Obstacle(pipeline: "status", change: "SELECT", says: []),
        Obstacle(pipeline: "messages", change: "SELECT", says: []),
        Obstacle(pipeline: "archive", change: "SELECT", says: []),
        Obstacle(
            pipeline: "status", change: "ALTER TABLE whatsapp_instances DROP COLUMN detail",
            says: ["public.whatsapp_instances.detail is missing"]),
        Obstacle(
            pipeline: "messages", change: "ALTER TABLE whatsapp_aliases DROP CONSTRAINT whatsapp_aliases_pkey",
            says: ["CREATE UNIQUE INDEX ON public.whatsapp_aliases (instance_name, lid)"]),
        Obstacle(
            pipeline: "status", change: "ALTER TABLE whatsapp_instances ADD COLUMN tenant integer NOT NULL",
            says: ["public.whatsapp_instances.tenant is NOT NULL without a default"]),
        Obstacle(
            pipeline: "messages", change: "DROP TABLE whatsapp_chats", says: ["public.whatsapp_chats is not there"]),
        Obstacle(
            pipeline: "messages",
            change: "ALTER TABLE whatsapp_chats RENAME TO c; CREATE VIEW whatsapp_chats AS SELECT * FROM c",
            says: ["public.whatsapp_chats is not a table any more"]),
        Obstacle(
            pipeline: "messages",
            change: """
                ALTER TABLE whatsapp_chats DROP COLUMN name;
                ALTER TABLE whatsapp_chats ADD COLUMN name text GENERATED ALWAYS AS (chat_id) STORED
                """,
            says: ["public.whatsapp_chats.name is generated"]),
    ]

    @Test("It is named, with what to do", arguments: obstacles)
    func named(obstacle: Obstacle) throws {
        let bench = try ShadowBench(obstacle.pipeline)
        try bench.run(obstacle.change)
        let problems = try PromotionChecks(bench.tables).problems(on: &bench.connection)
        #expect(problems.count == obstacle.says.count)
        for (problem, words) in zip(problems, obstacle.says) { #expect(problem.contains(words)) }
    }

    @Test("A role that may not see or write everything is told so")
    func roles() throws {
        let bench = try ShadowBench("status")
        let role = "weak_\(bench.connection.database)"
        try bench.run(
            """
            CREATE ROLE \(role); GRANT USAGE ON SCHEMA zapline TO \(role);
            GRANT ALL ON zapline.instance_state, whatsapp_instances, whatsapp_sessions TO \(role);
            GRANT SELECT, INSERT ON whatsapp_instance_events TO \(role); GRANT UPDATE (type) ON whatsapp_instance_events TO \(role);
            ALTER TABLE zapline.instance_state DISABLE ROW LEVEL SECURITY;
            ALTER TABLE whatsapp_sessions DISABLE ROW LEVEL SECURITY;
            ALTER TABLE whatsapp_instance_events DISABLE ROW LEVEL SECURITY;
            SET ROLE \(role)
            """)
        let problems = try PromotionChecks(bench.tables).problems(on: &bench.connection)
        #expect(problems.count == 3)
        #expect(
            problems.contains {
                $0.contains("row level security of public.whatsapp_instances hides rows from the role \(role)")
            })
        #expect(
            problems.contains {
                $0.contains("GRANT UPDATE (log_id")
                    && $0.contains("event_time) ON public.whatsapp_instance_events TO \(role)")
                    && !$0.contains(" type,")
            })
        #expect(problems.contains { $0.contains("GRANT DELETE ON public.whatsapp_instance_events TO \(role)") })
        try bench.run("RESET ROLE; DROP OWNED BY \(role); DROP ROLE \(role)")
    }

    @Test(
        "Nobody but its owner may use the schema of the shadow tables, whatever the database gives away",
        arguments: ["status", "messages", "archive"])
    func schema(pipeline: String) throws {
        let bench = try ShadowBench(pipeline, before: "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC")
        #expect(
            try bench.value(
                """
                SELECT count(*) FROM pg_namespace n, aclexplode(n.nspacl) g
                WHERE n.nspname = 'zapline_\(pipeline)_3' AND g.grantee <> n.nspowner
                """) == "0")
        let unlogged =
            "SELECT bool_and(relpersistence = 'u') FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'zapline_\(pipeline)_3'::regnamespace"
        #expect(try bench.value(unlogged) == "t")
        #expect(try bench.value("SELECT made FROM shadow.marker") == "t")
    }
}
