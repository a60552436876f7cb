internal import Events
internal import HealthMonitor
internal import JSON

/// A subject as a person should see it now: what the topic says, or why that can't be believed.
struct HealthRow: Hashable, Sendable {
    let subject: String
    let kind: HealthKind
    let verdict: Verdict
    /// Since when; nil where nobody knows.
    let since: Int64?
    /// The gravest first.
    let reasons: [HealthEvent.Reason]
    /// What the topic says; nil where nobody understands it, or it says nothing.
    let event: HealthEvent?
    /// Why nobody understands it.
    var fault: String?

    /// What people want to hear of when it changes.
    struct Gist: Hashable, Sendable {
        let verdict: Verdict
        let codes: [String]
        let isReadable: Bool
    }

    var gist: Gist { Gist(verdict: verdict, codes: reasons.map(\.code), isReadable: fault == nil) }

    /// Whether `left` comes first: the graver, of those that need somebody the one that began last, then by name.
    static func precedes(_ left: HealthRow, _ right: HealthRow) -> Bool {
        if left.verdict != right.verdict { return left.verdict > right.verdict }
        let (leftSince, rightSince) = (left.since ?? .max, right.since ?? .max)
        if left.verdict != .ok, leftSince != rightSince { return leftSince > rightSince }
        if left.kind != right.kind { return left.kind.rank < right.kind.rank }
        return left.subject < right.subject
    }

    /// As a line for scripts.
    func json(at now: Int64) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "at", value: .string(EventTime.text(now))), .init(name: "subject", value: .string(subject)),
            .init(name: "kind", value: .string(kind.rawValue)),
            .init(name: "verdict", value: .string(verdict.rawValue)),
            .init(name: "since", value: since.map { .string(EventTime.text($0)) } ?? .null),
            .init(name: "observedAt", value: event.map { .string(EventTime.text($0.observedAt)) } ?? .null),
            .init(name: "reasons", value: .array(reasons.map(\.json))),
        ]
        if let event, event.verdict != verdict || event.reasons != reasons {
            members.append(.init(name: "said", value: .string(event.verdict.rawValue)))
        }
        if let fault { members.append(.init(name: "fault", value: .string(fault))) }
        members.append(.init(name: "facts", value: .object(event?.facts ?? [])))
        return .object(members)
    }
}
