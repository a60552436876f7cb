import JSON

/// What was asked for already, so that the next monitor goes on where this one stopped.
package struct ReconnectPlan: Hashable, Sendable {
    /// Commands in the outage of now; it goes on until the session has been connected for a while.
    package internal(set) var attempts = 0
    /// When the last commands of all outages were due, the newest last; no more than may be asked for in a day.
    package internal(set) var asked: [Moment] = []

    /// Nothing was asked for.
    package init() {}

    /// Notes that a command is on its way.
    mutating func note(_ due: Moment, limit: Int) {
        attempts += 1
        asked.append(due)
        if asked.count > limit { asked.removeFirst(asked.count - limit) }
    }

    /// How many of them fell due in the day before `moment`.
    func countInDay(before moment: Moment) -> Int { asked.reduce(0) { moment &- $1 < Span.day ? $0 + 1 : $0 } }

    /// As it is remembered; nil where there is nothing.
    var json: JSONValue? {
        asked.isEmpty ? nil : ["attempts": .integer(attempts), "asked": .array(asked.map { .integer($0) })]
    }

    init?(_ json: JSONValue) {
        guard let attempts = json["attempts"]?.int64 else { return nil }
        self.init()
        self.attempts = Int(clamping: attempts)
        asked = json["asked"]?.array?.compactMap(\.int64) ?? []
    }
}
