/// What went wrong between us and the database.
///
/// `description` carries what the server said of the error, never the DETAIL field: that one quotes rows.
package struct PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of error.
    package enum Code: String, Hashable, Sendable {
        /// No connection could be made.
        case connectFailed
        /// The connection broke; whether what was under way was done is not known.
        case connectionLost
        /// The server answered with an error; the transaction was rolled back.
        case server
        /// Our own deadline passed; the connection is not to be used any more.
        case timedOut
        /// Somebody signalled the `Wakeup`; the connection is not to be used any more.
        case interrupted
        /// An answer that doesn't fit the question: a mistake of ours, or a server that isn't Postgres.
        case protocolViolation
    }

    /// The kind of error.
    package var code: Code
    /// The server's code, where a server answered.
    package var sqlState: SQLState?
    /// What happened, in the server's words or ours.
    package var message: String
    /// The server's HINT.
    package var hint: String?
    /// The table that it is about, with its schema.
    package var schema: String?
    /// The table that it is about.
    package var table: String?
    /// The column that it is about.
    package var column: String?
    /// The constraint that refused.
    package var constraint: String?

    /// Where in the server's work it came up: `COPY t, line 1, column c`. Not in `description`: it may quote a row.
    package var context: String?

    /// An error of ours.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether nobody knows if the transaction under way was committed.
    package var outcomeIsUnknown: Bool { code != .server && code != .connectFailed }

    /// What an operator reads.
    package var description: String { sqlState.map { "\($0.rawValue): \(explanation)" } ?? explanation }

    /// The same without the code.
    package var explanation: String {
        var text = message
        if let constraint { text += " (constraint \(constraint))" }
        if let hint { text += "; \(hint)" }
        return text
    }
}
