import Bytes
import Events

/// Which sessions are shown, and in which order: of ten thousand nobody reads all.
package struct SessionQuery: Hashable, Sendable {
    /// The orders.
    package enum Order: String, Hashable, Sendable {
        /// The worst verdict first, of these the youngest.
        case attention
        /// By name.
        case name
        /// The youngest verdict first.
        case since
        /// The longest silence first.
        case silence
    }

    /// What the name, the state or a reason's code contains, in any case of its letters; empty: anything.
    package var text = ""
    /// The verdicts; empty: all.
    package var verdicts: Set<Verdict> = []
    /// The order.
    package var order = Order.attention
    /// How many are passed over.
    package var offset = 0
    /// How many are shown; nil: all.
    package var limit: Int?

    /// All sessions.
    package init() {}

    /// What `page` found.
    package struct Page: Sendable {
        /// How many there are in all.
        package let matching: Int
        /// Those shown.
        package let lines: [SessionLine]
        /// Why no session can be seen.
        let blindness: Reason?
    }

    /// The sessions of a snapshot that are asked for.
    package func page(of snapshot: HealthSnapshot, now: Moment) -> Page {
        let blindness = snapshot.blindness(now: now)
        let wanted = text.lowercased()
        let found = snapshot.sessions.filter { matches($0, wanted, isBlind: blindness != nil) }
        let keys = found.map(key)
        let places = found.indices.sorted {
            keys[$0] == keys[$1] ? found[$0].name < found[$1].name : keys[$0] < keys[$1]
        }
        let shown = places.dropFirst(max(0, offset)).prefix(limit ?? .max)
        return Page(matching: found.count, lines: shown.map { found[$0] }, blindness: blindness)
    }

    private func matches(_ line: SessionLine, _ wanted: String, isBlind: Bool) -> Bool {
        let verdict = isBlind ? .unknown : line.health.standing.verdict
        guard verdicts.isEmpty || verdicts.contains(verdict) else { return false }
        return wanted.isEmpty || line.name.lowercased().contains(wanted)
            || line.health.detail?.word.string.contains(wanted) == true
            || line.health.standing.findings.contains { $0.code.rawValue.contains(wanted) }
    }

    /// Numbers to sort by, smaller first: names are compared where these are the same.
    private func key(_ line: SessionLine) -> (Int64, Int64) {
        switch order {
        case .name: (0, 0)
        case .since: (-line.health.since, 0)
        case .silence: (line.health.lastEventAt ?? 0, 0)
        case .attention: (-line.health.standing.verdict.gravity, -line.health.since)
        }
    }
}
