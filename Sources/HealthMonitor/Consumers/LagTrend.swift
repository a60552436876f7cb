/// How one lag has moved of late: two minutes at a look every five seconds.
///
/// What others' rules got wrong, and what is done here (Burrow's issues 38, 223 and its code): a window that isn't whole tells no
/// trend, rather than that all is well; a lag of a few records that comes and goes is steady; and a lag that was nothing at any look
/// doesn't grow, whatever the samples around it say.
package struct LagTrend: Hashable, Sendable {
    /// From so many seconds on the samples tell a trend.
    package static let window: Double = 30
    /// A change of fewer records over the window is none.
    private static let leastChange: Double = 50
    /// Nor is one of a smaller part of the lag.
    private static let leastPart = 0.05
    /// What grew at the look before grows until it does so by less than this part of either.
    private static let relief = 0.5

    private var lags = SlopeRing()
    private var positions = SlopeRing()

    /// Nothing seen yet.
    package init() {}

    /// Adds a look, `at` in seconds. A position that went back is another history.
    package mutating func add(lag: Int64, position: Int64, at: Double) {
        if let last = positions.last, Double(position) < last { self = LagTrend() }
        lags.add(Double(lag), at: at)
        positions.add(Double(position), at: at)
    }

    /// For how many seconds it has been looked at.
    package var span: Double { lags.span }

    /// Which way it goes; nil as long as the window isn't whole.
    package var trend: Trend? { trend(part: 1) }

    /// Whether it grows. One that is said to do so isn't until it grows by half of what that takes, so that one on the edge doesn't come
    /// and go.
    package func isGrowing(before: Bool) -> Bool { trend(part: before ? Self.relief : 1) == .growing }

    private func trend(part: Double) -> Trend? {
        guard span >= Self.window, let slope = lags.slope, let median = lags.median, let least = lags.least else {
            return nil
        }
        let change = slope * span
        guard change.magnitude > part * max(Self.leastChange, Self.leastPart * median) else { return .steady }
        if change < 0 { return .falling }
        return least > 0 ? .growing : .steady
    }

    /// Records a second that the position moves; nil as long as the window isn't whole.
    package var recordsPerSecond: Double? { span >= Self.window ? positions.slope : nil }

    /// When nothing will be left at this pace; 0 where nothing is, nil where it doesn't fall or nobody knows.
    package var secondsToZero: Double? {
        guard let last = lags.last else { return nil }
        if last == 0 { return 0 }
        guard trend == .falling, let slope = lags.slope, slope < 0 else { return nil }
        return last / -slope
    }
}

/// The trends of many lags. Time comes from outside.
struct TrendBook<Place: Hashable> {
    private var trends: [Place: LagTrend] = [:]

    /// Adds a look at one of them, and says how it goes; `now` is in monotonic nanoseconds.
    ///
    /// Where lag or position aren't known, nothing is learned, and nothing forgotten.
    mutating func note(_ place: Place, lag: Int64?, position: Int64?, now: Int64) -> LagTrend {
        var trend = trends[place] ?? LagTrend()
        guard let lag, let position else { return trend }
        trend.add(lag: lag, position: position, at: Double(now) / 1e9)
        trends[place] = trend
        return trend
    }

    /// Forgets all but these.
    mutating func keep(_ places: some Sequence<Place>) {
        let kept = Set(places)
        trends = trends.filter { kept.contains($0.key) }
    }
}
