import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("What a rebuild of status takes and leaves", .timeLimit(.minutes(5)))
struct StatusRulesTests {
    @Test("A later sign of life in live is its own, and stays when the rest is mended")
    func lastSeen() throws {
        let bench = try ShadowBench(filled: "status")
        for (table, row) in [
            ("whatsapp_instances", "instance_name = 'loja'"),
            ("zapline.instance_state", "instance_name = 'loja' AND generation = 0"),
        ] {
            try bench.run("UPDATE \(table) SET last_seen_at = '2030-01-01Z' WHERE \(row)")
            #expect(try bench.lines() == [])
            try bench.run("UPDATE \(table) SET reason = 'x' WHERE \(row)")
            #expect(try bench.lines().count == 1)
            #expect(try bench.merge().map(\.updated) == [1])
            let seen = "SELECT count(*) FROM \(table) WHERE \(row) AND last_seen_at > '2029-01-01Z'"
            #expect(try bench.value(seen) == "1")
        }
    }

    @Test("What no event told of an instance stays the user's")
    func untold() throws {
        let bench = try ShadowBench(filled: "status")
        try bench.run(
            """
            INSERT INTO zapline.instance_state (generation, instance_name, session_epoch, status)
            VALUES (0, 'quiet', 0, 'disconnected'), (3, 'quiet', 0, 'disconnected');
            INSERT INTO shadow.whatsapp_instances (instance_name, status) VALUES ('quiet', 'disconnected');
            INSERT INTO shadow.whatsapp_sessions VALUES ('quiet', NULL, NULL, '2026-11-21Z');
            INSERT INTO whatsapp_instances (instance_name, status, qr_code, phone_number)
            VALUES ('quiet', 'connected', 'their code', 'their phone');
            INSERT INTO whatsapp_sessions VALUES ('quiet', 'their phone', '"theirs"', '2026-11-01Z')
            """)
        let lines = try bench.lines()
        #expect(
            lines.filter { !$0.contains("updated_at") } == [
                "whatsapp_instances quiet status connected -> disconnected",
                "whatsapp_sessions quiet last_activity 2026-11-01 00:00:00+00 -> 2026-11-21 00:00:00+00",
            ])
        _ = try bench.merge()
        #expect(try bench.lines() == [])
        #expect(
            try bench.value("SELECT qr_code || phone_number FROM whatsapp_instances WHERE instance_name = 'quiet'")
                == "their codetheir phone")
        #expect(
            try bench.value("SELECT phone_number || session_data FROM whatsapp_sessions WHERE instance_name = 'quiet'")
                == #"their phone"theirs""#)
    }

    @Test("A deletion in the log takes the phone, and an applied event the code")
    func deleted() throws {
        let bench = try ShadowBench(filled: "status")
        try bench.run("UPDATE whatsapp_instances SET phone_number = 'x', qr_code = 'y' WHERE instance_name = 'gone'")
        #expect(
            try bench.lines() == [
                "whatsapp_instances gone qr_code y -> -", "whatsapp_instances gone phone_number x -> -",
            ])
        _ = try bench.merge()
        #expect(try bench.lines() == [])
    }

    @Test("A batch that read the remembered state before a merge starts again")
    func revision() throws {
        let bench = try ShadowBench(filled: "status")
        let revision = "SELECT revision FROM zapline.instance_state WHERE generation = 0 AND instance_name = 'loja'"
        #expect(try bench.value(revision) == "8")
        try bench.run("UPDATE zapline.instance_state SET reason = 'x', revision = 20 WHERE generation = 0")
        _ = try bench.lines()
        _ = try bench.merge()
        #expect(try bench.value(revision) == "21")
        try bench.run("UPDATE zapline.instance_state SET reason = 'x', revision = 2 WHERE generation = 0")
        _ = try bench.lines()
        _ = try bench.merge()
        #expect(try bench.value(revision) == "8")
        #expect(
            try bench.value("SELECT count(*) FROM zapline.instance_state WHERE generation = 3 AND revision = 7") == "1")
    }

    /// An application's table with types of its own.
    static let before = """
        CREATE COLLATION german (provider = icu, locale = 'de');
        CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE TYPE session_status AS ENUM ('connected', 'disconnected', 'connecting', 'legacy');
        CREATE TABLE whatsapp_instances (
            id serial PRIMARY KEY, instance_name varchar(120) COLLATE german NOT NULL UNIQUE, status session_status,
            qr_code text COLLATE loose, phone_number varchar(20), webhook_url text, created_at timestamp, updated_at timestamp(0),
            tenant integer NOT NULL DEFAULT 4, last_seen_at timestamp, session_epoch bigint, reason char(60));
        CREATE TABLE whatsapp_sessions (instance_name varchar PRIMARY KEY, session_data json, phone_number text);
        INSERT INTO whatsapp_instances (instance_name, status, webhook_url, phone_number)
        VALUES ('silent', 'legacy', 'https://a', '1'), ('loja', 'legacy', 'https://b', '2');
        """

    @Test("An enum, short strings, timestamps without zone, json, a serial and columns of the user's are lived with")
    func usersTypes() throws {
        let bench = try ShadowBench("status", before: Self.before)
        try bench.run(ShadowBench.rows("status"))
        try bench.run("UPDATE shadow.whatsapp_instances SET updated_at = '2026-11-21 10:00:00.4Z'")
        let counts = try bench.compare().counts
        #expect(
            counts["whatsapp_instances"]
                == TableCounts("whatsapp_instances", compared: 2, missing: 1, changed: 1, unnamed: 1))
        #expect(try bench.merge().map(\.table).count == 4)
        #expect(try bench.lines() == [])
        let rows = try bench.connection.query(
            """
            SELECT id, instance_name, status, phone_number, webhook_url, tenant, created_at, updated_at, last_seen_at, reason
            FROM whatsapp_instances ORDER BY id
            """)
        let found = (0..<rows.rowCount).map { row in
            (0..<10).map { rows[row, $0]?.split(separator: " ").joined(separator: " ") }
        }
        let times = ["2026-11-21 10:00:00", "2026-11-22 10:00:00"]
        #expect(
            found == [
                ["1", "silent", "legacy", "1", "https://a", "4", nil, nil, nil, nil],
                ["2", "loja", "connected", "5511", "https://b", "4", nil, times[0], times[1], "slow"],
                ["3", "gone", "disconnected", nil, nil, "4", "2026-11-20 10:00:00", times[0], times[1], nil],
            ])
        // Bytes count, whatever the user's collation thinks the same.
        try bench.run("UPDATE whatsapp_instances SET qr_code = '2@X', status = 'legacy' WHERE instance_name = 'loja'")
        try bench.run(#"UPDATE whatsapp_sessions SET session_data = '{"path":  "b"}'"#)
        #expect(
            try bench.lines() == [
                "whatsapp_instances loja status legacy -> connected", "whatsapp_instances loja qr_code 2@X -> 2@x",
                #"whatsapp_sessions loja session_data {"path":  "b"} -> {"path": "a"}"#,
            ])
        _ = try bench.merge()
        #expect(try bench.lines() == [])
        // A value that doesn't fit is refused and not cut.
        try bench.run(
            "UPDATE shadow.whatsapp_instances SET phone_number = repeat('5', 21) WHERE instance_name = 'loja'")
        #expect(try bench.lines().count == 1)
        #expect(throws: PostgresError.self) { try bench.merge() }
    }
}

extension TableCounts {
    init(
        _ table: String, compared: Int, missing: Int = 0, changed: Int = 0, tooMany: Int = 0, unnamed: Int = 0
    ) {
        self.init(table: table)
        self.compared = compared
        (self.missing, self.changed, self.tooMany, self.unnamed) = (missing, changed, tooMany, unnamed)
    }
}
