/// When a gateway is asked to bring a session back.
///
/// | what happened | the first command | the next ones |
/// | --- | --- | --- |
/// | `disconnected` with `NAVIGATION` | 5 s later | after 2 and 4 minutes more, none later than ten minutes after the event |
/// | `disconnected` otherwise | 2 minutes later | after 2, 4, 8, 16 and 32 minutes more |
/// | `failed` | 1 minute later | the same |
///
/// None where the session has shown a sign of coming back first, as most do; none while a code waits to be scanned, but after a
/// navigation; none for what needs a person, however often it fails after that; no more than ten a day. A navigation that nobody was
/// asked about yet begins anew, since its page doesn't come back by itself. Any other session that comes back for less than a quarter of an hour
/// is in the same outage, and its commands go on becoming rarer.
///
/// It goes by event time: `horizon` is the moment up to which all partitions are read, so everything that a session did before it is
/// known. A monitor that reads an old log, or that has fallen behind, decides nothing; and what has been due for ten minutes has
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

    /// How long a session has to come back by itself after a navigation.
    package var delay: Int64 = 5 * Span.second
    /// The same after a lost connection, and the first pause between two commands; each next one is twice as long.
    package var pause: Int64 = 2 * Span.minute
    /// The same after a failure.
    package var failedDelay: Int64 = Span.minute
    /// What has been due for longer leads to nothing.
    package var oldest: Int64 = 10 * Span.minute
    /// How far the horizon may be behind the clock for a monitor that has caught up.
    package var freshness: Int64 = 15 * Span.second
    /// The most commands in one outage.
    package var attempts = 6
    /// The most commands for a session in a day.
    package var daily = 10

    /// The usual policy.
    package init() {}

    /// When the next command for `cause` is due.
    package func due(_ cause: ReconnectCause, after plan: ReconnectPlan) -> Moment {
        let first =
            switch cause.kind {
            case .navigation: cause.time &+ delay
            case .lost: cause.time &+ pause
            case .failed: cause.time &+ failedDelay
            }
        guard plan.attempts > 0, let last = plan.asked.last else { return first }
        return max(first, last &+ pause << Int64(min(plan.attempts - 1, 16)))
    }

    /// What becomes of `cause`, whose session has not come back in what is read up to `horizon`.
    package func decide(
        _ cause: ReconnectCause, after plan: ReconnectPlan = ReconnectPlan(), horizon: Moment?, now: Moment
    ) -> Decision {
        let due = due(cause, after: plan)
        let age = cause.kind == .navigation ? now &- cause.time : now &- due
        if age > oldest || plan.attempts >= attempts || plan.countInDay(before: due) >= daily { return .drop }
        guard let horizon, now &- horizon <= freshness, horizon >= due else { return .wait }
        return .send(ReconnectCommand(cause: cause, attempt: plan.attempts + 1, due: due))
    }

    /// Whether `cause` waits for nothing but a look at the log's ends: then one is asked for at once.
    package func wantsLook(
        _ cause: ReconnectCause, after plan: ReconnectPlan = ReconnectPlan(), horizon: Moment?, now: Moment
    ) -> Bool {
        now >= due(cause, after: plan) && decide(cause, after: plan, horizon: horizon, now: now) == .wait
    }
}
