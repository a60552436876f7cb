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
        // In the same transaction, since a successor that dies at once must not forget that the heartbeat of the one before it is
        // to go off the topic.
        let result = try connection.query(
            """
            WITH taking AS MATERIALIZED (SELECT * FROM zapline.take_lease($1, $2)),
            burying AS (
                INSERT INTO zapline.health_outbox (topic, key, event_id)
                SELECT 'health', subject, subject FROM taking, concat('monitor/', other) AS subject
                WHERE taken_epoch IS NOT NULL AND other <> $1)
            SELECT taken_epoch, other FROM taking
            """, [.text(holder), .integer(seconds)], timeout: .seconds(5))
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
