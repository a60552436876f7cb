import Glibc

/// How long a session's quiets really are, compared with what they would be if its minutes were independent; apart for hours of four
/// degrees of business, since a night has other conversations than a day.
///
/// Of each quiet that was longer than one unit the excess is kept, as weight, sum and sum of squares, old ones fading. Half of the
/// squares over the sum is the excess that a quiet minute taken at random still has before it: for an exponential tail its scale, for a
/// mixture that of the long ones, which is what matters here.
package struct Tails: Hashable, Sendable {
    /// How many quiets were longer than a unit.
    var counts = SIMD4<Float>()
    /// Their excesses.
    var sums = SIMD4<Float>()
    /// The squares of those.
    var squares = SIMD4<Float>()

    /// No quiet yet.
    init() {}

    /// No share above is believed: where nearly every minute is active, −ln(1 − share) is little but noise.
    private static let highest: Float = 0.6
    /// What is taken for granted before anything is known: three quiets of that scale.
    private static let prior: (count: Float, scale: Float) = (3, 4)

    /// What a quiet minute weighs in an hour with such a share of active minutes.
    func weigh(share: Float, weeks: Float) -> (weight: Float, business: Int) {
        guard share > 0 else { return (0, 0) }
        let hazard = -logf(1 - min(share, Self.highest))
        let business = hazard < 0.03 ? 0 : hazard < 0.12 ? 1 : hazard < 0.5 ? 2 : 3
        return (hazard / scale(business, weeks: weeks), business)
    }

    /// The unit: how long quiets of such hours are. The longer nothing unusual is seen, the less is taken for granted.
    func scale(_ business: Int, weeks: Float) -> Float {
        let usual = max(1.5, Self.prior.scale / (1 + weeks / 2))
        let sum = sums[business] + Self.prior.count * usual
        let square = squares[business] + 2 * Self.prior.count * usual * usual
        return max(1, square / (2 * sum))
    }

    /// The weight that fewer than `rate` quiets a week reach.
    func limit(weeks: Float, rate: Float) -> Float {
        let perWeek = max(0.5, (counts.sum() + 1) / (weeks + 0.2))
        return 1 + logf(perWeek / rate)
    }

    /// Learns from a quiet that is over.
    ///
    /// - parameter limit: more isn't believed: one outage would hide the next.
    mutating func learn(_ weight: Float, limit: Float, business: Int, weeks: Float) {
        let excess = (min(weight, limit) - 1) * scale(business, weeks: weeks)
        guard excess > 0 else { return }
        counts[business] += 1
        sums[business] += excess
        squares[business] += excess * excess
    }

    /// Lets what is old count less.
    mutating func fade(_ factor: Float) {
        counts *= factor
        sums *= factor
        squares *= factor
    }
}
