import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("Messages that wait and must make room")
struct DisplacedTests {
    /// A message every ten seconds from `from` on, none of them acknowledged.
    private static func unheard(_ count: Int, from: Int64 = 0) -> [Tick] {
        (0..<count).map { Tick(from + Int64($0) * 10, 10_000 + $0, .sent(.pending)) }
    }

    @Test("A session whose socket is dead while its gateway goes on sending is found, and stays found")
    func dead() throws {
        var traffic = SessionTraffic()
        for tick in Self.unheard(2_000) {
            traffic.take(tick)
            traffic.look(tick.seconds)
            #expect(traffic.codes == (tick.seconds > 600 ? ["pending"] : []), "after \(tick.seconds) s")
        }
        #expect(traffic.fact("pendingSince") == "2026-11-23T10:00:00Z")
        let began = traffic.beginning(of: .pending, at: start + 20_000 * second, TrafficRules())
        #expect(began == start + 600 * second)
        let memory = try JSONValue(parsing: traffic.memory.text)
        var again = SessionTraffic(memory: memory, lifecycle: nil)
        again.look(20_001)
        #expect(again.codes == ["pending"])
        // A day after the last of them nobody waits.
        traffic.look(19_990 + 24 * 3_600 + 1)
        #expect(traffic.codes == [])
    }

    @Test(
        "What shows that answers come ends it",
        arguments: [
            (Tick(3_000, 9, .status(.server)), []), (Tick(3_000, 9, .failed("463")), []),
            (Tick(-1, 9, .status(.server)), ["pending"]), (Tick(3_000, 9, .sent(.server)), []),
            (Tick(3_000, 9, .status(.pending)), ["pending"]),
        ] as [(Tick, [String])])
    func answered(_ tick: Tick, _ codes: [String]) {
        // The last 32 are but a moment old.
        let ticks = (0..<300).map { Tick($0 < 200 ? $0 : 2_980, Int($0) + 100, .sent(.pending)) }
        var traffic = SessionTraffic(ticks + [tick], at: 3_010)
        #expect(traffic.codes == codes)
        // And those that are sent after it are a new matter.
        for tick in Self.unheard(200, from: 3_020) { traffic.take(tick) }
        traffic.look(5_020)
        #expect(traffic.codes == ["pending"])
    }

    @Test("A session that sends more than is remembered, and whose acknowledgements come, is well")
    func busy() {
        var traffic = SessionTraffic()
        for number in 0..<20_000 {
            let seconds = Int64(number) / 20
            traffic.take(Tick(seconds, number, .sent(.pending)))
            if number >= 100 { traffic.take(Tick(seconds, number - 100, .status(.server))) }
            if number % 20 == 0 { traffic.look(seconds) }
            #expect(traffic.problems.isEmpty)
        }
        #expect(traffic.displaced > 10_000)
    }
}

@Suite("Figures that go up and down around their limits")
struct EasedTests {
    @Test("Failures are one verdict until there are clearly fewer")
    func failures() {
        var traffic = SessionTraffic(failing(5, from: 0) + acked(10, every: 1), at: 60)
        #expect(traffic.problems == .failing && traffic.lasting == .failing)
        // 5 of 25 are no such share any more, and enough for it to last.
        for tick in acked(10, from: 70, every: 1, first: 2_000) { traffic.take(tick) }
        traffic.look(100)
        #expect(traffic.problems == [] && traffic.lasting == .failing)
        // 5 of 34 aren't.
        for tick in acked(9, from: 110, every: 1, first: 3_000) { traffic.take(tick) }
        traffic.look(150)
        #expect(traffic.lasting == [])
        // And they don't come back by that limit.
        traffic.take(Tick(160, 1, .failed("463")))
        traffic.look(170)
        #expect(traffic.lasting == [])
    }

    @Test("Slow acknowledgements are one verdict until they are clearly faster")
    func acknowledgements() throws {
        let now = SessionTrafficTests.now
        var traffic = SessionTraffic(
            SessionTrafficTests.week + acked(10, from: now, every: 10, after: 8, first: 1), at: now + 110)
        #expect(traffic.lasting == .slowAcks)
        for tick in acked(11, from: now + 200, every: 5, after: 4, first: 100) { traffic.take(tick) }
        traffic.look(now + 300)
        #expect(traffic.problems == [] && traffic.lasting == .slowAcks)
        let memory = try JSONValue(parsing: traffic.memory.text)
        #expect(SessionTraffic(memory: memory, lifecycle: nil).lasting == .slowAcks)
        for tick in acked(30, from: now + 400, every: 5, after: 2, first: 200) { traffic.take(tick) }
        traffic.look(now + 600)
        #expect(traffic.lasting == [])
    }

    @Test("What an older version remembered lasts as it stood")
    func memory() {
        let traffic = SessionTraffic(memory: ["seen": "-1 -1 -1 -1 -1 1 2 3"], lifecycle: nil)
        #expect(traffic.problems == .failing && traffic.lasting == .failing && traffic.displacedSince == nil)
    }
}
