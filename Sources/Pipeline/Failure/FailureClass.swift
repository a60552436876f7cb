/// What a fault means for the batch that met it: design §4's table as one function.
package enum FailureClass: Hashable, Sendable {
    /// Same batch, same connection, after a short pause (a serialization failure, a deadlock, a lock that was not free).
    case retry
    /// The batch was too slow for the statement timeout: half of it next time.
    case halve
    /// The connection or the server is gone, or short of something: connect again and settle what is unknown.
    case reconnect
    /// A setting, a permission or an object of the user's is wrong: no record is to blame.
    case misconfigured
    /// A record that the database will never take.
    case poison
    /// Another owner holds the partition, or the stored offset moved.
    case fenced
    /// Something that must not be possible: two writers, or offsets that are wrong.
    case invariant
    /// Anything that nobody thought of.
    case unknown

    /// Classifies `fault`.
    ///
    /// The order matters: a missing answer comes before any code, since what a dying server said of the statement
    /// doesn't tell whether the commit before it was kept.
    package init(_ fault: Fault) {
        guard let state = fault.sqlState, !fault.outcomeIsUnknown else {
            self = .reconnect
            return
        }
        if let exact = Self.exact[state] {
            self = exact
        } else {
            self = Self.byClass[String(state.prefix(2))] ?? .unknown
        }
        if self == .poison, fault.isUsersObject { self = .misconfigured }
    }

    private static let exact: [String: FailureClass] = [
        "40001": .retry, "40P01": .retry, "55P03": .retry,
        "57014": .halve,
        "40003": .reconnect, "57P01": .reconnect, "57P02": .reconnect, "57P03": .reconnect, "57P04": .reconnect,
        "57P05": .reconnect, "25P03": .reconnect, "25006": .reconnect,
        "23502": .poison, "23514": .poison,
        "23505": .invariant,
        "ZP001": .fenced,
    ]

    private static let byClass: [String: FailureClass] = [
        "08": .reconnect, "53": .reconnect, "58": .reconnect,
        "28": .misconfigured, "3D": .misconfigured, "42": .misconfigured, "0A": .misconfigured,
        "22": .poison, "54": .poison,
    ]
}
