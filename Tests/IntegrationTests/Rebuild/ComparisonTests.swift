import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("A comparison of live tables with a rebuild's", .timeLimit(.minutes(5)))
struct ComparisonTests {
    /// A live table, how one of its rows is found, that row's key as a difference tells it, and the columns that are never compared.
    struct Target: Sendable {
        let pipeline, table, row, key: String
        var schema = "public"
        var spared: Set<String> = []
    }

    static let pipelines = ["status", "messages", "archive"]

    private static let message = "message_id = 'M1'"
    static let targets = [
        Target(
            pipeline: "status", table: "instance_state", row: "generation = 0 AND instance_name = 'loja'", key: "loja",
            schema: "zapline", spared: ["generation", "instance_name", "revision"]),
        Target(
            pipeline: "status", table: "whatsapp_instances", row: "instance_name = 'loja'", key: "loja",
            spared: ["id", "instance_name", "webhook_url", "created_at"]),
        Target(
            pipeline: "status", table: "whatsapp_sessions", row: "instance_name = 'loja'", key: "loja",
            spared: ["instance_name"]),
        Target(
            pipeline: "status", table: "whatsapp_instance_events", row: "topic_offset = 10", key: "1/0/10",
            spared: ["log_id", "topic_partition", "topic_offset"]),
        Target(
            pipeline: "messages", table: "whatsapp_messages", row: message, key: "loja/M1/false",
            spared: ["instance_name", "message_id", "from_me", "zapline_conflict"]),
        Target(
            pipeline: "messages", table: "whatsapp_message_edits", row: message, key: "loja/M1/false/E1",
            spared: ["instance_name", "message_id", "from_me", "edit_id"]),
        Target(
            pipeline: "messages", table: "whatsapp_message_reactions", row: message,
            key: "loja/M1/false/552@s.whatsapp.net", spared: ["instance_name", "message_id", "from_me", "reactor_id"]),
        Target(
            pipeline: "messages", table: "whatsapp_message_receipts", row: message,
            key: "loja/M1/false/552@s.whatsapp.net",
            spared: ["instance_name", "message_id", "from_me", "participant_id"]),
        Target(
            pipeline: "messages", table: "whatsapp_chats", row: "true", key: "loja/1@g.us",
            spared: ["instance_name", "chat_id"]),
        Target(
            pipeline: "messages", table: "whatsapp_contacts", row: "true", key: "loja/551@s.whatsapp.net",
            spared: ["instance_name", "contact_id"]),
        Target(
            pipeline: "messages", table: "whatsapp_aliases", row: "true", key: "loja/9@lid",
            spared: ["instance_name", "lid"]),
        Target(
            pipeline: "archive", table: "event_archive", row: "topic_offset = 10", key: "1/0/10", schema: "zapline",
            spared: ["log_id", "topic_partition", "topic_offset"]),
    ]

    /// Another value for a column of a type.
    private static func other(_ column: String, _ type: String) -> String {
        switch type {
        case "text": "'changed'"
        case "jsonb": #"'{"changed": 1}'"#
        case "boolean": "NOT coalesce(\(column), false)"
        case "bytea": #"'\x07'"#
        case "timestamp with time zone": "'2001-01-01Z'"
        default: "coalesce(\(column), 0) + 1"
        }
    }

    @Test("A value that was changed by hand is found by its column, and mended", arguments: pipelines)
    func changed(pipeline: String) throws {
        let bench = try ShadowBench(filled: pipeline)
        #expect(try bench.lines() == [])
        for target in Self.targets where target.pipeline == pipeline { try change(target, bench) }
    }

    private func change(_ target: Target, _ bench: ShadowBench) throws {
        bench.narrow(to: target.table)
        let columns = try bench.connection.query(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2",
            [.text(target.schema), .text(target.table)])
        #expect(columns.rowCount > 2)
        for place in 0..<columns.rowCount {
            let name = try #require(columns[place, 0])
            guard !target.spared.contains(name) else { continue }
            for value in [Self.other(name, columns[place, 1] ?? ""), "NULL"]
            where value != "NULL" || !name.hasPrefix("is_") && !name.hasPrefix("has_") {
                try bench.run("UPDATE \(target.schema).\(target.table) SET \(name) = \(value) WHERE \(target.row)")
                let lines = try bench.lines()
                #expect(lines.count == 1, "\(name) = \(value)")
                #expect(lines.first?.hasPrefix("\(target.table) \(target.key) \(name) ") == true, "\(name) = \(value)")
                #expect(try bench.merge().map { [$0.deleted, $0.updated, $0.inserted] } == [[0, 1, 0]])
                #expect(try bench.lines() == [], "\(name) = \(value)")
            }
        }
    }

