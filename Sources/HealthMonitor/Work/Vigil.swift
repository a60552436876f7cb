import Events
import JSON

/// What a deputy says of sessions: that nobody watches them, with what was known of them last. One thread's own.
///
/// Some at a time: ten thousand sessions are told in ten seconds, beside everything else that goes to the broker. Their ids begin with
/// the deputy's own series; the true verdicts, whose ids count on in the table, follow when a monitor is active again.
final class Vigil {
    /// Records of one step; there are two steps a second.
    private static let limit = 500

    private let series: String
    private let since: Moment
    private var said: [String: Moment] = [:]
    private var count: Int64 = 0

    init(series: String, since: Moment) {
        self.series = series
        self.since = since
    }

    /// The records that are due now.
    ///
    /// - parameter names: of the sessions that have an event on the topic.
    /// - parameter book: what was known of them last, where this monitor knows.
    func next(_ names: Set<String>, book: SessionBook?, rule: PublicationRule, now: Moment) -> [Outgoing] {
        var records: [Outgoing] = []
        for name in names {
            guard records.count < Self.limit else { break }
            guard rule.isDue(isChanged: false, last: said[name], place: name.hashValue, now: now) else { continue }
            said[name] = now
            count += 1
            records.append(Outgoing(event(name, book?.session(name), now: now)))
        }
        return records
    }

    private func event(_ name: String, _ health: SessionHealth?, now: Moment) -> CloudEvent {
        let reason = Reason(
            .unwatched, "the database is away, and no monitor watches sessions meanwhile",
            facts: ["lastVerdict": .text(health?.judgement.verdict.rawValue)])
        return HealthEvents.event(
            .session(name), change: "\(series).\(count)", Judgement(.unknown, [reason]), since: since, at: now,
            facts: health?.facts ?? Self.nothingKnown)
    }

    private static let nothingKnown = ["status", "detail", "lastEventAt", "lastMessageAt"].map {
        JSONValue.Member(name: $0, value: .null)
    }
}
