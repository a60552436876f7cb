import Consumers
import JSON
import Pipeline
import Postgres
import Schema
import Service
import TestSupport
import Testing

@testable import Operations

/// `rebuild list` and `rebuild abandon`, on a database alone.
@Suite("Rebuilds, listed and abandoned")
struct RebuildListTests {
    private let url: String
    private let tool: Tool

    init() throws {
        url = try PrivatePostgres.shared().makeDatabase()
        tool = Tool(environment: ["DATABASE_URL": url])
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
        try connection.execute(Self.rows)
        try connection.query(
            "UPDATE zapline.rebuilds SET program_version = $1, schema_version = $2 WHERE state IN ('running', 'ready')",
            [.text(Version.current), .integer(Int64(Migration.current))])
    }

    /// Live of two pipelines, a rebuild of each under way, and two that are over.
    private static let rows = """
        INSERT INTO zapline.logs (log_id, topic, cluster_id) VALUES (1, 'whatsapp.messages', 'c'), (2, 'whatsapp.lifecycle', 'c');
        INSERT INTO zapline.consumer_offsets (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, epoch, owner)
        VALUES ('messages', 0, 1, 'whatsapp.messages', 0, 'c', 1000, 4, 'o'), ('messages', 0, 1, 'whatsapp.messages', 1, 'c', 500, 4, 'o'),
               ('messages', 3, 1, 'whatsapp.messages', 0, 'c', 400, 1, 'r'), ('messages', 3, 1, 'whatsapp.messages', 1, 'c', 500, 1, 'r'),
               ('status', 0, 2, 'whatsapp.lifecycle', 0, 'c', 70, 4, 'o'), ('status', 3, 2, 'whatsapp.lifecycle', 0, 'c', 70, 1, 'r');
        INSERT INTO zapline.rebuilds (pipeline, generation, kind, state, schema_name, starts, reads_archive, begins_late, owner, reason,
                                      records, bytes, started_at, ended_at)
        VALUES ('messages', 3, 'rebuild', 'running', 'zapline_messages_3', '[]', true, false, 'ana@host', NULL, 1234567, 5000000,
                clock_timestamp() - interval '5 minutes', NULL),
               ('status', 3, 'rebuild', 'ready', 'zapline_status_3', '[]', false, true, 'bia@host', NULL, 70, 7000,
                clock_timestamp() - interval '1 hour', NULL),
               ('messages', 2, 'rebuild', 'promoted', 'zapline_messages_2', '[]', true, false, 'ana@host', 'new column', 9, 9,
                clock_timestamp() - interval '2 days', clock_timestamp()),
               ('messages', 1, 'verify', 'abandoned', 'zapline_messages_1', '[]', true, false, 'ana@host', NULL, 9, 9,
                clock_timestamp() - interval '3 days', clock_timestamp());
        CREATE SCHEMA zapline_messages_3;
        CREATE UNLOGGED TABLE zapline_messages_3.whatsapp_messages AS SELECT g AS n FROM generate_series(1, 1000) g;
        CREATE UNLOGGED TABLE zapline_messages_3.whatsapp_chats (n integer);
        CREATE VIEW somebodys AS SELECT * FROM zapline_messages_3.whatsapp_messages;
        CREATE SCHEMA zapline_status_3;
        CREATE TABLE zapline_status_3.whatsapp_instances (n integer);
        INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, reason, detail, state)
        SELECT p, g, 1, 't', 0, 7, 'invalid-json', 'x', 'open' FROM unnest(ARRAY['messages', 'status']) p, unnest(ARRAY[0, 3]) g;
        INSERT INTO zapline.instance_state (generation, instance_name) VALUES (0, 'loja'), (3, 'loja'), (3, 'centro');
        INSERT INTO public.whatsapp_messages (instance_name, message_id, from_me) VALUES ('loja', 'm', false);
        """

    private func connect() throws -> Connection {
        try Connection.connect(ConnectionSettings(url: url, applicationName: "rebuilder"))
    }

    private func value(_ sql: String) throws -> String? {
        var connection = try connect()
        return try connection.query(sql)[0, 0]
    }