    @Test("A value that isn't ours to compare is not found, and stays", arguments: pipelines)
    func spared(pipeline: String) throws {
        let bench = try ShadowBench(filled: pipeline)
        for target in Self.targets where target.pipeline == pipeline { try spare(target, bench) }
    }

    private func spare(_ target: Target, _ bench: ShadowBench) throws {
        bench.narrow(to: target.table)
        let changes = [
            "webhook_url = 'https://hook'", "created_at = '2001-01-01Z'", "revision = 99", "zapline_conflict = false",
        ]
        for change in changes where target.spared.contains(String(change.prefix { $0 != " " })) {
            try bench.run("UPDATE \(target.schema).\(target.table) SET \(change) WHERE \(target.row)")
            #expect(try bench.lines() == [])
            #expect(try bench.merge() == [])
            let here = "SELECT count(*) FROM \(target.schema).\(target.table) WHERE \(target.row) AND \(change)"
            #expect(try bench.value(here) == "1")
        }
    }

    @Test("A row that is missing is found and made", arguments: pipelines)
    func missing(pipeline: String) throws {
        let bench = try ShadowBench(filled: pipeline)
        for target in Self.targets where target.pipeline == pipeline { try miss(target, bench) }
    }

    private func miss(_ target: Target, _ bench: ShadowBench) throws {
        bench.narrow(to: target.table)
        try bench.run("DELETE FROM \(target.schema).\(target.table) WHERE \(target.row)")
        #expect(try bench.lines() == ["\(target.table) \(target.key) missing"])
        #expect(try bench.merge().map { [$0.deleted, $0.updated, $0.inserted] } == [[0, 0, 1]])
        #expect(try bench.lines() == [])
    }

    /// What is put into a live table, and whether it is too many or nobody's.
    struct Extra: Sendable {
        let pipeline, table, columns, values: String
        let key: String?
        var schema = "public"
    }

    private static let place = "log_id, topic_partition, topic_offset"
    private static let messageKey = "instance_name, message_id, from_me"
    static let extras = [
        Extra(
            pipeline: "status", table: "instance_state", columns: "generation, instance_name", values: "0, 'x'",
            key: nil, schema: "zapline"),
        Extra(pipeline: "status", table: "whatsapp_instances", columns: "instance_name", values: "'x'", key: nil),
        Extra(pipeline: "status", table: "whatsapp_sessions", columns: "instance_name", values: "'x'", key: nil),
        Extra(pipeline: "status", table: "whatsapp_sessions", columns: "instance_name", values: "'gone'", key: "gone"),
        Extra(pipeline: "status", table: "whatsapp_instance_events", columns: place, values: "1, 0, 9", key: nil),
        Extra(pipeline: "status", table: "whatsapp_instance_events", columns: place, values: "1, 0, 19", key: "1/0/19"),
        Extra(pipeline: "status", table: "whatsapp_instance_events", columns: place, values: "1, 0, 20", key: nil),
        Extra(pipeline: "status", table: "whatsapp_instance_events", columns: place, values: "1, 1, 12", key: nil),
        Extra(pipeline: "status", table: "whatsapp_instance_events", columns: place, values: "2, 0, 12", key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_messages", columns: messageKey, values: "'loja', 'M1', true",
            key: "loja/M1/true"),
        Extra(
            pipeline: "messages", table: "whatsapp_messages", columns: messageKey, values: "'loja', 'M2', false",
            key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_messages", columns: messageKey, values: "'other', 'M1', false",
            key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_message_edits", columns: "\(messageKey), edit_id",
            values: "'loja', 'M1', false, 'E2'", key: "loja/M1/false/E2"),
        Extra(
            pipeline: "messages", table: "whatsapp_message_edits", columns: "\(messageKey), edit_id",
            values: "'loja', 'M2', false, 'E2'", key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_message_reactions", columns: "\(messageKey), reactor_id",
            values: "'loja', 'M1', false, 'r'", key: "loja/M1/false/r"),
        Extra(
            pipeline: "messages", table: "whatsapp_message_reactions", columns: "\(messageKey), reactor_id",
            values: "'loja', 'M2', false, 'r'", key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_message_receipts", columns: "\(messageKey), participant_id",
            values: "'loja', 'M1', false, 'p'", key: "loja/M1/false/p"),
        Extra(
            pipeline: "messages", table: "whatsapp_message_receipts", columns: "\(messageKey), participant_id",
            values: "'x', 'M1', false, 'p'", key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_chats", columns: "instance_name, chat_id",
            values: "'loja', '2@g.us'", key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_chats", columns: "instance_name, chat_id", values: "'x', '1@g.us'",
            key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_contacts", columns: "instance_name, contact_id",
            values: "'loja', 'c'", key: nil),
        Extra(
            pipeline: "messages", table: "whatsapp_aliases", columns: "instance_name, lid", values: "'loja', 'l'",
            key: nil),
        Extra(
            pipeline: "archive", table: "event_archive", columns: place, values: "1, 0, 9", key: nil, schema: "zapline"),
        Extra(
            pipeline: "archive", table: "event_archive", columns: place, values: "1, 0, 12", key: "1/0/12",
            schema: "zapline"),
        Extra(
            pipeline: "archive", table: "event_archive", columns: place, values: "0, 0, 12", key: nil, schema: "zapline"
        ),
    ]

