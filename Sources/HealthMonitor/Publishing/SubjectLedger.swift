import JSON

/// What was said of the subjects that live in memory alone (consumers, pipelines, the monitor), and since when their verdicts hold.
///
/// They are judged anew by every active monitor, so unlike sessions they need no table; their ids begin with what no other monitor's
/// do: the lease's epoch, or a deputy's name and time. What earlier ones left is on the topic itself, and read from there.
struct SubjectLedger {
    private struct Entry {
        var gist: Judgement.Gist
        var figure: Int64?
        var since: Moment
        var said: Moment
    }

    private let series: String
    private let rule: PublicationRule
    private var entries: [HealthEvents.Subject: Entry] = [:]
    /// Counts all that was said in this epoch. One count for all subjects, since one that goes and comes back must not get its old
    /// ids with other contents.
    private var changes: Int64 = 0

    /// Keys whose tombstone was said, and when: until it is read back from the topic it need not be said again.
    private var buried: [String: Moment] = [:]

    init(epoch: Int64, rule: PublicationRule = PublicationRule()) { self.init(series: "\(epoch)", rule: rule) }

    /// - parameter series: what the ids begin with.
    init(series: String, rule: PublicationRule = PublicationRule()) {
        self.series = series
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

    /// What an earlier monitor left on the topic.
    struct Legacy {
        let verdict: Verdict
        let since: Moment
    }

    /// The record that is due, or nil.
    ///
    /// - parameter legacy: what stands on the topic of a subject that nothing was said of yet: a verdict that goes on keeps its beginning.
    mutating func outgoing(_ news: News, legacy: Legacy? = nil, now: Moment) -> Outgoing? {
        let known = entries[news.subject]
        guard isDue(news, known, now: now) else { return nil }
        let verdict = news.judgement.verdict
        let before = known.map { Legacy(verdict: $0.gist.verdict, since: $0.since) } ?? legacy
        let since = before.map { $0.verdict == verdict ? min($0.since, now) : now } ?? now
        changes += 1
        entries[news.subject] = Entry(gist: news.judgement.gist, figure: news.figure, since: since, said: now)
        return Outgoing(
            HealthEvents.event(
                news.subject, change: "\(series).\(changes)", news.judgement, since: since, at: now, facts: news.facts))
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

    /// Forgets what was said of these keys: somebody wrote past us, so it is due again.
    mutating func forget(_ keys: Set<String>) {
        guard !keys.isEmpty else { return }
        entries = entries.filter { !keys.contains($0.key.text) }
    }

    /// Since when the verdict of these news holds, by what was said of it; nil: nothing was yet, or another one.
    func since(_ news: News) -> Moment? {
        guard let known = entries[news.subject], known.gist.verdict == news.judgement.verdict else { return nil }
        return known.since
    }

    /// What is said of subjects that are gone: the tombstones for those not in `present`, be they ours or on the topic from others.
    mutating func gone(
        except present: Set<HealthEvents.Subject>, onTopic keys: some Sequence<String> = [], now: Moment = 0
    ) -> [Outgoing] {
        let absent = entries.keys.filter { !present.contains($0) }
        for subject in absent { entries[subject] = nil }
        let names = Set(present.map(\.text))
        buried = buried.filter { !names.contains($0.key) && now >= $0.value && now - $0.value < Self.burial }
        let left = Set(keys).union(absent.map(\.text)).filter { !names.contains($0) && buried[$0] == nil }
        for key in left { buried[key] = now }
        return left.sorted().map { .tombstone($0) }
    }

    /// How long a tombstone may take to come back from the topic.
    private static let burial = 60 * Span.second
}
