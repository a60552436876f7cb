package import Postgres
internal import Service

/// The database as a command uses it: one session, on a thread that may block.
package enum Database {
    /// Runs `body` in a session of its own.
    ///
    /// - throws: `UnavailableError` where there is no database, what `body` throws otherwise.
    package static func use<Value: Sendable>(
        _ settings: ConnectionSettings, timeout: Duration = .seconds(10),
        _ body: @escaping @Sendable (inout Connection) throws -> Value
    ) async throws -> Value {
        try await Blocking.run {
            do {
                var connection = try Connection.connect(settings, timeout: timeout)
                return try body(&connection)
            } catch let error as PostgresError {
                throw failure(error)
            }
        }
    }

    /// The error as the program ends by it.
    static func failure(_ error: PostgresError) -> any Error {
        switch error.code {
        case .server where error.sqlState?.errorClass == "42":
            OperationError(
                "the database says: \(error); `zapline schema check` tells whether its schema is current",
                exitCode: .unavailable)
        case .server: OperationError("the database says: \(error)", exitCode: .unavailable)
        case .connectFailed, .connectionLost, .timedOut, .interrupted, .protocolViolation:
            UnavailableError("the database doesn't answer: \(error); is DATABASE_URL right, and is the server up?")
        }
    }
}
