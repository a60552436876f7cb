import JSON

/// What was said of the subjects that live in memory alone (consumers, pipelines, the monitor), and since when their verdicts hold.
///
/// They are judged anew by every active monitor, so unlike sessions they need no table; their ids begin with the lease's epoch.
struct SubjectLedger {
    private struct Entry {
        var gist: Judgement.Gist
        var figure: Int64?
        var since: Moment
        var said: Moment
    }

    private let epoch: Int64
    private let rule: PublicationRule
    private var entries: [HealthEvents.Subject: Entry] = [:]
    /// Counts all that was said in this epoch. One count for all subjects, since one that goes and comes back must not get its old
    /// ids with other contents.
    private var changes: Int64 = 0

    init(epoch: Int64, rule: PublicationRule = PublicationRule()) {
        self.epoch = epoch
        self.rule = rule
    }

    /// What there is to say of a subject.
    struct News: Sendable {
        let subject: HealthEvents.Subject
        let judgement: Judgement
        let facts: [JSONValue.Member]
        /// The figure that readers follow; when it moved it is said again, but not more often than every ten seconds.
        var figure: Int64?
        /// The longest silence, where it isn't the usual one.
        var interval: Int64?
    }

    /// How often a figure alone is worth an event.
    private static let pace = 10 * Span.second

    /// The record that is due, or nil.
    mutating func outgoing(_ news: News, now: Moment) -> Outgoing? {
        let known = entries[news.subject]
        guard isDue(news, known, now: now) else { return nil }
        let verdict = news.judgement.verdict
        let since = known.map { $0.gist.verdict == verdict ? $0.since : now } ?? now
        changes += 1
        entries[news.subject] = Entry(gist: news.judgement.gist, figure: news.figure, since: since, said: now)
        return Outgoing(
            HealthEvents.event(
                news.subject, change: "\(epoch).\(changes)", news.judgement, since: since, at: now, facts: news.facts))
    }

    private func isDue(_ news: News, _ known: Entry?, now: Moment) -> Bool {
        guard let known else { return true }
        let silence = now &- known.said
        // The clock was set back: nobody knows how long it has been.
        if silence < 0 { return true }
        if known.figure != news.figure, silence >= Self.pace { return true }
        if let interval = news.interval, silence >= interval { return true }
        return rule.isDue(
            isChanged: known.gist != news.judgement.gist, last: known.said, place: news.subject.hashValue, now: now)
    }

    /// What is said of subjects that are gone: the tombstones for those not in `present`.
    mutating func gone(except present: Set<HealthEvents.Subject>) -> [Outgoing] {
        let absent = entries.keys.filter { !present.contains($0) }.sorted { $0.text < $1.text }
        for subject in absent { entries[subject] = nil }
        return absent.map { .tombstone($0) }
    }
}
