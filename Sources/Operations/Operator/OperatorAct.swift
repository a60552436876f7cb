internal import Consumers
internal import JSON
internal import Postgres
internal import Service

/// Who does something by hand, and why: what `zapline.audit_log` keeps of every such act.
struct OperatorAct: Hashable, Sendable {
    /// Who.
    var actor: String
    /// Why.
    var reason: String

    init(actor: String, reason: String) {
        self.actor = actor
        self.reason = reason
    }

    /// Reads `--why` and `--who`; without a name it is who is logged in, and where.
    ///
    /// - parameter otherwise: the reason where none is given, of an act that gives one by itself; nil: it must be given.
    init(
        _ invocation: Invocation, environment: [String: String], otherwise: String? = nil
    ) throws(UsageError) {
        reason = invocation.value("why") ?? otherwise ?? ""
        guard reason.contains(where: { !$0.isWhitespace }), Self.isText(reason, limit: 2_000) else {
            throw UsageError(
                "say why with --why TEXT, up to 2,000 bytes on one line: it is kept in zapline.audit_log",
                path: invocation.path)
        }
        actor = invocation.value("who") ?? Self.login(environment)
        guard Self.isText(actor, limit: 200) else {
            throw UsageError("--who: a name has 1 to 200 bytes and no control characters", path: invocation.path)
        }
    }

    /// Who is logged in, and where.
    static func login(_ environment: [String: String]) -> String {
        let name = environment["LOGNAME"] ?? environment["USER"] ?? "operator"
        return "\(name)@\(ConsumerSettings.owner.prefix { $0 != "/" })"
    }

    private static func isText(_ text: String, limit: Int) -> Bool {
        (1...limit).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// Writes the row; in the act's own transaction, so that there is neither without the other.
    ///
    /// - returns: its number.
    @discardableResult
    func record(
        _ action: String, _ subject: String, _ details: JSONValue, on connection: inout Connection
    ) throws(PostgresError) -> Int64 {
        let row = try connection.query(
            """
            INSERT INTO zapline.audit_log (actor, reason, action, subject, details) VALUES ($1, $2, $3, $4, $5::jsonb)
            RETURNING audit_id
            """, [.text(actor), .text(reason), .text(action), .text(subject), .text(details.text)])
        return row.integer(0, 0) ?? 0
    }
}
