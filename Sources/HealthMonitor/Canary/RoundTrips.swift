/// How long the last canaries took, as many as fit.
struct RoundTrips: Hashable, Sendable {
    private let limit: Int
    private var seconds: [Double] = []

    /// None yet.
    init(limit: Int) { self.limit = max(1, limit) }

    /// The newest.
    var last: Double? { seconds.last }
    /// Half of them took no longer.
    var median: Double? { percentile(50) }
    /// 95 of a hundred took no longer.
    var ninetyFifth: Double? { percentile(95) }

    /// Adds the newest; the oldest goes where there is no room.
    mutating func add(_ value: Double) {
        seconds.append(value)
        if seconds.count > limit { seconds.removeFirst(seconds.count - limit) }
    }

    /// By nearest rank: the least value that at least so many of a hundred don't exceed.
    private func percentile(_ percent: Int) -> Double? {
        guard !seconds.isEmpty else { return nil }
        let rank = (percent * seconds.count + 99) / 100
        return seconds.sorted()[max(1, rank) - 1]
    }
}
