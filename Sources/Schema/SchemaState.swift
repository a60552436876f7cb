package import Postgres

/// How the database's schema stands to the one that this build works with.
package enum SchemaState: Hashable, Sendable {
    /// They are the same.
    case current
    /// The database is at `version` (0: it has none of it); `zapline schema apply` migrates it.
    case older(version: Int)
    /// The database was migrated by a newer build, which this one must not write beside.
    case newer(version: Int)

    /// Reads the state.
    package static func read(_ connection: inout Connection) throws(PostgresError) -> SchemaState {
        let exists = try connection.query("SELECT to_regclass('zapline.schema_migrations') IS NOT NULL")
        guard exists.bool(0, 0) == true else { return .older(version: 0) }
        let found = try connection.query("SELECT coalesce(max(version), 0) FROM zapline.schema_migrations")
        let version = Int(found.integer(0, 0) ?? 0)
        if version == Migration.current { return .current }
        return version < Migration.current ? .older(version: version) : .newer(version: version)
    }
}
