import Glibc
import Postgres
import Schema
import TestSupport
import Testing

/// What the services do at a database whose schema isn't theirs, seen from outside. No broker is needed for that.
@Suite("A service and a schema that isn't its own", .timeLimit(.minutes(2)))
struct SchemaGateTests {
    private func start(_ program: String, _ database: String) throws -> Shell.Child {
        try Shell.start(
            [Shell.product(program)],
            environment: [
                "DATABASE_URL": database, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
                "ZAPLINE_HTTP_LISTEN": "127.0.0.1:0",
            ])
    }

    @Test("One that isn't there yet is waited for, and how to make it is told", arguments: EveryProgramTests.services)
    func missing(program: String) async throws {
        let database = try PrivatePostgres.shared().makeDatabase()
        let child = try start(program, database)
        let (isTold, end) = try await onOwnThread {
            var isTold = false
            while !isTold, let line = child.readLine() {
                isTold = line.contains("the schema is at version 0") && line.contains("run 'zapline schema apply'")
            }
            kill(child.pid, SIGTERM)
            return (isTold, child.wait().end)
        }
        #expect(isTold)
        #expect(end == .code(0))
    }

    @Test("A newer build's is refused, with 78", arguments: EveryProgramTests.services)
    func newer(program: String) async throws {
        let database = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: database, applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
        try connection.execute(
            """
            INSERT INTO zapline.schema_migrations
            SELECT (jsonb_populate_record(m, '{"version": 1000}')).* FROM zapline.schema_migrations m LIMIT 1
            """)
        let (text, end) = try await onOwnThread { try start(program, database).wait() }
        #expect(end == .code(78), "\(text)")
        #expect(text.contains("is at version 1000") && text.contains("deploy the newer build"), "\(text)")
    }
}
