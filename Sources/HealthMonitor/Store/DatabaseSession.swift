import Pipeline
import Postgres

/// A connection by reference, made when it is needed and dropped when it broke; one thread's own.
final class DatabaseSession {
    private let settings: ConnectionSettings
    private let setup: String?
    private var held: Held?

    private final class Held {
        var connection: Connection
        init(_ connection: consuming Connection) { self.connection = connection }
    }

    init(_ settings: ConnectionSettings, setup: String? = nil) {
        self.settings = settings
        self.setup = setup
    }

    /// Lends the connection; where the server refused within a transaction, that is rolled back. One to a server that can't write any
    /// more is dropped: the next one may lead to its successor.
    func use<Result>(_ body: (inout Connection) throws(PostgresError) -> Result) throws(PostgresError) -> Result {
        let held = try connected()
        do throws(PostgresError) {
            return try body(&held.connection)
        } catch {
            let fault = Fault(sqlState: error.sqlState?.rawValue, outcomeIsUnknown: error.outcomeIsUnknown)
            if held.connection.isBroken || FailureClass(fault) == .reconnect {
                self.held = nil
            } else if (try? held.connection.execute("ROLLBACK", timeout: .seconds(5))) == nil {
                self.held = nil
            }
            throw error
        }
    }

    private func connected() throws(PostgresError) -> Held {
        if let held, !held.connection.isBroken { return held }
        var connection = try Connection.connect(settings, timeout: .seconds(5))
        if let setup { try connection.execute(setup, timeout: .seconds(10)) }
        let made = Held(connection)
        held = made
        return made
    }

    /// Drops it.
    func close() { held = nil }
}
