import Testing

@testable import HealthMonitor

@Suite("Which way a lag goes")
struct LagTrendTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let lags: [Int64]
        var trend: Trend?
        var zero: Double?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "never looked at", lags: []),
        Case(name: "looked at once, and there is much", lags: [90_000]),
        Case(name: "a window that isn't whole", lags: [100, 200, 300, 400, 500, 600]),
        Case(name: "growing", lags: [100, 200, 300, 400, 500, 600, 700], trend: .growing),
        Case(name: "falling", lags: [700, 600, 500, 400, 300, 200, 100], trend: .falling, zero: 5),
        Case(name: "nothing at all", lags: [0, 0, 0, 0, 0, 0, 0], trend: .steady, zero: 0),
        Case(name: "a few that come and go", lags: [3, 0, 5, 1, 9, 2, 12], trend: .steady),
        Case(name: "a few that grow to some", lags: [1, 8, 16, 24, 32, 40, 48], trend: .steady),
        Case(name: "grew, and was nothing in between", lags: [0, 100, 200, 300, 400, 500, 600], trend: .steady),
        Case(
            name: "much that stays much", lags: [90_000, 90_400, 89_900, 90_100, 90_300, 90_000, 90_500], trend: .steady
        ),
        Case(
            name: "falling, with one look that is off", lags: [700, 600, 500, 9_000, 300, 200, 100], trend: .falling,
            zero: 5),
        Case(
            name: "growing, with a batch that fell in between", lags: [1_000, 1_300, 1_600, 200, 2_200, 2_500, 2_800],
            trend: .growing),
        Case(name: "done", lags: [600, 500, 400, 300, 200, 100, 0], trend: .falling, zero: 0),
    ]

    @Test("Every history has its trend", arguments: cases)
    func trend(_ story: Case) {
        var trend = LagTrend()
        for (step, lag) in story.lags.enumerated() {
            trend.add(lag: lag, position: Int64(step * 50), at: 1_000 + Double(step) * 5)
        }
        #expect(trend.trend == story.trend)
        #expect(trend.secondsToZero == story.zero)
    }

    @Test("The pace is that of its position, once the window is whole")
    func pace() {
        var trend = LagTrend()
        for step in Int64(0)..<6 { trend.add(lag: 9, position: step * 50, at: Double(step) * 5) }
        #expect(trend.recordsPerSecond == nil)
        trend.add(lag: 9, position: 300, at: 30)
        #expect(trend.recordsPerSecond == 10)
    }

    @Test("A position that went back begins another history")
    func rewound() {
        var trend = LagTrend()
        for step in Int64(0)..<8 { trend.add(lag: 100 * step + 1, position: 900, at: Double(step) * 5) }
        #expect(trend.trend == .growing)
        trend.add(lag: 5_000, position: 0, at: 40)
        #expect(trend.trend == nil && trend.span == 0)
    }

    @Test("Only the newest looks count, and a clock that stands adds none")
    func bounded() {
        var ring = SlopeRing(limit: 4)
        for value in [9.0, 9, 9, 1, 2, 3, 4] { ring.add(value, at: ring.count == 0 ? 0 : ring.span + 1) }
        #expect(ring.count == 4)
        var still = SlopeRing()
        still.add(1, at: 5)
        still.add(2, at: 5)
        #expect(still.count == 1 && still.slope == nil)
    }

    @Test("A book keeps what isn't known as it was, and forgets what is gone")
    func book() {
        var book = TrendBook<String>()
        for step in Int64(0)..<8 { _ = book.note("a", lag: step * 100 + 1, position: 0, now: step * 5_000_000_000) }
        #expect(book.note("a", lag: nil, position: nil, now: 99_000_000_000).trend == .growing)
        book.keep(["b"])
        #expect(book.note("a", lag: nil, position: nil, now: 99_000_000_000).trend == nil)
    }
}
