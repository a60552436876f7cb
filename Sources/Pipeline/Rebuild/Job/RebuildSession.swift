package import Postgres

/// The session of whoever works on a pipeline's build: it holds the lock that keeps a second one away.
package final class RebuildSession {
    /// The first key of the advisory lock; the second one is the pipeline's name, hashed. ("ZAPR")
    package static let lockKey = 0x5A41_5052

    let settings: ConnectionSettings
    private let pipeline: String
    private var session: Session

    /// Connects, and takes the lock.
    ///
    /// - throws: `RebuildError` of code `busy` where another process has it, `PostgresError` where there is no database.
    package init(_ database: ConnectionSettings, pipeline: String) throws {
        var settings = database
        settings.applicationName = "zapline rebuild \(pipeline)"
        settings.statementTimeout = .seconds(600)
        settings.lockTimeout = .seconds(30)
        settings.idleInTransactionTimeout = .seconds(60)
        settings.synchronousCommit = true
        self.settings = settings
        self.pipeline = pipeline
        session = try Self.open(settings, pipeline)
    }

    deinit {
        // A busy server notices late that a client is gone, and the next command of a script would find this one at work still.
        guard !session.connection.isBroken else { return }
        _ = try? session.connection.query(
            "SELECT pg_advisory_unlock(\(Self.lockKey), hashtext($1))", [.text(pipeline)], timeout: .seconds(2))
    }

    private static func open(_ settings: ConnectionSettings, _ pipeline: String) throws -> Session {
        let session = Session(try Connection.connect(settings))
        let key = "\(lockKey), hashtext('\(pipeline)')"
        guard try session.connection.query("SELECT pg_try_advisory_lock(\(key))").bool(0, 0) == true else {
            throw RebuildError(.busy, try busy(pipeline, key, on: &session.connection))
        }
        return session
    }

    private static func busy(
        _ pipeline: String, _ key: String, on connection: inout Connection
    ) throws(PostgresError) -> String {
        let rows = try connection.query(
            """
            SELECT a.pid, a.usename, coalesce(a.client_addr::text, 'this machine'), date_trunc('second', a.backend_start)
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND (l.classid, l.objid, l.objsubid)
                = (\(lockKey)::oid, (hashtext('\(pipeline)')::bigint & 4294967295)::oid, 2)
            """)
        let holder =
            rows.rowCount == 0
            ? "another process"
            : "\(rows[0, 1] ?? "somebody") from \(rows[0, 2] ?? "?") (session \(rows[0, 0] ?? "?"), since \(rows[0, 3] ?? "?"))"
        return "\(holder) works on a build of \(pipeline): only one does at a time"
    }

    /// Runs statements; on a new session where the old one is gone.
    ///
    /// - throws: `PostgresError`; `RebuildError` where another process took the lock meanwhile.
    func use<Value>(_ body: (inout Connection) throws -> Value) throws -> Value {
        if session.connection.isBroken { session = try Self.open(settings, pipeline) }
        return try body(&session.connection)
    }

    /// Another session of the same settings.
    func another() throws(PostgresError) -> Session { Session(try Connection.connect(settings)) }
}
