package import JSON

/// The whole in one verdict and one sentence: the worst of everything, and never better than what is really known.
package struct HealthOverview: Sendable {
    /// The verdict.
    package let verdict: Verdict
    /// The sentence.
    package let summary: String
    /// How many subjects of each kind have which verdict.
    package let counts: [(kind: String, verdicts: [Verdict: Int])]

    /// The overview at `now`.
    package init(_ snapshot: HealthSnapshot, now: Moment) {
        var kinds: [String: [Verdict: Int]] = ["sessions": snapshot.counts(now: now)]
        for line in snapshot.lines.values {
            kinds[line.subject.kind, default: [:]][line.judgement(now: now).verdict, default: 0] += 1
        }
        counts = ["sessions", "consumers", "pipelines", "monitors"].map { ($0, kinds[$0] ?? [:]) }
        let doubt = Self.doubt(snapshot, now: now)
        let worst = counts.compactMap { $0.verdicts.filter { $0.value > 0 }.keys.max() }.max()
        // Nothing known of anything is not well either.
        verdict = max(worst ?? .unknown, doubt == nil ? .ok : .unknown)
        let parts = [doubt, Self.sentence(counts)].compactMap { $0 }
        summary = parts.isEmpty ? "All is well" : parts.joined(separator: ". ")
    }

    /// Why what is shown may not be how things are.
    private static func doubt(_ snapshot: HealthSnapshot, now: Moment) -> String? {
        let status = snapshot.status
        if status.isDeputy { return "The database can't be used, so nobody sees the sessions" }
        if case .standby(let holder) = status.role {
            return holder.map { "This monitor stands by; \($0) is active" }
                ?? "This monitor stands by; no active one is known"
        }
        if status.stuck != nil { return "The monitor stands still" }
        if status.database != nil { return "The database can't be used" }
        if status.broker != nil { return "The broker can't be used" }
        if status.reading != nil { return "The monitor doesn't read" }
        guard status.knownUntil != nil else { return "The monitor still reads what was published before" }
        if snapshot.blindness(now: now) != nil { return "The monitor hasn't looked at the sessions for a while" }
        return status.publishing == nil ? nil : "The monitor can't publish"
    }

    /// The worst first: "2 sessions and 1 consumer down; 3 sessions degraded".
    private static func sentence(_ counts: [(kind: String, verdicts: [Verdict: Int])]) -> String? {
        let parts = [Verdict.down, .degraded, .unknown].compactMap { verdict -> String? in
            let names = counts.compactMap { kind, verdicts -> String? in
                guard let count = verdicts[verdict], count > 0 else { return nil }
                return "\(count) \(name(kind, count))"
            }
            guard let last = names.last else { return nil }
            let list = names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
            return "\(list) \(verdict.rawValue)"
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private static func name(_ kind: String, _ count: Int) -> String { count == 1 ? String(kind.dropLast()) : kind }

    /// The counts as JSON.
    package var json: JSONValue {
        .object(
            counts.map { kind, verdicts in
                .init(
                    name: kind,
                    value: .object(
                        Verdict.allCases.map { .init(name: $0.rawValue, value: .integer(verdicts[$0] ?? 0)) }))
            })
    }
}

extension HealthEvents.Subject {
    /// The kind's name, of several.
    var kind: String {
        switch self {
        case .session: "sessions"
        case .consumer: "consumers"
        case .pipeline: "pipelines"
        case .monitor: "monitors"
        }
    }
}
