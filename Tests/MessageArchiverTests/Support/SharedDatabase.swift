import Postgres
import Synchronization
import TestSupport

@testable import Schema

/// One migrated database for the tests of this process; each test works in a schema of its own.
enum SharedDatabase {
    private static let url = Result {
        let url = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
        return url
    }
    private static let schemas = Atomic<Int32>(0)

    /// Its URI, and the number of a new schema with empty tables, `test_<number>`.
    static func makeSchema() throws -> (url: String, number: Int32) {
        let url = try url.get()
        let number = schemas.add(1, ordering: .relaxed).newValue
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        try connection.execute("CREATE SCHEMA test_\(number);" + MessageTables.sql(schema: "test_\(number)"))
        return (url, number)
    }

    /// A database of the caller's own, migrated over what `before` makes; its URI.
    static func makeDatabase(before: String) throws -> String {
        let url = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        try connection.execute(before)
        _ = try SchemaMigrator.apply(&connection)
        return url
    }
}
