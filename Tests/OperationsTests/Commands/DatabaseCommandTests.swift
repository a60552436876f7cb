import JSON
import Postgres
import Schema
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("Commands on a database")
struct DatabaseCommandTests {
    let url: String
    var tool: Tool { Tool(environment: ["DATABASE_URL": url]) }

    init() throws { url = try PrivatePostgres.shared().makeDatabase() }

    func execute(_ sql: String) throws {
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        try connection.execute(sql)
    }

    @Test("Schema check finds none, apply makes it, check finds it")
    func appliesSchema() async {
        let before = await tool.run("schema", "check")
        #expect(before.code == .found)
        #expect(before.output.contains("zapline schema apply"))
        let apply = await tool.run("schema", "apply")
        #expect(apply.code == .done)
        #expect(apply.output.contains("applied 1 "))
        #expect(await tool.run("schema", "check").code == .done)
        let again = await tool.run("schema", "apply", "--json")
        #expect(again.code == .done)
        #expect((try? JSONValue(parsing: again.output))?["applied"] == [])
    }

    @Test("A refusal lists the user's problems and changes nothing")
    func refusesSchema() async throws {
        try execute(
            """
            CREATE TABLE whatsapp_instances (instance_name text, status text);
            INSERT INTO whatsapp_instances VALUES ('a', 'x'), ('a', 'y'), ('b', 'z'), ('b', 'z')
            """)
        let result = await tool.run("schema", "apply")
        #expect(result.code == .found)
        #expect(result.output.contains("'a'") && result.output.contains("'b'"))
        #expect(await tool.run("schema", "check", "--json").output.contains(#""state":"older""#))
    }

    @Test("A newer schema is named")
    func namesNewerSchema() async throws {
        _ = await tool.run("schema", "apply")
        try execute("INSERT INTO zapline.schema_migrations (version, name) VALUES (900, 'later')")
        let result = await tool.run("schema", "check")
        #expect(result.code == .found)
        #expect(result.output.contains("use a newer build"))
    }

    @Test("Instances are listed in 80 columns, and as JSON")
    func listsInstances() async throws {
        _ = await tool.run("schema", "apply")
        #expect(await tool.run("instances", "list").output == "no instances\n")
        try execute(
            """
            INSERT INTO whatsapp_instances (instance_name, status, detail, phone_number, reason, last_seen_at)
            VALUES ('loja-centro-de-um-nome-muito-comprido-para-uma-coluna', 'connected', 'connected', '5511999999999', NULL, now()),
                   (E'b\\x1B[2J', 'disconnected', 'logged_out', NULL, 'LOGOUT', now() - interval '3 days'), ('c', NULL, NULL, NULL, NULL, NULL)
            """)
        let text = await tool.run("instances", "list").output
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80) }
        #expect(text.contains("3 instances: 1 connected, 1 disconnected, 1 without a status"))
        #expect(text.contains("3d") && !text.contains("\u{1B}"))
        let json = try JSONValue(parsing: await tool.run("instances", "list", "--json").output)
        #expect(json.array?.count == 3)
        #expect(json[2]?["phone_number"] == "5511999999999")
    }

    @Test("A database without our tables says what to do")
    func missesTables() async {
        let result = await tool.run("instances", "list")
        #expect(result.code == .unavailable)
        #expect(result.error.contains("zapline schema"))
    }

    func fillLetters() async throws {
        _ = await tool.run("schema", "apply")
        try execute(
            #"""
            INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, recorded_at,
                instance_name, key, headers, payload, reason, detail, state)
            VALUES ('messages', 0, 1, 'whatsapp.messages', 3, 1207, '2026-01-02 03:04:05Z', 'loja', 'k', '[["a","1"],["b",{"base64":"/w=="}],["c",null]]',
                    convert_to(E'{"x": 1}\nsecond', 'UTF8'), 'invalid-json', 'the value is not JSON', 'open'),
                   ('status', 0, 2, 'whatsapp.lifecycle', 0, 9, NULL, NULL, '\xff00', NULL, '\x00ff7f41', 'invalid-event', 'subject', 'noted'),
                   ('messages', 0, 1, 'whatsapp.messages', 3, 1208, NULL, 'loja', NULL, NULL, NULL, 'invalid-json', 'over the budget', 'open');
            INSERT INTO zapline.event_archive (log_id, topic_partition, topic_offset, payload) VALUES (1, 3, 1208, 'kept')
            """#)
    }

    @Test("Dead letters are listed, and filtered")
    func listsLetters() async throws {
        try await fillLetters()
        let all = await tool.run("dead-letters", "list").output
        #expect(all.contains("messages/3/1207") && all.contains("lifecycle/0/9") && all.contains("3 dead letters\n"))
        for line in all.split(separator: "\n") { #expect(line.count <= 80) }
        #expect(await tool.run("dead-letters", "list", "--pipeline=status").output.contains("1 dead letter\n"))
        #expect(await tool.run("dead-letters", "list", "--reason=invalid-json").output.contains("2 dead letters\n"))
        #expect(await tool.run("dead-letters", "list", "--instance=x").output == "no dead letters\n")
        #expect(await tool.run("dead-letters", "list", "--limit=1").output.contains("the newest 1 are shown"))
        let json = try JSONValue(parsing: await tool.run("dead-letters", "list", "--json", "--state=noted").output)
        #expect(json[0]?["offset"]?.int64 == 9)
        #expect(json.array?.count == 1)
    }

    @Test("A dead letter is shown with key, headers and payload")
    func showsLetter() async throws {
        try await fillLetters()
        let text = await tool.run("dead-letters", "show", "messages", "messages/3/1207").output
        for part in ["loja", "2026-01-02T03:04:05", "a  1", "base64", "{\"x\": 1}\nsecond", "key         k"] {
            #expect(text.contains(part), "\(part)")
        }
        let json = try JSONValue(
            parsing: await tool.run("dead-letters", "show", "messages", "whatsapp.messages/3/1207", "--json").output)
        #expect(json[0]?["payload"] == "{\"x\": 1}\nsecond")
        #expect(json[0]?["headers"]?[0]?[1] == "1")
    }

    @Test("What isn't UTF-8 is shown as hex, and as base64 to scripts")
    func showsBytes() async throws {
        try await fillLetters()
        #expect(await tool.run("dead-letters", "show", "status", "lifecycle/0/9").output.contains("00 ff 7f 41"))
        let json = try JSONValue(
            parsing: await tool.run("dead-letters", "show", "status", "lifecycle/0/9", "--json").output)
        #expect(json[0]?["payload"]?["base64"] == "AP9/QQ==")
        #expect(json[0]?["key"]?["base64"] == "/wA=")
    }

    @Test("Where only coordinates were kept, the archive has the bytes")
    func readsArchive() async throws {
        try await fillLetters()
        #expect(await tool.run("dead-letters", "show", "messages", "messages/3/1208").output.contains("\nkept\n"))
    }

    @Test("A letter that isn't there, and a place that is none, are named")
    func missesLetter() async throws {
        try await fillLetters()
        #expect(await tool.run("dead-letters", "show", "messages", "messages/3/9999").code == .found)
        for place in [
            "messages", "messages/3", "messages/x/1", "/0/1", "messages/-1/1", "messages/0/99999999999999999999",
        ] {
            #expect(await tool.run("dead-letters", "show", "messages", place).code == .usage, "\(place)")
        }
    }
}
