/// How often a canary is sent, and when its way was too long.
package struct CanaryRules: Hashable, Sendable {
    /// From one to the next. At 30 s that is 2,880 records a day.
    package var interval = Duration.seconds(30)
    /// From here on it is late: a hundred times what the way takes on a machine that is well.
    package var late = Duration.seconds(10)
    /// From here on it is lost, though it may come yet. Never more than a few are under way at once.
    package var lost = Duration.seconds(60)
    /// How many of the last that arrived median and 95th percentile are of: an hour's.
    package var window = 120

    /// The usual rules.
    package init() {}
}

extension Duration {
    /// The same as whole nanoseconds, which is what the monotonic clock counts.
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
