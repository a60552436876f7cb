internal import Events
internal import HealthMonitor
internal import JSON

/// A change as a line for scripts.
enum HealthLine {
    /// The row, with the verdict before; of what is gone only that.
    static func json(_ change: HealthChanges.Change, at now: Int64) -> JSONValue {
        let before: JSONValue = change.before.map { .string($0.verdict.rawValue) } ?? .null
        guard let row = change.row else {
            return [
                "at": .string(EventTime.text(now)), "subject": .string(change.subject), "before": before, "gone": true,
            ]
        }
        guard case .object(let members) = row.json(at: now) else { return .null }
        return .object(members + [.init(name: "before", value: before)])
    }
}
