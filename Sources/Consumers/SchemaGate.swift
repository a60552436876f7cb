import Pipeline
package import Postgres
package import Schema
package import Service
import Telemetry
import Threads

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
            return try look(&connection)
        } catch { return .wait("database: \(error)") }
    }

    /// Looks once, on a connection of the caller's.
    package static func look(_ connection: inout Connection) throws(PostgresError) -> Answer {
        judge(try SchemaState.read(&connection))
    }

    /// Waits for the schema, for as long as it takes: a consumer that is deployed first must not fail.
    ///
    /// - parameter waits: hears the reason each time; on the caller's task.
    /// - throws: an error that ends the program with 78 where the schema is newer than this build.
    package static func pass(
        _ settings: ConnectionSettings, _ host: ServiceHost, waits: (String) -> Void
    ) async throws {
        while !host.stop.isRequested {
            switch await WorkerThread.run({ look(settings) }) {
            case .open: return
            case .refuse(let reason): throw SchemaRefused(description: reason)
            case .wait(let reason):
                waits(reason)
                host.logger.warning("not consuming yet", ["reason": .string(reason)])
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }

    /// What a state means for a consumer.
    package static func judge(_ state: SchemaState) -> Answer {
        switch state {
        case .current: .open
        case .older(let version):
            .wait(
                "the schema is at version \(version), this build writes \(Migration.current): run 'zapline schema apply'"
            )
        case .newer(let version):
            .refuse(
                "the schema is at version \(version), this build knows only \(Migration.current): deploy the newer build"
            )
        }
    }
}

/// The database was migrated by a newer build.
package struct SchemaRefused: ProgramError {
    package let description: String
    package var exitCode: ExitCode { .configuration }

    /// Why it may not be written.
    package init(description: String) { self.description = description }
}
