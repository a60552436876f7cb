package import Postgres
package import Schema

/// Holds a consumer back until the database has the schema that it writes.
package enum SchemaGate {
    /// What a look at the database found.
    package enum Answer: Hashable, Sendable {
        /// Go.
        case open
        /// Look again later; the text says why.
        case wait(String)
        /// Never with this build; the text says why.
        case refuse(String)
    }

    /// Looks once; blocks until the database answers or a few seconds passed.
    package static func look(_ settings: ConnectionSettings) -> Answer {
        do {
            var connection = try Connection.connect(settings, timeout: .seconds(5))
            return judge(try SchemaState.read(&connection))
        } catch { return .wait("database: \(error)") }
    }

    /// What a state means for a consumer.
    package static func judge(_ state: SchemaState) -> Answer {
        switch state {
        case .current: .open
        case .older(let version):
            .wait(
                "the schema is at version \(version), this build writes \(Migration.current): run 'zapline schema apply'")
        case .newer(let version):
            .refuse(
                "the schema is at version \(version), this build knows only \(Migration.current): deploy the newer build")
        }
    }
}
