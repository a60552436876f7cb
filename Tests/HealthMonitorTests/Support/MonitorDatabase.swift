import Postgres
import Schema
import TestSupport

@testable import HealthMonitor

/// A database of a test's own, with the schema.
struct MonitorDatabase {
    let url: String

    /// - parameter server: one of the test's own, where it is to be stopped.
    init(on server: PrivatePostgres? = nil) throws {
        url = try (server ?? PrivatePostgres.shared()).makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
    }

    var settings: ConnectionSettings { ConnectionSettings(url: url, applicationName: "zapline/health") }

    /// A session with the temporary tables.
    func session() -> DatabaseSession { DatabaseSession(settings, setup: SessionStore.sessionSetup) }

    /// The first column of what `sql` finds.
    func values(_ sql: String) throws -> [String?] {
        var connection = try Connection.connect(settings)
        let result = try connection.query(sql)
        return (0..<result.rowCount).map { result[$0, 0] }
    }
}

extension DatabaseSession {
    /// Runs statements without results.
    func execute(_ sql: String) throws(PostgresError) {
        try use { connection throws(PostgresError) in _ = try connection.execute(sql) }
    }
}