    /// Every row that must not change, as one text.
    private func live() throws -> String? {
        try value(
            """
            SELECT (SELECT string_agg(o::text, ';' ORDER BY o::text) FROM zapline.consumer_offsets o WHERE generation = 0)
                || (SELECT string_agg(d::text, ';' ORDER BY d::text) FROM zapline.dead_letters d WHERE generation = 0)
                || (SELECT string_agg(i::text, ';') FROM zapline.instance_state i WHERE generation = 0)
                || (SELECT string_agg(m::text, ';') FROM public.whatsapp_messages m)
            """)
    }

    @Test("A row each, those under way first, with how far they are and what can be done")
    func lists() async throws {
        let result = await tool.run("rebuild", "list")
        #expect(result.code == .done)
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for line in lines { #expect(DisplayWidth.of(line) <= 80, "\(line)") }
        #expect(
            lines.prefix(6) == [
                "BUILD               STATE         EVENTS  BEHIND LIVE  BEGAN    BY",
                "messages rebuild 3  stopped    1,234,567          600  5m ago   ana@host",
                "status rebuild 3    ready             70            0  60m ago  bia@host",
                "messages rebuild 2  promoted           9            -  2d ago   ana@host",
                "messages verify 1   abandoned          9            -  3d ago   ana@host", "",
            ], "\(result.output)")
        #expect(result.output.contains("messages rebuild 3 is stopped: `zapline rebuild start messages`"))
        #expect(result.output.contains("status rebuild 3 is ready: `zapline rebuild promote status`"))
        let rows = try #require(try JSONValue(parsing: await tool.run("rebuild", "list", "--json").output).array)
        #expect(rows.map { $0["state"]?.string } == ["stopped", "ready", "promoted", "abandoned"])
        #expect(rows[0]["behind"]?.int64 == 600 && rows[0]["records"]?.int64 == 1_234_567)
        #expect(rows[0]["worker"]?.isNull == true && rows[1]["begins_late"] == true)
        #expect(rows[0]["program_version"]?.string == Version.current && rows[2]["program_version"]?.isNull == true)
        #expect(rows[2]["reason"] == "new column" && rows[2]["ended_at"]?.isNull == false)
    }

