package import Events
import JSON

/// A request to a gateway to bring a session back (contract §5). All of it is a function of cause, attempt and when it is due, which
/// is remembered, so that a decision that is taken twice, by two monitors or after a crash, publishes the same bytes under the
/// same id.
package struct ReconnectCommand: Hashable, Sendable {
    /// What led to it.
    package let cause: ReconnectCause
    /// Counts the commands of one outage, from 1.
    package let attempt: Int
    /// When it is due.
    package let due: Moment

    /// How long a gateway may still obey.
    static let validity = 10 * Span.minute
    /// Over so long sessions that were lost in one moment are spread, so that they don't come back in one.
    private static let spread: UInt64 = 30

    /// A command.
    package init(cause: ReconnectCause, attempt: Int, due: Moment) {
        self.cause = cause
        self.attempt = attempt
        self.due = due
    }

    /// The event's id.
    package var id: String { StableID.of("reconnect", cause.source, cause.id, String(attempt)) }

    /// When a gateway ignores it.
    package var expiresAt: Moment { (cause.kind == .navigation ? cause.time : due) &+ Self.validity }

    /// When a gateway obeys it at the earliest; nil: at once.
    package var notBefore: Moment? {
        guard cause.kind != .navigation else { return nil }
        let seconds = (UInt64(id.suffix(8), radix: 16) ?? 0) % Self.spread
        return due &+ Int64(seconds) &* Span.second
    }

    /// Why, for people.
    private var reason: String {
        if !cause.reason.isEmpty { return cause.reason }
        return cause.kind == .failed ? "failed" : "disconnected"
    }

    /// The event for `instance`.
    package func event(instance: String) -> CloudEvent {
        var data: [JSONValue.Member] = [
            .init(name: "reason", value: .string(reason)),
            .init(name: "cause", value: ["source": .string(cause.source), "id": .string(cause.id)]),
            .init(name: "attempt", value: .integer(attempt)), .init(name: "expiresAt", value: .time(expiresAt)),
        ]
        if let notBefore { data.append(.init(name: "notBefore", value: .time(notBefore))) }
        return CloudEvent(
            id: id, source: HealthEvents.source, type: "whatsapp.command.reconnect", subject: instance, time: due,
            data: .object(data))
    }

    /// As it is remembered, and shown among a session's facts.
    var json: JSONValue {
        ["id": .string(id), "attempt": .integer(attempt), "due": .integer(due), "cause": cause.json]
    }

    init?(_ json: JSONValue) {
        guard let cause = json["cause"].flatMap({ ReconnectCause($0) }), let attempt = json["attempt"]?.int64 else {
            return nil
        }
        self.init(cause: cause, attempt: Int(clamping: attempt), due: json["due"]?.int64 ?? cause.time)
    }
}
