import Kafka
import Postgres
import Schema
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("The doctor at a database")
struct DoctorDatabaseTests {
    let url: String
    let role: String

    init() throws {
        url = try PrivatePostgres.shared().makeDatabase()
        role = "role_" + (url.split(separator: "/").last.map(String.init) ?? "x")
    }

    func connect(_ url: String? = nil) throws -> Connection {
        try Connection.connect(ConnectionSettings(url: url ?? self.url, applicationName: "tests"))
    }

    func apply() throws {
        var connection = try connect()
        _ = try SchemaMigrator.apply(&connection)
    }

    /// What the doctor finds as a role of no privileges but those of `sql`.
    func findings(asRoleWith sql: String) throws -> [Finding] {
        var owner = try connect()
        try owner.execute("CREATE ROLE \(role) LOGIN; \(sql)")
        var connection = try connect(url.replacing("postgres@", with: "\(role)@"))
        return DatabaseCheck.look(&connection, url: "").findings
    }

    @Test("An owner on a current schema finds nothing wrong")
    func allIsWell() throws {
        try apply()
        var connection = try connect()
        let (findings, offsets) = DatabaseCheck.look(&connection, url: url)
        #expect(findings.allSatisfy { $0.level == .ok }, "\(findings.text)")
        #expect(
            Set(findings.map(\.section)) == [
                "database", "pooler", "clock", "schema", "permissions", "whatsapp_instances",
            ])
        #expect(offsets.isEmpty)
    }

    @Test("A database without our schema is a FAIL with what to do")
    func missesSchema() throws {
        var connection = try connect()
        let schema = DatabaseCheck.look(&connection, url: url).findings.filter { $0.section == "schema" }
        #expect(schema.map(\.level) == [.fail])
        #expect(schema[0].advice?.contains("zapline schema apply") == true)
    }

    @Test("What in whatsapp_instances is in our way is named")
    func namesProblems() throws {
        var connection = try connect()
        try connection.execute(
            "CREATE TABLE whatsapp_instances (instance_name text, status text CHECK (status IN ('open', 'closed')))")
        let found = DatabaseCheck.look(&connection, url: url).findings.filter { $0.section == "whatsapp_instances" }
        #expect(!found.isEmpty && found.allSatisfy { $0.level == .fail })
    }

    @Test("Each privilege that is missing is named with its GRANT")
    func namesPrivileges() throws {
        try apply()
        let found = try findings(
            asRoleWith: """
                ALTER ROLE \(role) BYPASSRLS; GRANT USAGE ON SCHEMA zapline TO \(role);
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA zapline, public TO \(role);
                REVOKE INSERT ON zapline.event_archive FROM \(role); REVOKE DELETE ON whatsapp_sessions FROM \(role);
                """
        ).filter { $0.section == "permissions" }
        #expect(found.map(\.level) == [.fail, .fail])
        #expect(found.contains { $0.advice == "GRANT INSERT ON zapline.event_archive TO \(role)" })
        #expect(found.contains { $0.what.contains("DELETE on whatsapp_sessions") })
    }

    @Test("Row level security that holds for the role is a FAIL: COPY refuses it")
    func namesRowSecurity() throws {
        try apply()
        let found = try findings(
            asRoleWith: """
                GRANT USAGE ON SCHEMA zapline TO \(role);
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA zapline, public TO \(role);
                """
        ).filter { $0.section == "permissions" }
        #expect(found.contains { $0.what.contains("row level security of zapline.event_archive") })
    }

    @Test("No temporary tables and no schema are FAILs, and nothing traps")
    func namesTemporary() throws {
        try apply()
        var owner = try connect()
        try owner.execute("REVOKE TEMP ON DATABASE \(url.split(separator: "/").last ?? "") FROM PUBLIC")
        let found = try findings(asRoleWith: "")
        #expect(found.contains { $0.what.contains("may not make temporary tables") })
        #expect(found.contains { $0.what.contains("may not use schema zapline") })
        #expect(found.exitCode == .found)
    }

    @Test("Offsets are those of the newest life, and live's: where a rebuild stands is no lag")
    func readsOffsets() throws {
        try apply()
        var connection = try connect()
        try connection.execute(
            """
            INSERT INTO zapline.logs (log_id, topic, cluster_id) VALUES (1, 't', 'c'), (2, 't', 'c');
            INSERT INTO zapline.consumer_offsets (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, epoch, owner, state, halt_reason)
            VALUES ('status', 0, 1, 't', 0, 'c', 5, 1, 'o', 'active', NULL), ('status', 0, 2, 't', 0, 'c', 7, 1, 'o', 'halted', 'why'),
                   ('status', 3, 2, 't', 0, 'c', 2, 1, 'o', 'active', NULL), ('messages', 1, 2, 't', 0, 'c', 1, 1, 'o', 'active', NULL)
            """)
        let offsets = DatabaseCheck.look(&connection, url: url).offsets
        #expect(offsets.map(\.next) == [7])
        #expect(offsets.first?.haltReason == "why")
    }
}

@Suite("The doctor as a whole")
struct DoctorTests {
    @Test("On a mock cluster and a current database it names the mock and ends well", .timeLimit(.minutes(5)))
    func onMock() async throws {
        let cluster = try MockCluster()
        for topic in ["lifecycle", "heartbeats", "messages", "health", "commands"] {
            try cluster.createTopic("whatsapp.\(topic)", partitions: 2)
        }
        let url = try PrivatePostgres.shared().makeDatabase()
        let tool = Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers, "DATABASE_URL": url])
        _ = await tool.run("schema", "apply")
        let result = await tool.run("doctor")
        #expect(result.output.contains("mock cluster"))
        #expect(!result.output.contains("FAIL  "), "\(result.output)")
        #expect(result.code == .done)
        #expect(await tool.run("doctor", "--json").output.hasPrefix("{\"failed\":0"))
    }

    @Test("With nothing reachable it says so, soon, and ends with 1", .timeLimit(.minutes(5)))
    func withNothing() async {
        let tool = Tool(environment: [
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/x",
        ])
        let result = await tool.run("doctor")
        #expect(result.code == .found)
        #expect(result.output.contains("FAIL  broker: "))
        #expect(result.output.contains("FAIL  database: no connection"))
        #expect(!result.output.contains("secret"))
    }

    @Test("A server that accepts and never answers doesn't hold it up for ever", .timeLimit(.minutes(2)))
    func withSilence() async throws {
        let silence = try SilentServer()
        let settings = [
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:\(silence.port)",
            "DATABASE_URL": "postgresql://u@127.0.0.1:\(silence.port)/x",
        ]
        let result = await Tool(environment: settings).run("doctor")
        #expect(result.code == .found)
    }
}
