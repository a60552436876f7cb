import Postgres

/// The statements around `zapline.monitor_lease`.
struct LeaseStore: Sendable {
    /// Who asks.
    let holder: String
    /// How long it lasts, in seconds.
    let seconds: Int64

    /// What became of a request to take it.
    enum Taking: Hashable {
        /// It is ours; who had it before, if anybody.
        case taken(epoch: Int64, from: String?)
        /// Another has it.
        case held(by: String)
    }

    func take(on connection: inout Connection) throws(PostgresError) -> Taking {
        let result = try connection.query(
            "SELECT * FROM zapline.take_lease($1, $2)", [.text(holder), .integer(seconds)], timeout: .seconds(5))
        guard let epoch = result.integer(0, 0) else { return .held(by: result[0, 1] ?? "another monitor") }
        return .taken(epoch: epoch, from: result[0, 1])
    }

    func renew(epoch: Int64, on connection: inout Connection) throws(PostgresError) -> Bool {
        try connection.query(
            "SELECT zapline.renew_lease($1, $2)", [.integer(epoch), .integer(seconds)], timeout: .seconds(5)
        ).bool(0, 0) ?? false
    }

    /// Gives it back, so that the next monitor need not wait until it expires.
    func release(epoch: Int64, on connection: inout Connection) throws(PostgresError) {
        try connection.query(
            "SELECT zapline.renew_lease($1, -1)", [.integer(epoch)], timeout: .seconds(5))
    }

    /// The call that makes a transaction fail unless the lease is held, as text: it rides in one string with the rest.
    static func hold(epoch: Int64) -> String { "SELECT zapline.hold_lease(\(epoch))" }
}
