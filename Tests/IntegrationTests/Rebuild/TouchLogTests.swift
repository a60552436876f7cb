import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("Changes of the shadow after a comparison", .timeLimit(.minutes(5)))
struct TouchLogTests {
    @Test("What changed, came or went in the shadow since is merged as well")
    func touched() throws {
        let bench = try ShadowBench(filled: "messages")
        let log = TouchLog(bench.tables)
        try log.install(on: &bench.connection)
        #expect(try bench.lines() == [])
        try bench.run(
            """
            UPDATE shadow.whatsapp_messages SET body = 'later';
            DELETE FROM shadow.whatsapp_message_edits;
            INSERT INTO shadow.whatsapp_aliases VALUES ('loja', '8@lid', '1'), ('loja', '7@lid', '2');
            INSERT INTO shadow.whatsapp_aliases AS a VALUES ('loja', '9@lid', '3') ON CONFLICT (instance_name, lid)
                DO UPDATE SET phone = excluded.phone
            """)
        #expect(
            try bench.merge().map { "\($0.table) \($0.deleted) \($0.updated) \($0.inserted)" } == [
                "whatsapp_messages 0 1 0", "whatsapp_message_edits 1 0 0", "whatsapp_aliases 0 1 2",
            ])
        try log.remove(on: &bench.connection)
        #expect(try bench.lines() == [])
        let left = "SELECT count(*) FROM pg_class WHERE relnamespace = 'zapline_messages_3'::regnamespace"
        #expect(try bench.value("\(left) AND relname LIKE 'touched%'") == "0")
        #expect(try bench.value("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'zapline_touch%'") == "0")
    }

    @Test("Beginning again forgets what was noted before")
    func again() throws {
        let bench = try ShadowBench(filled: "status")
        #expect(try bench.lines() == [])
        let log = TouchLog(bench.tables)
        try log.install(on: &bench.connection)
        try bench.run("UPDATE shadow.whatsapp_instances SET reason = 'x'")
        #expect(try bench.value("SELECT count(*) FROM shadow.touched_whatsapp_instances") == "2")
        try log.install(on: &bench.connection)
        #expect(try bench.value("SELECT count(*) FROM shadow.touched_whatsapp_instances") == "0")
        #expect(try bench.merge() == [])
    }

    @Test("The remembered state follows the instances that changed")
    func state() throws {
        let bench = try ShadowBench(filled: "status")
        try TouchLog(bench.tables).install(on: &bench.connection)
        #expect(try bench.lines() == [])
        try bench.run(
            """
            UPDATE zapline.instance_state SET reason = 'later' WHERE generation = 3 AND instance_name = 'loja';
            UPDATE shadow.whatsapp_instances SET reason = 'later' WHERE instance_name = 'loja'
            """)
        #expect(try bench.merge().map(\.table) == ["instance_state", "whatsapp_instances"])
        #expect(try bench.lines() == [])
    }

    @Test("A row that an application makes while instances are merged gets our columns too")
    func raced() async throws {
        let bench = try ShadowBench(filled: "status")
        try bench.run("DELETE FROM whatsapp_instances")
        #expect(try bench.lines().count == 2)
        var other = try bench.connect()
        try other.execute(
            "BEGIN; INSERT INTO whatsapp_instances (instance_name, webhook_url) VALUES ('loja', 'https://hook')")
        let (tables, url) = (bench.tables, bench.url)
        let merged = Task {
            try await onOwnThread {
                var own = try ShadowBench.connect(url, "merging")
                try own.execute("BEGIN")
                let counts = try Merge(tables).run(on: &own)
                try own.execute("COMMIT")
                return counts
            }
        }
        #expect(
            try await eventually(within: .seconds(120)) {
                try bench.value(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'merging' AND wait_event_type = 'Lock'"
                ) == "1"
            })
        try other.execute("COMMIT")
        let counts = try await merged.value.first { $0.table == "whatsapp_instances" }
        #expect(counts?.inserted == 1)
        #expect(counts?.updated == 1)
        #expect(try bench.lines() == [])
        #expect(
            try bench.value("SELECT webhook_url FROM whatsapp_instances WHERE instance_name = 'loja'") == "https://hook"
        )
    }
}
