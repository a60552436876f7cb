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
        /// Where those shown stand among the sessions: a session holds much, and of ten thousand none is copied to be sorted.
        let places: ArraySlice<Int>
        /// The sessions among which they stand.
        let sessions: [SessionLine]
        /// Why no session can be seen.
        let blindness: Reason?

        /// Those shown.
        package var lines: [SessionLine] { places.map { sessions[$0] } }
    }

    /// The sessions of a snapshot that are asked for.
    package func page(of snapshot: HealthSnapshot, now: Moment) -> Page {
        let blindness = snapshot.blindness(now: now)
        let wanted = text.lowercased()
        let sessions = snapshot.sessions
        var found: [(place: Int, key: (Int64, Int64))] = []
        for place in sessions.indices where matches(sessions[place], wanted, isBlind: blindness != nil) {
            found.append((place, key(sessions[place])))
        }
        found.sort { one, other in
            one.key == other.key ? sessions[one.place].name < sessions[other.place].name : one.key < other.key
        }
        let shown = found.map(\.place).dropFirst(max(0, offset)).prefix(limit ?? .max)
        return Page(matching: found.count, places: shown, sessions: sessions, blindness: blindness)
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
