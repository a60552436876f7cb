/// The five characters by which Postgres names an error.
///
/// Source: PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".
package struct SQLState: RawRepresentable, Hashable, Sendable {
    /// The code, `22021` for example.
    package let rawValue: String

    /// A code as the server sent it.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The first two characters, which name the class.
    package var errorClass: String { String(rawValue.prefix(2)) }

    /// A lock that was not free in time (`lock_timeout`, `NOWAIT`).
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// A transaction that was chosen to end a deadlock.
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    /// A cancelled statement, by a request or by `statement_timeout`.
    package static let queryCanceled = SQLState(rawValue: "57014")
    /// A value that is there already under a unique key.
    package static let uniqueViolation = SQLState(rawValue: "23505")
    /// Raised by `zapline.advance` where the offset row is not what the caller holds.
    package static let fenced = SQLState(rawValue: "ZP001")
}
