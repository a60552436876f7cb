import Postgres
import TestSupport
import Testing

@testable import Schema

@Suite("The archive's view shows the event of either mode", .timeLimit(.minutes(2)))
struct ArchiveViewTests {
    let url: String

    init() throws {
        url = try PrivatePostgres.shared().makeDatabase()
        var connection = try connect()
        _ = try SchemaMigrator.apply(&connection)
        try connection.execute("INSERT INTO zapline.logs VALUES (1, 'whatsapp.messages', 'cluster')")
    }

    func connect() throws -> Connection {
        try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
    }

    /// What the view says of one record: mode, event, payload.
    func shown(headers: String?, payload: String?) throws -> [String?] {
        var connection = try connect()
        try connection.execute("TRUNCATE zapline.event_archive")
        _ = try connection.query(
            "INSERT INTO zapline.event_archive (log_id, topic_partition, topic_offset, headers, payload) VALUES (1, 0, 0, $1, $2::bytea)",
            [headers.map { .text($0) } ?? .null, payload.map { .text($0) } ?? .null])
        let rows = try connection.query("SELECT mode, event, payload FROM zapline.archived_events")
        return (0..<3).map { rows[0, $0] }
    }

    /// Text as `bytea` is written.
    static func hex(_ text: String) -> String {
        "\\x" + text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static let attributes = #"[["ce_specversion","1.0"],["ce_type","t"],["ce_id","1"]]"#

    @Test(
        "Mode and event",
        arguments: [
            (nil, #"{"specversion":"1.0","data":{"x":1}}"#, "structured", #"{"data": {"x": 1}, "specversion": "1.0"}"#),
            (attributes, #"{"specversion":null}"#, "structured", #"{"specversion": null}"#),
            (attributes, #"{"x":1}"#, "binary", #"{"id": "1", "data": {"x": 1}, "type": "t", "specversion": "1.0"}"#),
            (attributes, nil, "binary", #"{"id": "1", "type": "t", "specversion": "1.0"}"#),
            (attributes, "null", "binary", #"{"id": "1", "data": null, "type": "t", "specversion": "1.0"}"#),
            (
                attributes, "no json", "binary",
                #"{"id": "1", "type": "t", "data_base64": "bm8ganNvbg==", "specversion": "1.0"}"#
            ),
            (nil, nil, nil, nil), (nil, "{}", nil, nil), (nil, "no json", nil, nil),
            (nil, #"["specversion"]"#, nil, nil),
            (nil, #""specversion""#, nil, nil), (#"[["ce_type","t"]]"#, "{}", nil, nil),
            (#"[["ce_specversion","1.0"]]"#, nil, nil, nil),
            (#"[["CE_specversion","1.0"]]"#, "{}", nil, nil), (#"[["ce_specversion",null]]"#, "{}", nil, nil),
            (#"[["ce_specversion",null],["ce_specversion","1.0"]]"#, "{}", nil, nil),
            (#"[["ce_specversion",{"base64":"/w=="}]]"#, "{}", nil, nil),
            (
                #"[["ce_specversion","1.0"],["ce_specversion","2"],["ce_","x"]]"#, "{}", "binary",
                #"{"data": {}, "specversion": "1.0"}"#
            ),
            (
                #"[["ce_specversion","1.0"],["content-type","a/b"],["content-type","c/d"],["ce_sessionepoch","007"]]"#,
                "1", "binary",
                #"{"data": 1, "specversion": "1.0", "sessionepoch": 7, "datacontenttype": "a/b"}"#
            ),
            (
                #"[["ce_specversion","1.0"],["content-type","a/b"],["ce_datacontenttype","e/f"],["ce_sessionepoch","-1"]]"#,
                "1",
                "binary", #"{"data": 1, "specversion": "1.0", "sessionepoch": "-1", "datacontenttype": "e/f"}"#
            ),
            (
                #"[["ce_specversion","a\u0000b"]]"#, "1", "binary",
                #"{"data": 1, "specversion": "a"# + "\u{FFFD}" + #"b"}"#
            ),
            ("no json", "{}", nil, nil), (#"{"ce_specversion":"1.0"}"#, "{}", nil, nil),
            (#"["ce_specversion",1,[]]"#, "{}", nil, nil),
        ] as [(String?, String?, String?, String?)])
    func modes(_ headers: String?, _ payload: String?, _ mode: String?, _ event: String?) throws {
        let shown = try shown(headers: headers, payload: payload.map(Self.hex))
        #expect(shown[0] == mode)
        #expect(shown[1] == event)
    }

    @Test(
        "What jsonb can't hold is U+FFFD in the event, one for one, as the contract has it",
        arguments: [
            (#"a\u0000\u0000b"#, "a\u{FFFD}\u{FFFD}b"), (#"\\u0000"#, #"\\u0000"#), (#"\\\u0000"#, "\\\\\u{FFFD}"),
            (#"\ud83d"#, "\u{FFFD}"), (#"\uD83D\uDE00"#, "\u{1F600}"), (#"\ude00"#, "\u{FFFD}"),
            (#"\ud83d\ud83d\ude00"#, "\u{FFFD}\u{1F600}"),
            (#"\ud83d\ude00\ude00"#, "\u{1F600}\u{FFFD}"), (#"\ude00\ud83dx"#, "\u{FFFD}\u{FFFD}x"),
            (#"\\ud83d"#, #"\\ud83d"#),
            (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\ud83d\u0000"#, "\u{FFFD}\u{FFFD}"),
        ])
    func mended(_ written: String, _ read: String) throws {
        let text = "{\"specversion\":\"1.0\",\"data\":\"\(written)\"}"
        #expect(
            try shown(headers: nil, payload: Self.hex(text))[1] == "{\"data\": \"\(read)\", \"specversion\": \"1.0\"}")
        #expect(try shown(headers: Self.attributes, payload: Self.hex("\"\(written)\""))[0] == "binary")
    }

    @Test("Bytes that are no UTF-8 are no event", arguments: ["\\xff", "\\x00", "\\x7b22737065636ff0", "\\x"])
    func bytes(_ payload: String) throws {
        #expect(try shown(headers: nil, payload: payload) == [nil, nil, nil])
        let binary = try shown(headers: Self.attributes, payload: payload)
        #expect(binary[0] == "binary" && binary[1]?.contains("data_base64") == true)
    }

    @Test("Long data that is no JSON is base64 without breaks")
    func long() throws {
        let payload = String(repeating: "n\n", count: 500)
        let event = try #require(try shown(headers: Self.attributes, payload: Self.hex(payload))[1])
        #expect(!event.contains("\\n"))
        var connection = try connect()
        let same = try connection.query(
            "SELECT decode($1::jsonb ->> 'data_base64', 'base64') = $2::bytea",
            [.text(event), .text(Self.hex(payload))])
        #expect(same.bool(0, 0) == true)
    }

    @Test("The columns that were there are there still, in their places")
    func columns() throws {
        var connection = try connect()
        let rows = try connection.query(
            "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'zapline.archived_events'::regclass AND attnum > 0"
        )
        #expect(
            rows[0, 0]
                == "topic topic_partition topic_offset log_id recorded_at instance_name event_type event_id message_id key headers payload mode event"
        )
    }

    @Test("A view that was made by an older version gets them, and keeps who may read it and what hangs on it")
    func migrates() throws {
        let old = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: old, applicationName: "tests"))
        for migration in Migration.all where migration.version < 3 { try connection.execute(migration.sql) }
        try connection.execute(
            """
            DROP ROLE IF EXISTS reader_of_view; CREATE ROLE reader_of_view; GRANT SELECT ON zapline.archived_events TO reader_of_view;
            CREATE VIEW public.mine AS SELECT payload ->> 'x' AS x FROM zapline.archived_events
            """)
        try connection.execute(ArchiveView.sql)
        try connection.execute(ArchiveView.sql)
        let rows = try connection.query(
            "SELECT has_table_privilege('reader_of_view', 'zapline.archived_events', 'SELECT')")
        #expect(rows.bool(0, 0) == true)
        #expect(try connection.query("SELECT mode FROM zapline.archived_events, public.mine").rowCount == 0)
        try connection.execute("DROP OWNED BY reader_of_view; DROP ROLE reader_of_view")
    }

    @Test("No column of it trips over a parallel plan", arguments: ["key", "headers", "payload", "mode", "event"])
    func parallel(_ column: String) throws {
        var connection = try connect()
        try connection.execute(
            """
            INSERT INTO zapline.event_archive (log_id, topic_partition, topic_offset, key, headers, payload)
            SELECT 1, 0, g, 'k', '[]', convert_to('{"specversion":"1.0"}', 'UTF8') FROM generate_series(1, 100) g;
            ANALYZE zapline.event_archive
            """)
        // Renamed in 16.
        let setting = try connection.query(
            "SELECT name FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query')")
        try connection.execute(
            "SET \(setting[0, 0] ?? "") = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0"
        )
        let rows = try connection.query("SELECT count(*), count(\(column)) FROM zapline.archived_events")
        #expect(rows[0, 0] == "100")
        #expect(rows[0, 1] == "100")
    }
}
