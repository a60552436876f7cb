import JSON
import Testing

@testable import HealthMonitor

@Suite("What canaries tell")
final class CanaryWatchTests {
    private static let second: Int64 = 1_000_000_000
    private var watch = CanaryWatch(CanaryRules())

    /// Sends one at so many seconds, which lands at once.
    private func send(_ seconds: Int64) -> Int {
        let number = watch.send(at: seconds * Self.second, wall: start + seconds * 1_000_000)
        watch.landed(number, at: CanaryWatch.Place(partition: 1, offset: seconds))
        return number
    }

    private func arrive(_ number: Int, _ seconds: Double) -> Double? {
        watch.arrived(number, at: Int64(seconds * 1e9), wall: start + Int64(seconds * 1e6))
    }

    private func judged(_ seconds: Double) -> String? {
        watch.judgement(at: Int64(seconds * 1e9)).map { judgement in
            ([judgement.verdict.rawValue] + judgement.reasons.map(\.code.rawValue)).joined(separator: " ")
        }
    }

    private func fact(_ name: String) -> JSONValue? { watch.facts.first { $0.name == name }?.value }

    @Test("Every thirty seconds by plan; after a pause from then on, and never two for one that was missed")
    func plan() {
        #expect(watch.isDue(5 * Self.second))
        _ = send(5)
        #expect(!watch.isDue(35 * Self.second - 1))
        #expect(watch.isDue(35 * Self.second))
        _ = watch.send(at: 36 * Self.second, wall: start)
        #expect(watch.isDue(65 * Self.second))
        _ = watch.send(at: 1_000 * Self.second, wall: start)
        #expect(!watch.isDue(1_029 * Self.second))
        #expect(watch.isDue(1_030 * Self.second))
    }

    @Test("Nothing is said before anything is known, and then that it is well")
    func well() {
        #expect(judged(0) == nil)
        let first = send(0)
        #expect(judged(9.9) == nil)
        #expect(arrive(first, 0.25) == 0.25)
        #expect(judged(1) == "ok")
        #expect(fact("lastSeconds")?.double == 0.25)
        #expect(fact("lastAt")?.string == "2026-11-23T10:00:00.250Z")
        // The same once more is no second arrival.
        #expect(arrive(first, 3) == nil)
        #expect(fact("arrived")?.int64 == 1)
    }

    @Test("One that takes longer than ten seconds is late while it is waited for, and until two were in time")
    func late() {
        let first = send(0)
        #expect(judged(10) == nil)
        #expect(judged(10.1) == "degraded canary-late")
        _ = arrive(first, 12)
        #expect(judged(12) == "degraded canary-late")
        let second = send(30)
        _ = arrive(second, 30.1)
        #expect(judged(31) == "degraded canary-late")
        let third = send(60)
        _ = arrive(third, 60.1)
        #expect(judged(61) == "ok")
        #expect(fact("lost")?.int64 == 0)
    }

    @Test("One that has no row after a minute is lost, which the next that arrives takes back, late at first")
    func lost() {
        let first = send(0)
        let second = send(30)
        #expect(watch.tick(60 * Self.second - 1) == 0)
        #expect(watch.tick(60 * Self.second) == 1)
        #expect(judged(60) == "down canary-lost")
        #expect(watch.judgement(at: 60 * Self.second)?.reasons[0].facts["offset"]?.int64 == 0)
        // Too late to count as arrived.
        #expect(arrive(first, 61) == nil)
        _ = arrive(second, 62)
        #expect(judged(62) == "degraded canary-late")
        for round in 2..<4 as Range<Int64> { _ = arrive(send(30 * round + 5), Double(30 * round) + 5.2) }
        #expect(judged(100) == "ok")
        #expect(["sent", "arrived", "lost"].map { fact($0)?.int64 } == [4, 3, 1])
    }

    @Test("While nothing arrives at all no more than two are under way")
    func bounded() {
        for seconds in 0..<600 as Range<Int64> {
            _ = watch.tick(seconds * Self.second)
            if watch.isDue(seconds * Self.second) { _ = send(seconds) }
            #expect(watch.flights.count <= 2)
        }
        #expect(judged(599) == "down canary-lost")
    }

    @Test("A broker that takes none is down by its own code, and an older one that ends later changes nothing")
    func refused() {
        let first = send(0)
        let second = watch.send(at: 30 * Self.second, wall: start)
        let isLost = (0..<2).map { _ in watch.refused(second, "timed out") }
        #expect(isLost == [true, false] && watch.lost == 1)
        #expect(judged(40) == "down broker")
        #expect(watch.tick(60 * Self.second) == 1)
        #expect(judged(60) == "down broker")
        _ = arrive(first, 61)
        let third = send(62)
        _ = arrive(third, 62.1)
        #expect(judged(63) == "degraded canary-late")
    }

    @Test("What was under way while nobody could look is neither arrived nor lost")
    func givenUp() {
        let first = send(0)
        watch.giveUp()
        #expect(watch.tick(200 * Self.second) == 0)
        #expect(arrive(first, 201) == nil)
        #expect(["sent", "arrived", "lost"].map { fact($0)?.int64 } == [1, 0, 0])
        #expect(judged(202) == nil)
    }

    @Test("One whose place no broker can tell is given up")
    func placeless() {
        let number = watch.send(at: 0, wall: start)
        watch.landed(number, at: nil)
        #expect(watch.flights.isEmpty)
    }

    @Test(
        "Median and 95th percentile by nearest rank, of the last hour's",
        arguments: [
            ([0.5], 0.5, 0.5), ([1, 2], 1, 2), ([3, 1, 2], 2, 3), (Array(1...20).map(Double.init), 10, 19),
            (Array(1...100).map(Double.init), 50, 95), (Array(1...240).map(Double.init), 180, 234),
        ] as [([Double], Double, Double)])
    func percentiles(values: [Double], median: Double, ninetyFifth: Double) {
        var trips = RoundTrips(limit: 120)
        for value in values { trips.add(value) }
        #expect(trips.median == median)
        #expect(trips.ninetyFifth == ninetyFifth)
        #expect(trips.last == values.last)
        #expect(RoundTrips(limit: 5).median == nil)
    }
}
