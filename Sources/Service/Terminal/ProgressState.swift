internal import Telemetry

/// How far something is, how fast it goes and how long it will take: numbers only, with time from outside.
package struct ProgressState: Hashable, Sendable {
    /// How much there is to do; nil: nobody knows.
    package var total: Int?
    /// How much is done.
    package private(set) var done = 0
    /// When it began, on the caller's clock.
    private let began: Duration
    private var lastTime: Duration
    /// What was done and how long it took, the past fading away.
    private var recentDone = 0.0
    private var recentTime = 0.0

    /// Seconds after which a past moment counts for a third.
    private static let memory = 10.0

    /// Nothing done yet.
    package init(total: Int?, at now: Duration) {
        self.total = total
        began = now
        lastTime = now
    }

    /// Takes note of how much is done by now.
    ///
    /// The rate follows the last ten seconds or so: a slow start must not spoil the forecast for an hour.
    package mutating func update(done: Int, at now: Duration) {
        let elapsed = (now - lastTime).seconds
        guard elapsed > 0 else {
            self.done = done
            return
        }
        // One sum over the other: in the first seconds all of them count alike, however short the first step was.
        let kept = exponential(-elapsed / Self.memory)
        recentDone = recentDone * kept + max(0, Double(done) - Double(self.done)) / elapsed * Self.memory * (1 - kept)
        recentTime = recentTime * kept + Self.memory * (1 - kept)
        self.done = done
        lastTime = now
    }

    /// Units a second.
    package var rate: Double { recentTime > 0 ? recentDone / recentTime : 0 }

    /// From 0 to 1; nil where the total isn't known.
    package var fraction: Double? {
        total.map { $0 <= 0 ? 1 : min(1, max(0, Double(done) / Double($0))) }
    }

    /// How long it will take at this rate; nil where nobody can say.
    package var timeLeft: Duration? {
        guard let total, rate > 0 else { return nil }
        let seconds = max(0, Double(total) - Double(done)) / rate
        return seconds < 1e9 ? .seconds(Int64(seconds.rounded(.up))) : nil
    }

    /// How long it has taken.
    package func elapsed(at now: Duration) -> Duration { now - began }

    /// eˣ for x ≤ 0, without a library: the weight needs three digits of it.
    private func exponential(_ x: Double) -> Double {
        guard x > -30 else { return 0 }
        var base = 1 + x / 1_024
        for _ in 0..<10 { base *= base }
        return max(0, base)
    }
}
