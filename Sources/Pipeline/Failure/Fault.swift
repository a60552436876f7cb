/// What went wrong with a transaction, stripped to what decides the next step.
///
/// The lane makes one from the database's error; the state machines never see the driver's own type, so that they can be
/// driven by tests and simulations without a server.
package struct Fault: Hashable, Sendable, CustomStringConvertible {
    /// The server's five-character code, or nil where no server answered.
    package var sqlState: String?
    /// Whether the answer to the transaction is missing, so that nobody knows yet whether it was committed.
    package var outcomeIsUnknown: Bool
    /// Whether the object that refused (constraint, trigger, type) belongs to the user and not to us.
    package var isUsersObject: Bool
    /// What the operator reads; never a row's contents.
    package var summary: String

    /// The code, where there is one, and the summary.
    package var description: String { sqlState.map { "\($0): \(summary)" } ?? summary }

    /// A fault as the lane saw it.
    package init(sqlState: String?, outcomeIsUnknown: Bool = false, isUsersObject: Bool = false, summary: String = "") {
        self.sqlState = sqlState
        self.outcomeIsUnknown = outcomeIsUnknown
        self.isUsersObject = isUsersObject
        self.summary = summary
    }
}
