package import Events
import JSON

/// A request to a gateway to bring a session back (contract §5). All of it is a function of cause and attempt, so that a decision that is
/// taken twice, by two monitors or after a crash, publishes the same bytes under the same id.
package struct ReconnectCommand: Hashable, Sendable {
    /// What led to it.
    package let cause: ReconnectCause
    /// Counts the commands of one cause, from 1.
    package let attempt: Int

    /// How long after its cause a gateway may still obey.
    static let validity = 10 * Span.minute

    /// The event's id.
    package var id: String { StableID.of("reconnect", cause.source, cause.id, String(attempt)) }

    /// When a gateway ignores it.
    package var expiresAt: Moment { cause.time &+ Self.validity }

    /// The event for `instance`.
    package func event(instance: String, delay: Int64) -> CloudEvent {
        CloudEvent(
            id: id, source: HealthEvents.source, type: "whatsapp.command.reconnect", subject: instance,
            time: cause.time &+ delay,
            data: [
                "reason": .string(cause.reason), "cause": ["source": .string(cause.source), "id": .string(cause.id)],
                "attempt": .integer(attempt), "expiresAt": .time(expiresAt),
            ])
    }

    /// As it is remembered, and shown among a session's facts.
    var json: JSONValue { ["id": .string(id), "attempt": .integer(attempt), "cause": cause.json] }

    init(cause: ReconnectCause, attempt: Int) {
        self.cause = cause
        self.attempt = attempt
    }

    init?(_ json: JSONValue) {
        guard let cause = json["cause"].flatMap({ ReconnectCause($0) }), let attempt = json["attempt"]?.int64 else {
            return nil
        }
        self.init(cause: cause, attempt: Int(clamping: attempt))
    }
}
