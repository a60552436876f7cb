/// Which way a lag goes.
package enum Trend: String, Hashable, Sendable {
    case falling, steady, growing
}

/// A bounded run of samples of one figure, and how fast it changes: the median of the slopes between all pairs, which a few odd
/// samples don't move (Theil and Sen).
///
/// Source: P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, 1968.
package struct SlopeRing: Hashable, Sendable {
    private struct Sample: Hashable, Sendable {
        var at: Double
        var value: Double
    }

    private let limit: Int
    private var samples: [Sample] = []

    /// No sample yet; the newest `limit` are kept.
    package init(limit: Int = 24) { self.limit = max(limit, 2) }

    /// Adds a sample, `at` in seconds. One that isn't later than the last is left out: it tells no slope.
    package mutating func add(_ value: Double, at: Double) {
        guard samples.last.map({ at > $0.at }) ?? true else { return }
        if samples.count == limit { samples.removeFirst() }
        samples.append(Sample(at: at, value: value))
    }

    /// Seconds from the first to the last sample.
    package var span: Double { (samples.last?.at ?? 0) - (samples.first?.at ?? 0) }
    /// How many there are.
    package var count: Int { samples.count }
    /// The least value.
    package var least: Double? { samples.map(\.value).min() }
    /// The newest value.
    package var last: Double? { samples.last?.value }
    /// The value in the middle.
    package var median: Double? { Self.median(samples.map(\.value)) }

    /// Change a second; nil with fewer than two samples.
    package var slope: Double? {
        var slopes: [Double] = []
        slopes.reserveCapacity(samples.count * samples.count / 2)
        for right in samples.indices {
            for left in samples.indices.prefix(right) {
                slopes.append(
                    (samples[right].value - samples[left].value) / (samples[right].at - samples[left].at))
            }
        }
        return Self.median(slopes)
    }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
