/// Where the database is, and how a session behaves there.
package struct ConnectionSettings: Sendable, CustomStringConvertible {
    /// A libpq URI or keyword string; empty: libpq's own `PG*` variables.
    package var url: String
    /// The session's `application_name`, by which a claim knows its own kind.
    package var applicationName: String
    /// The server ends a statement that takes longer.
    package var statementTimeout: Duration = .seconds(30)
    /// The server ends a wait for a lock that takes longer.
    package var lockTimeout: Duration = .seconds(5)
    /// The server ends a session that idles in a transaction for longer.
    package var idleInTransactionTimeout: Duration = .seconds(10)
    /// Whether a commit waits until it is flushed. Off is safe where data and offset vanish together (design §3.3).
    package var synchronousCommit = true

    /// A session called `applicationName` on the database at `url`.
    package init(url: String, applicationName: String) {
        self.url = url
        self.applicationName = applicationName
    }

    /// The name alone: a URL holds a password.
    package var description: String { "ConnectionSettings(\(applicationName))" }

    /// The keywords for `PQconnectStartParams`; a URI goes in as `dbname`, which libpq expands.
    ///
    /// The server's own keepalives end a dead member's session, and with it the lock that it holds.
    var keywords: [(String, String)] {
        var pairs = [
            ("application_name", applicationName), ("fallback_application_name", applicationName),
            ("client_encoding", "UTF8"), ("target_session_attrs", "read-write"),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "15000"),
        ]
        if !url.isEmpty { pairs.append(("dbname", url)) }
        return pairs
    }

    /// What a session is told after it was made: `options` in the connection string would not pass every pooler.
    var preamble: String {
        """
        SET statement_timeout = \(milliseconds(statementTimeout)); SET lock_timeout = \(milliseconds(lockTimeout));
        SET idle_in_transaction_session_timeout = \(milliseconds(idleInTransactionTimeout));
        SET synchronous_commit = \(synchronousCommit ? "on" : "off"); SET DateStyle = 'ISO'; SET TimeZone = 'UTC';
        """
    }

    private func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
