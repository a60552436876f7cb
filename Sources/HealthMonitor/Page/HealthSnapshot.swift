/// What the monitor knows at a moment, for its page and its JSON.
package struct HealthSnapshot: Sendable {
    /// How often the sessions are looked at where nobody asks.
    static let interval = 10 * Span.second
    /// The age past which nobody can say how the sessions are.
    private static let freshness = 30 * Span.second

    /// When the sessions were looked at; 0: they weren't yet.
    package var observedAt: Moment = 0
    /// What the monitor is doing.
    package var status = MonitorStatus()
    /// The sessions, deleted ones left out.
    package var sessions: [SessionLine] = []
    /// All other subjects, by their texts.
    package var lines: [String: HealthLine] = [:]
    /// Since when there is history.
    package var historySince: Moment?

    /// Nothing known.
    package init() {}

    /// Takes what is said of a subject.
    ///
    /// - parameter since: when its verdict began; nil: that wasn't said yet, and a verdict that stays keeps its beginning here.
    mutating func show(_ news: SubjectLedger.News, since: Moment? = nil, now: Moment) {
        let before = lines[news.subject.text]
        let isSame = before?.judgement.verdict == news.judgement.verdict
        lines[news.subject.text] = HealthLine(
            news.subject, news.judgement, since: since ?? (isSame ? before?.since ?? now : now), observedAt: now,
            facts: news.facts)
    }

    /// Why nothing can be said of any session now; nil: it can. What was seen before stays on the page, and is never green.
    package func blindness(now: Moment) -> Reason? {
        func unwatched(_ why: String) -> Reason { Reason(.unwatched, "the monitor can't see this session: \(why)") }
        if case .standby(let holder) = status.role, !status.isDeputy {
            return unwatched(
                "it stands by, \(holder.map { "\($0) is active" } ?? "and no other is known to be active")")
        }
        let faults = [
            ("it stands still", status.stuck), ("the database is away", status.database),
            ("the broker is away", status.broker), ("it doesn't read", status.reading),
        ]
        if let (what, fault) = faults.first(where: { $0.1 != nil }) { return unwatched("\(what) (\(fault ?? ""))") }
        return now &- observedAt > Self.freshness ? unwatched("it hasn't looked for a while") : nil
    }

    /// How many sessions have which verdict.
    package func counts(now: Moment) -> [Verdict: Int] {
        if blindness(now: now) != nil { return [.unknown: sessions.count] }
        var counts: [Verdict: Int] = [:]
        for line in sessions { counts[line.health.standing.verdict, default: 0] += 1 }
        return counts
    }

    /// The lines in the order in which people look for them: what is under the pipelines, the pipelines, consumers, the monitor.
    package var orderedLines: [HealthLine] { lines.values.sorted { $0.subject.place < $1.subject.place } }
}

extension HealthEvents.Subject {
    /// What comes first; partitions by their numbers.
    fileprivate var place: (Int, String, Int32) {
        switch self {
        case .pipeline("broker"), .pipeline("database"), .pipeline("canary"): (0, text, 0)
        case .pipeline: (1, text, 0)
        case .consumer(let pipeline, let topic, let partition): (2, "\(pipeline)/\(topic)", partition)
        case .monitor: (3, text, 0)
        case .session: (4, text, 0)
        }
    }
}