    @Test(
        "A row that the shadow lacks is too many where an event named it, else it is counted and left alone",
        arguments: pipelines)
    func tooMany(pipeline: String) throws {
        let bench = try ShadowBench(filled: pipeline)
        for extra in Self.extras where extra.pipeline == pipeline { try add(extra, bench) }
    }

    private func add(_ extra: Extra, _ bench: ShadowBench) throws {
        bench.narrow(to: extra.table)
        let table = "\(extra.schema).\(extra.table)"
        try bench.run("INSERT INTO \(table) (\(extra.columns)) VALUES (\(extra.values))")
        let counts = try #require(try bench.compare().counts[extra.table])
        #expect(counts.unnamed == (extra.key == nil ? 1 : 0))
        #expect(counts.tooMany == (extra.key == nil ? 0 : 1))
        #expect(try bench.lines() == (extra.key.map { ["\(extra.table) \($0) too many"] } ?? []))
        #expect(
            try bench.merge().map { [$0.deleted, $0.updated, $0.inserted] } == (extra.key == nil ? [] : [[1, 0, 0]]))
        let left = try bench.value("SELECT count(*) FROM \(table) WHERE (\(extra.columns)) = (\(extra.values))")
        #expect(left == (extra.key == nil ? "1" : "0"), "\(extra.table) \(extra.values)")
        #expect(try bench.lines() == [])
        try bench.run("DELETE FROM \(table) WHERE (\(extra.columns)) = (\(extra.values))")
    }

    @Test("A chat of the log's messages that only live has is too many")
    func chats() throws {
        let bench = try ShadowBench(filled: "messages")
        try bench.run("DELETE FROM shadow.whatsapp_chats")
        #expect(try bench.lines() == ["whatsapp_chats loja/1@g.us too many"])
        #expect(try bench.merge().map(\.deleted) == [1])
    }

    @Test("A sample is compared and merged alone")
    func sample() throws {
        let bench = try ShadowBench(filled: "status")
        try bench.run(
            "UPDATE whatsapp_instances SET reason = 'x'; INSERT INTO whatsapp_sessions VALUES ('gone'), ('it''s')")
        #expect(
            try bench.lines(sample: ["gone", "it's"]) == [
                "whatsapp_instances gone reason x -> -", "whatsapp_sessions gone too many",
            ])
        let counts = try bench.compare(sample: ["gone", "it's"]).counts
        #expect(counts["whatsapp_sessions"]?.unnamed == 1)
        #expect(counts["whatsapp_instances"]?.unnamed == 0)
        #expect(try bench.lines(sample: ["loja"]) == ["whatsapp_instances loja reason x -> slow"])
        #expect(try bench.merge(sample: ["loja"]).map(\.updated) == [1])
        #expect(try bench.lines(sample: []) == [])
        #expect(try bench.lines().count == 2)
    }

    @Test("Long values are cut, and no more differences are read than asked for")
    func shown() throws {
        let bench = try ShadowBench(filled: "messages")
        try bench.run("UPDATE whatsapp_messages SET body = repeat('é', 500)")
        try bench.run("INSERT INTO shadow.whatsapp_aliases SELECT 'loja', n || '@lid' FROM generate_series(10, 50) n")
        let line = try #require(try bench.lines().first)
        #expect(line == "whatsapp_messages loja/M1/false body " + String(repeating: "é", count: 79) + "… -> new")
        #expect(try Comparison(bench.tables).differences(limit: 10, on: &bench.connection).count == 10)
        #expect(try Comparison(bench.tables).differences(limit: 1, on: &bench.connection).count == 1)
    }
}
