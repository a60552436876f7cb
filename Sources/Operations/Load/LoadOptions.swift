package import Service

/// What `load` was asked for.
package struct LoadOptions: Hashable, Sendable {
    /// Events a second.
    package var rate: Int
    /// How many sessions.
    package var sessions: Int
    /// How many events; nil: as many as come.
    package var events: Int?
    /// For how long; nil: until it is stopped.
    package var duration: Duration?
    /// What decides the traffic.
    package var seed: UInt64

    /// Reads the command line; without a seed one is drawn, and named at the end.
    package init(_ invocation: Invocation) throws(UsageError) {
        rate = try invocation.integer("rate", in: 1...1_000_000, default: 100)
        sessions = try invocation.integer("sessions", in: 1...1_000_000, default: 10)
        events = invocation.has("events") ? try invocation.integer("events", in: 1...Int.max, default: 1) : nil
        duration = invocation.has("duration") ? try invocation.duration("duration", default: .zero) : nil
        seed = try Self.seed(invocation)
    }

    /// How many events there will be, as far as anybody knows.
    package var total: Int? {
        let timed = duration.map { Pacer(rate: rate).due(after: $0) - 1 }
        guard let events, let timed else { return events ?? timed }
        return min(events, timed)
    }

    private static func seed(_ invocation: Invocation) throws(UsageError) -> UInt64 {
        guard let text = invocation.value("seed") else { return UInt64.random(in: 0...999_999_999) }
        guard let seed = UInt64(text) else {
            throw UsageError("--seed=\(text): give a whole number from 0 to \(UInt64.max)", path: invocation.path)
        }
        return seed
    }
}