    @Test("One that another program made can only be dropped, and that is what is said")
    func others() async throws {
        var connection = try connect()
        try connection.execute(
            "UPDATE zapline.rebuilds SET program_version = NULL WHERE pipeline = 'messages'; UPDATE zapline.rebuilds SET schema_version = 4"
        )
        let text = await tool.run("rebuild", "list").output.replacing("\n    ", with: " ")
        #expect(
            text.contains("messages rebuild 3 was made by an older zapline: `zapline rebuild abandon messages`"),
            "\(text)")
        #expect(text.contains("status rebuild 3 was made by zapline \(Version.current) with schema 4"), "\(text)")
        #expect(!text.contains("goes on with it") && !text.contains("makes it live"))
    }

    @Test("One that somebody works on runs, and is not abandoned")
    func worked() async throws {
        var worker = try connect()
        try worker.query("SELECT pg_advisory_lock(\(RebuildSession.lockKey), hashtext('messages'))")
        let list = await tool.run("rebuild", "list").output
        #expect(list.contains("running") && !list.contains("stopped"))
        #expect(list.replacing("\n    ", with: " ").contains("worked on by rebuilder of role postgres"), "\(list)")
        let before = try value("SELECT count(*) FROM zapline.consumer_offsets")
        for words in [["--yes"], ["--dry-run"]] {
            let result = await tool.run("rebuild", "abandon", "messages", words[0])
            #expect(
                result.code == .unavailable && result.error.contains("worked on by rebuilder of role postgres"),
                "\(result)")
        }
        #expect(try value("SELECT count(*) FROM zapline.consumer_offsets") == before)
        // Another pipeline's is no matter.
        #expect(await tool.run("rebuild", "abandon", "status", "--yes").code == .done)
        try worker.query("SELECT pg_advisory_unlock(\(RebuildSession.lockKey), hashtext('messages'))")
        #expect(await tool.run("rebuild", "abandon", "messages", "--yes").code == .done)
    }

    @Test("Somebody who begins between the question and the answer keeps it")
    func race() async throws {
        var connection = try connect()
        let shown = try Abandonment("messages", on: &connection)
        var worker = try connect()
        try worker.query("SELECT pg_advisory_lock(\(RebuildSession.lockKey), hashtext('messages'))")
        let settings = ConnectionSettings(url: url, applicationName: "tests")
        let error = #expect(throws: RebuildError.self) { try Abandonment.perform(shown, settings) }
        #expect(error?.code == .busy)
        #expect(try value("SELECT to_regclass('zapline_messages_3.whatsapp_messages')") != nil)
    }

    @Test("What it drops is told first; a dry run drops nothing")
    func dryRun() async throws {
        let result = await tool.run("rebuild", "abandon", "messages", "--dry-run")
        #expect(result.code == .done)
        let text = result.output.replacing("\n", with: " ")
        #expect(text.contains("drops schema zapline_messages_3 (2 tables, 0."), "\(text)")
        #expect(text.contains("its 2 offsets and 1 dead letters"))
        #expect(await tool.run("rebuild", "abandon", "messages").code == .usage)
        let json = try JSONValue(parsing: await tool.run("rebuild", "abandon", "status", "-n", "--json").output)
        #expect(json["abandoned"] == false && json["instance_states"]?.int64 == 2)
        #expect(try value("SELECT count(*) FROM zapline.rebuilds WHERE state = 'abandoned'") == "1")
    }

    @Test("All of it goes, and no live row is touched")
    func abandons() async throws {
        let before = try live()
        let result = await tool.run("rebuild", "abandon", "messages", "--yes")
        #expect(result.code == .done && result.output.hasSuffix("messages rebuild 3 is abandoned\n"), "\(result)")
        #expect(try value("SELECT to_regnamespace('zapline_messages_3')") == nil)
        #expect(try value("SELECT to_regclass('somebodys')") == nil)
        #expect(try value("SELECT to_regnamespace('zapline_status_3')") != nil)
        for table in ["consumer_offsets", "dead_letters"] {
            #expect(
                try value("SELECT count(*) FROM zapline.\(table) WHERE pipeline = 'messages' AND generation > 0") == "0"
            )
            #expect(
                try value("SELECT count(*) FROM zapline.\(table) WHERE pipeline = 'status' AND generation = 3") == "1")
        }
        #expect(try value("SELECT count(*) FROM zapline.instance_state WHERE generation = 3") == "2")
        #expect(
            try value(
                "SELECT state || (ended_at IS NOT NULL) FROM zapline.rebuilds WHERE pipeline = 'messages' AND generation = 3"
            )
                == "abandonedtrue")
        #expect(try live() == before)
        #expect(await tool.run("rebuild", "abandon", "messages", "--yes").code == .found)
        let json = try JSONValue(parsing: await tool.run("rebuild", "abandon", "status", "--yes", "--json").output)
        #expect(json["abandoned"] == true)
        #expect(try value("SELECT count(*) FROM zapline.instance_state") == "1")
        #expect(try live() == before)
    }

    @Test("The next generation is greater than any that a table knows")
    func generations() throws {
        var connection = try connect()
        #expect(try BuildGeneration.last("messages", on: &connection) == 3)
        #expect(try BuildGeneration.last("archive", on: &connection) == 0)
        try connection.execute(
            "CREATE SCHEMA zapline_archive_12; CREATE SCHEMA zapline_archive_x13; INSERT INTO zapline.instance_state (generation, instance_name) VALUES (8, 'x')"
        )
        #expect(try BuildGeneration.last("archive", on: &connection) == 12)
        #expect(try BuildGeneration.last("status", on: &connection) == 8)
        #expect(try BuildGeneration.choose(asked: nil, last: 3, pipeline: "messages") == 4)
        #expect(try BuildGeneration.choose(asked: 9, last: 3, pipeline: "messages") == 9)
        for (asked, last) in [(3, 3), (1, 3), (nil, .max)] as [(Int32?, Int32)] {
            #expect(throws: OperationError.self) {
                try BuildGeneration.choose(asked: asked, last: last, pipeline: "messages")
            }
        }
    }
}
