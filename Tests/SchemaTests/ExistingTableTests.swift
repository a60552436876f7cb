import Postgres
import TestSupport
import Testing

@testable import Schema

@Suite("The schema goes over tables that are there already", .timeLimit(.minutes(2)))
struct ExistingTableTests {
    func connect() throws -> Connection {
        try Connection.connect(
            ConnectionSettings(url: PrivatePostgres.shared().makeDatabase(), applicationName: "tests"))
    }

    /// The table as its users have it today.
    static let table = """
        CREATE TABLE whatsapp_instances (
            id serial PRIMARY KEY, instance_name varchar(100) NOT NULL, status text, qr_code text, phone_number varchar(20),
            webhook_url text, created_at timestamp DEFAULT now(), updated_at timestamp DEFAULT now());
        INSERT INTO whatsapp_instances (instance_name, status, webhook_url) VALUES ('a', 'connected', 'https://a'), ('b', NULL, NULL)
        """

    func problems(_ sql: String) throws -> [String] {
        var connection = try connect()
        try connection.execute(sql)
        do {
            _ = try SchemaMigrator.apply(&connection)
            return []
        } catch let refusal as SchemaMigrator.Refusal {
            // Nothing was changed.
            #expect(try connection.query("SELECT to_regclass('zapline.consumer_offsets') IS NULL").bool(0, 0) == true)
            return refusal.problems
        }
    }

    @Test("An empty database gets everything, once")
    func empty() throws {
        var connection = try connect()
        #expect(try SchemaState.read(&connection) == .older(version: 0))
        #expect(try SchemaMigrator.apply(&connection).map(\.version) == Migration.all.map(\.version))
        #expect(try SchemaState.read(&connection) == .current)
        #expect(try SchemaMigrator.apply(&connection).isEmpty)
    }

    @Test("Rows, ids and columns of the user's stay; what is missing is added")
    func existing() throws {
        var connection = try connect()
        try connection.execute(Self.table)
        _ = try SchemaMigrator.apply(&connection)
        let rows = try connection.query(
            "SELECT id, instance_name, status, webhook_url, detail, session_epoch FROM whatsapp_instances ORDER BY id")
        #expect(rows.rowCount == 2)
        #expect(rows[0, 0] == "1" && rows[0, 2] == "connected" && rows[0, 3] == "https://a")
        #expect(rows.isNull(0, 4) && rows.isNull(1, 2))
        let type = try connection.query(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'whatsapp_instances'::regclass AND attname = 'created_at'"
        )
        #expect(type[0, 0] == "timestamp without time zone")
    }

    @Test("Tables that we make have row level security and no policy, the user's stays as it was")
    func rowSecurity() throws {
        var connection = try connect()
        try connection.execute(Self.table)
        _ = try SchemaMigrator.apply(&connection)
        func isOn(_ table: String) throws -> Bool? {
            try connection.query("SELECT relrowsecurity FROM pg_class WHERE oid = $1::regclass", [.text(table)]).bool(
                0, 0)
        }
        #expect(try isOn("public.whatsapp_instances") == false)
        for table in [
            "public.whatsapp_sessions", "public.whatsapp_messages", "zapline.event_archive", "zapline.consumer_offsets",
        ] {
            #expect(try isOn(table) == true, "\(table)")
        }
    }

    @Test("Duplicate names are named, with how many")
    func duplicates() throws {
        let found = try problems(
            "CREATE TABLE whatsapp_instances (id serial, instance_name text); INSERT INTO whatsapp_instances (instance_name) VALUES ('x'), ('x'), ('y')"
        )
        #expect(found.count == 1)
        #expect(found.first?.contains("2 rows with instance_name 'x'") == true)
    }

    @Test(
        "What our values would break is named, with what to do",
        arguments: [
            ("status text CHECK (status IN ('connected', 'offline'))", "refuses the status 'connecting'"),
            ("status varchar(9)", "holds 9 characters"),
            ("qr_code text NOT NULL", "qr_code is NOT NULL"),
            ("owner_id uuid NOT NULL", "owner_id is NOT NULL without a default"),
            ("phone_number varchar(5)", "phone_number holds 5"),
        ])
    func broken(column: String, words: String) throws {
        let found = try problems("CREATE TABLE whatsapp_instances (id serial, instance_name text, \(column))")
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }

    @Test("An enum that lacks one of our words is named; one that has them is taken")
    func enums() throws {
        let table = "CREATE TABLE whatsapp_instances (id serial, instance_name text, status mood)"
        let lacking = try problems("CREATE TYPE mood AS ENUM ('connected', 'disconnected'); \(table)")
        #expect(lacking == ["the enum mood lacks 'connecting': ALTER TYPE mood ADD VALUE 'connecting'"])
        let complete = try problems(
            "CREATE TYPE mood AS ENUM ('connected', 'disconnected', 'connecting', 'odd'); \(table)")
        #expect(complete == [])
    }

    @Test("A schema of a newer build is refused")
    func newer() throws {
        var connection = try connect()
        _ = try SchemaMigrator.apply(&connection)
        try connection.execute("INSERT INTO zapline.schema_migrations (version, name) VALUES (99, 'from the future')")
        #expect(try SchemaState.read(&connection) == .newer(version: 99))
        #expect(throws: SchemaMigrator.Refusal.self) { try SchemaMigrator.apply(&connection) }
    }
}
