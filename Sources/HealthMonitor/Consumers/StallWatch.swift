/// Remembers since when each consumer stands at an offset though there are records before it, or none was ever so far: by that one
/// knows a standstill also where nobody knows how old those records are. Time comes from outside.
struct StallWatch {
    private struct Stand {
        var next: Int64
        var since: Int64
    }

    private var stands: [ConsumerPlace: Stand] = [:]

    /// For how many seconds it has stood so.
    ///
    /// - parameter now: monotonic nanoseconds.
    mutating func standing(_ place: ConsumerPlace, _ row: ConsumerRow?, _ ends: LagJudge.Ends?, now: Int64) -> Double {
        // Where the broker doesn't say how far the log goes, nothing is learned, and nothing forgotten.
        guard let row, let ends else { return 0 }
        guard ends.high != row.nextOffset else {
            stands[place] = nil
            return 0
        }
        if stands[place]?.next != row.nextOffset { stands[place] = Stand(next: row.nextOffset, since: now) }
        return stands[place].map { Double(now &- $0.since) / 1e9 } ?? 0
    }
}
