package import Bytes
package import Events

/// When a disconnect calls for a command: 5 s after a `NAVIGATION`, unless the session came back first.
///
/// It goes by event time: `horizon` is the moment up to which all partitions are read, so everything that a session did before it is
/// known. A monitor that reads an old log, or that has fallen behind, decides nothing; and what is older than ten minutes has
/// been somebody else's business for long.
package struct ReconnectPolicy: Hashable, Sendable {
    /// What becomes of a cause.
    package enum Decision: Hashable, Sendable {
        /// Not yet.
        case wait
        /// Not any more.
        case drop
        /// Now.
        case send(ReconnectCommand)
    }

    /// How long a session has to come back by itself.
    package var delay: Int64 = 5 * Span.second
    /// A cause that is older leads to nothing.
    package var oldest: Int64 = 10 * Span.minute
    /// How far the horizon may be behind the clock for a monitor that has caught up.
    package var freshness: Int64 = 15 * Span.second

    /// The usual policy.
    package init() {}

    /// Whether an event of that type and reason may call for a command.
    package static func isCause(_ type: EventType, reason: ByteView?) -> Bool {
        guard type == .sessionDisconnected, let reason else { return false }
        return reason == "NAVIGATION"
    }

    /// What becomes of `cause`, whose session has not come back in what is read up to `horizon`.
    package func decide(_ cause: ReconnectCause, horizon: Moment?, now: Moment) -> Decision {
        if now &- cause.time > oldest { return .drop }
        guard let horizon, now &- horizon <= freshness, horizon &- cause.time >= delay else { return .wait }
        return .send(ReconnectCommand(cause: cause, attempt: 1))
    }

    /// Whether `cause` waits for nothing but a look at the log's ends: then one is asked for at once.
    package func wantsLook(_ cause: ReconnectCause, horizon: Moment?, now: Moment) -> Bool {
        now &- cause.time >= delay && decide(cause, horizon: horizon, now: now) == .wait
    }
}
