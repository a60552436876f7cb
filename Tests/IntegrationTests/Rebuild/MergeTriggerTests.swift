import Pipeline
import Testing

@Suite("A merge into a table whose triggers are the user's", .timeLimit(.minutes(5)))
struct MergeTriggerTests {
    /// A trigger that has the last word on rows, and what a merge says of it.
    struct Target: Sendable, CustomTestStringConvertible {
        let table, event, body, damage, said: String
        var testDescription: String { "\(event) on \(table)" }
    }

    static let targets = [
        // As moddatetime does it.
        Target(
            table: "whatsapp_instances", event: "UPDATE", body: "NEW.updated_at = now(); RETURN NEW;",
            damage: "UPDATE whatsapp_instances SET reason = 'by hand'",
            said: "(gone) differs in updated_at; (loja) differs in updated_at."),
        Target(
            table: "whatsapp_instances", event: "UPDATE", body: "RETURN NULL;",
            damage: "UPDATE whatsapp_instances SET reason = 'by hand' WHERE instance_name = 'loja'",
            said: "(loja) differs in reason."),
        Target(
            table: "whatsapp_sessions", event: "INSERT", body: "RETURN NULL;", damage: "DELETE FROM whatsapp_sessions",
            said: "(loja) is missing."),
        Target(
            table: "whatsapp_sessions", event: "INSERT OR UPDATE", body: "NEW.phone_number = '1'; RETURN NEW;",
            damage: "DELETE FROM whatsapp_sessions", said: "(loja) differs in phone_number."),
        Target(
            table: "whatsapp_sessions", event: "DELETE", body: "RETURN NULL;",
            damage: "INSERT INTO whatsapp_sessions VALUES ('gone')", said: "(gone) is still there."),
    ]

    private static func trigger(_ name: String, _ target: Target) -> String {
        """
        CREATE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(target.body) END $$;
        CREATE TRIGGER \(name) BEFORE \(target.event) ON \(target.table) FOR EACH ROW EXECUTE FUNCTION \(name)();
        """
    }

    @Test(
        "What it changes or swallows is named by table, key, column and trigger, and nothing stays of the merge",
        arguments: targets)
    func refused(target: Target) throws {
        let bench = try ShadowBench(filled: "status")
        try bench.run(
            """
            \(target.damage);
            UPDATE zapline.instance_state SET reason = 'by hand' WHERE generation = 0 AND instance_name = 'loja';
            \(Self.trigger("their_trigger", target))
            """)
        let lines = try bench.lines()
        #expect(lines.count > 1)
        do {
            let merged = try bench.merge()
            Issue.record("merged: \(merged)")
        } catch let error as RebuildError {
            #expect(error.code == .refused)
            #expect(error.description.hasPrefix("public.\(target.table) "), "\(error)")
            #expect(error.description.contains(target.said), "\(error)")
            #expect(error.description.contains("(trigger their_trigger)"), "\(error)")
        }
        #expect(try bench.lines() == lines)
        try bench.run("DROP TRIGGER their_trigger ON \(target.table)")
        _ = try bench.merge()
        #expect(try bench.lines() == [])
    }

    @Test("One that leaves our columns alone is no trouble, and neither are rows that a merge leaves alone")
    func harmless() throws {
        let bench = try ShadowBench(filled: "status")
        let target = Target(
            table: "whatsapp_instances", event: "UPDATE", body: "NEW.webhook_url = 'theirs'; RETURN NEW;", damage: "",
            said: "")
        // A row that no event named, a later sign of life, and a shadow row that goes while its live row is nobody's.
        try bench.run(
            """
            \(Self.trigger("their_trigger", target))
            INSERT INTO whatsapp_instances (instance_name, status) VALUES ('silent', 'connected');
            UPDATE whatsapp_instances SET reason = 'by hand', last_seen_at = '2030-01-01Z';
            """)
        let log = TouchLog(bench.tables)
        try log.install(on: &bench.connection)
        #expect(try bench.lines().count == 2)
        try bench.run("DELETE FROM shadow.whatsapp_instances WHERE instance_name = 'gone'")
        #expect(try bench.merge().map(\.updated) == [1])
        #expect(try bench.value("SELECT webhook_url FROM whatsapp_instances WHERE instance_name = 'loja'") == "theirs")
    }

    @Test("With a sample the others may differ as they do")
    func sample() throws {
        let bench = try ShadowBench(filled: "status")
        try bench.run("UPDATE whatsapp_instances SET reason = 'by hand'; INSERT INTO whatsapp_sessions VALUES ('gone')")
        // What differs of all, of which a sample is mended.
        #expect(try bench.lines().count == 3)
        #expect(try bench.merge(sample: ["loja"]).map(\.rows) == [1])
        #expect(try bench.lines().count == 2)
    }
}
