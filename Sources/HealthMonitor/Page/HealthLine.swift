package import JSON

/// A subject that isn't a session, as it was said of it last.
package struct HealthLine: Hashable, Sendable {
    /// Which one.
    package let subject: HealthEvents.Subject
    /// What is thought of it.
    package let judgement: Judgement
    /// Since when it has this verdict.
    package let since: Moment
    /// When it was looked at.
    package let observedAt: Moment
    /// What is known of it.
    package let facts: [JSONValue.Member]

    /// A line.
    package init(
        _ subject: HealthEvents.Subject, _ judgement: Judgement, since: Moment, observedAt: Moment,
        facts: [JSONValue.Member]
    ) {
        self.subject = subject
        self.judgement = judgement
        self.since = since
        self.observedAt = observedAt
        self.facts = facts
    }

    /// A look comes every few seconds, and takes ten where a server is away: a line that is older was forgotten.
    private static let freshness = 45 * Span.second

    /// What may be said at `now`: of a subject that nobody has looked at lately, nothing.
    package func judgement(now: Moment) -> Judgement {
        guard now &- observedAt > Self.freshness else { return judgement }
        let facts: JSONValue = ["observedAt": .time(observedAt), "was": .string(judgement.verdict.rawValue)]
        return Judgement(
            .unknown, [Reason(.behind, "nobody has looked at it for a while", facts: facts)] + judgement.reasons)
    }
}

/// A session as the page shows it.
package struct SessionLine: Hashable, Sendable {
    /// The instance's name.
    package let name: String
    /// What is known of it.
    package let health: SessionHealth

    /// A session.
    package init(_ name: String, _ health: SessionHealth) {
        self.name = name
        self.health = health
    }

    /// What may be said of it.
    ///
    /// - parameter blindness: why no session can be seen; nil: they can.
    func judgement(_ blindness: Reason?) -> Judgement {
        guard let blindness else { return health.judgement }
        let facts: JSONValue = ["was": .string(health.standing.verdict.rawValue)]
        return Judgement(
            .unknown, [Reason(blindness.code, blindness.text, facts: facts)] + health.judgement.reasons)
    }
}
