/// What is thought of a session, a consumer, a pipeline or the monitor, in one word (contract §5).
package enum Verdict: String, Hashable, Sendable, CaseIterable, Comparable {
    case ok, unknown, degraded, down

    /// The greater, the more it needs a person.
    var gravity: Int64 {
        switch self {
        case .ok: 0
        case .unknown: 1
        case .degraded: 2
        case .down: 3
        }
    }

    /// Whether `left` needs a person less than `right`.
    package static func < (left: Verdict, right: Verdict) -> Bool { left.gravity < right.gravity }
}
