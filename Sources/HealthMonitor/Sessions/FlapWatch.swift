/// How often a session went down of late, and whether that is more than a series of accidents.
///
/// It flaps from the fourth drop within three hours on, and until two hours have passed without one: a session that is restarted
/// every half hour for a day is told of once, when that begins, and once, when it is over. Both moments are functions of the drops'
/// times alone. Drops are counted in sixteen buckets, so a loop of one a second costs no more than one a month.
package struct FlapWatch: Hashable, Sendable {
    /// The drops of each bucket, at the bucket's number modulo 16.
    var counts = SIMD16<UInt16>()
    /// The number of the newest bucket.
    var newest: Int64 = 0
    /// The last drop.
    var last: Moment = 0
    /// The drop with which it began to flap; nil where it doesn't.
    var since: Moment?

    /// No drop yet.
    init() {}

    private static let buckets: Int64 = 16

    /// Takes a drop in.
    mutating func note(_ time: Moment, _ rules: SessionRules) {
        if last != 0, time &- last > rules.calm { self = FlapWatch() }
        let bucket = time / max(rules.flapWindow / Self.buckets, 1)
        advance(to: bucket)
        guard newest &- bucket < Self.buckets else { return }
        let place = Int(bucket & (Self.buckets - 1))
        counts[place] = counts[place].addingReportingOverflow(1).overflow ? .max : counts[place] + 1
        last = max(last, time)
        if since == nil, count >= rules.flaps { since = last }
    }

    private mutating func advance(to bucket: Int64) {
        guard bucket > newest else { return }
        if bucket &- newest >= Self.buckets {
            counts = SIMD16()
        } else {
            for number in newest + 1...bucket { counts[Int(number & (Self.buckets - 1))] = 0 }
        }
        newest = bucket
    }

    /// The drops within the window that ends with the last one.
    var count: Int {
        var sum = 0
        for place in 0..<Int(Self.buckets) { sum += Int(counts[place]) }
        return sum
    }

    /// Whether it flaps, as far as is known up to `horizon`.
    func isOn(at horizon: Moment, _ rules: SessionRules) -> Bool { since != nil && horizon &- last <= rules.calm }

    /// The drops within the window, or none where all of them are past it.
    func count(at horizon: Moment, _ rules: SessionRules) -> Int { horizon &- last <= rules.flapWindow ? count : 0 }
}
