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
    /// Units a second, over how many seconds, the past fading away.
    private var smoothed = 0.0
    private var seen = 0.0

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
        let current = max(0, Double(done) - Double(self.done)) / elapsed
        let kept = exponential(-elapsed / Self.memory)
        // In the first seconds all of them count alike, however short the first step was.
        let gained = Self.memory * (1 - kept)
        seen = seen * kept + gained
        if seen > 0 { smoothed += gained / seen * (current - smoothed) }
        self.done = done
        lastTime = now
    }

    /// Units a second.
    package var rate: Double { smoothed }

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
