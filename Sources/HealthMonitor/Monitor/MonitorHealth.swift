package import JSON

/// The monitor's own health: its heartbeat, whose absence is a verdict too.
package struct MonitorHealth: Hashable, Sendable {
    /// How often it is published.
    package static let interval: Int64 = 30 * Span.second

    /// The monitor's id.
    package var id: String
    /// `active`, or `deputy` where it speaks without a lease while the database is away.
    package var role = "active"
    /// The epoch of its lease; a deputy's last one.
    package var epoch: Int64
    /// When it became active.
    package var activeSince: Moment
    /// Up to when everything is known.
    package var horizon: Moment?
    /// How many sessions have which verdict.
    package var sessions: [Verdict: Int] = [:]
    /// Records that wait to be published.
    package var unpublished = 0
    /// Why they wait, or nil where nothing keeps them.
    package var publishing: String?
    /// Why the broker can't be used, or nil.
    package var brokerFault: String?
    /// Why the database can't be used, or nil.
    package var databaseFault: String?
    /// The version of its program.
    package var version = ""
    /// When its process began.
    package var startedAt: Moment?

    /// A monitor that has just become active.
    package init(id: String, epoch: Int64, activeSince: Moment) {
        self.id = id
        self.epoch = epoch
        self.activeSince = activeSince
    }

    /// How far behind the horizon may be before the monitor says that it doesn't see what goes on.
    private static let freshness = 60 * Span.second

    /// The verdict at `now`.
    package func judgement(now: Moment) -> Judgement {
        var reasons: [Reason] = []
        if let brokerFault { reasons.append(Reason(.broker, "the broker can't be used: \(brokerFault)")) }
        if let databaseFault { reasons.append(Reason(.database, "the database can't be used: \(databaseFault)")) }
        if let publishing {
            // This very event may get through, past the outbox in which those of sessions wait.
            reasons.append(
                Reason(
                    .behind, "verdicts wait to be published: \(publishing)",
                    facts: ["unpublished": .integer(unpublished)]))
        }
        if role == "deputy" {
            reasons.append(
                Reason(.unwatched, "nobody watches the sessions: without the database no monitor can be the active one")
            )
        } else if let horizon {
            if now &- horizon > Self.freshness {
                reasons.append(
                    Reason(.behind, "what the monitor knows is old", facts: ["knownUntil": .time(horizon)]))
            }
        } else {
            reasons.append(Reason(.catchingUp, "the monitor still reads what was published before it became active"))
        }
        return Judgement(reasons.isEmpty ? .ok : .degraded, reasons)
    }

    /// The facts of its event.
    package var facts: [JSONValue.Member] {
        [
            .init(name: "role", value: .string(role)), .init(name: "epoch", value: .integer(epoch)),
            .init(name: "activeSince", value: .time(activeSince)), .init(name: "knownUntil", value: .time(horizon)),
            .init(
                name: "sessions",
                value: .object(Verdict.allCases.map { .init(name: $0.rawValue, value: .integer(sessions[$0] ?? 0)) })),
            .init(name: "unpublished", value: .integer(unpublished)),
            .init(name: "heartbeatSeconds", value: .integer(Self.interval / Span.second)),
            .init(name: "version", value: .string(version)), .init(name: "startedAt", value: .time(startedAt)),
        ]
    }
}
