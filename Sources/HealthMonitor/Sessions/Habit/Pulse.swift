/// How often a session's gateway says that it runs. Where it does so regularly, its end is seen long before messages are missed.
package struct Pulse: Hashable, Sendable {
    /// The last heartbeat.
    private(set) var last: Moment = 0
    /// The mean of the time between two, the latest counting a tenth.
    private(set) var interval: Int64 = 0
    /// How many are in it, up to `enough`.
    private(set) var count = 0

    /// None yet.
    init() {}

    /// What was remembered.
    init(last: Moment, interval: Int64, count: Int) {
        self.last = last
        self.interval = interval
        self.count = count
    }

    /// So many are a habit.
    static let enough = 6
    /// So many missed ones, and five minutes at least, are no accident: a gateway may take that long to start anew.
    private static let missed: Int64 = 10

    /// Takes a heartbeat in; what isn't newer tells nothing.
    mutating func note(_ time: Moment) {
        guard time > last else { return }
        if last != 0 {
            // One gap, in which nothing was to be seen, doesn't make it a rare one.
            let gap = interval == 0 ? time &- last : min(time &- last, 4 &* interval)
            interval = interval == 0 ? gap : interval &+ (gap &- interval) / 10
        }
        last = time
        count = min(count + 1, Self.enough)
    }

    /// How long nothing may be heard of the session, neither heartbeats nor anything else; nil where its gateway has no such habit.
    ///
    /// - parameter traffic: when WhatsApp gave something last: one that goes on without heartbeats was told to send none.
    func allowance(traffic: Moment?) -> Int64? {
        guard count >= Self.enough else { return nil }
        let limit = max(Self.missed &* interval, Habit.shortest)
        if let traffic, traffic > last &+ limit { return nil }
        return limit
    }
}
