internal import JSON

/// Whether a monitor is alive, as the topic tells it: only then can anything else on it be believed.
struct Heartbeat: Hashable, Sendable {
    /// How many heartbeats may be missing before nothing is believed any more.
    static let patience: Int64 = 3
    /// How often one comes where an event doesn't say it.
    static let interval: Int64 = 30

    /// The monitor whose heartbeat is the newest; nil: there is none on the topic.
    var monitor: String?
    /// When that was, by the monitor's clock or, where we saw it come, by ours, whichever is the earlier.
    var at: Int64 = 0
    /// For how long it counts, in microseconds.
    var bound: Int64 = 0
    /// What the time is, by our clock.
    let now: Int64

    /// No heartbeat.
    init(now: Int64) { self.now = now }

    /// The heartbeat of a monitor's event.
    ///
    /// - parameter seen: when it was read.
    init(_ event: HealthEvent, seen: Int64, now: Int64) {
        self.now = now
        monitor = event.subject
        bound = Self.patience * max(1, min(event["heartbeatSeconds"]?.int64 ?? Self.interval, 3_600)) * 1_000_000
        // One from a time that is still to come would be fresh for ever.
        at = event.observedAt - now > bound ? .min : min(event.observedAt, seen)
    }

    /// How old it is, in microseconds.
    var age: Int64 { at == .min ? .max : max(0, now - at) }
    /// Whether it counts.
    var isFresh: Bool { monitor != nil && age < bound }
    /// Since when nothing can be believed; nil where nobody knows.
    var missingSince: Int64? { monitor == nil || at == .min ? nil : at + bound }
    /// Whether its time is of a clock that differs from ours by more than that.
    var isOfAnotherClock: Bool { monitor != nil && at == .min }
}
