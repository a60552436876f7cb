internal import Service
internal import Telemetry

/// How fast a count grows, over the last few seconds: a demo is over before a long average would have followed it.
struct RateMeter: Hashable, Sendable {
    private struct Sample: Hashable {
        var time: Duration
        var count: Int
    }

    private static let window = Duration.seconds(3)
    private var samples: [Sample] = []

    /// Takes note of a count.
    mutating func add(_ count: Int, at now: Duration) {
        samples.append(Sample(time: now, count: count))
        // One that is older than the window stays, so that there is a beginning to count from.
        while samples.count > 2, now - samples[1].time >= Self.window { samples.removeFirst() }
    }

    /// Units a second; 0 where nobody knows yet.
    var perSecond: Int {
        guard let first = samples.first, let last = samples.last, last.time > first.time else { return 0 }
        return Int((Double(last.count - first.count) / (last.time - first.time).seconds).rounded())
    }

    /// The same as text.
    var text: String { "\(ProgressLine.grouped(max(0, perSecond)))/s" }
}
