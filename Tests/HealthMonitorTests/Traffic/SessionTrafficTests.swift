import Bytes
import Events
import JSON
import TestSupport
import Testing

@testable import HealthMonitor

/// What happens to a message, so many seconds into the story.
struct Tick {
    enum Kind { case sent(MessageStatus?), status(MessageStatus), failed(String), old }
    let seconds: Int64
    let message: Int
    let kind: Kind

    init(_ seconds: Int64, _ message: Int, _ kind: Kind) {
        (self.seconds, self.message, self.kind) = (seconds, message, kind)
    }
}

extension SessionTraffic {
    static func mark(_ message: Int) -> MessageMark {
        let arena = Arena(blockSize: 512)
        return MessageMark(arena.copy("3EB0\(message)"))
    }

    mutating func take(_ tick: Tick) {
        let (time, mark) = (start + tick.seconds * second, Self.mark(tick.message))
        switch tick.kind {
        case .sent(let status): sent(mark, at: time, status: status)
        case .old: sent(mark, at: time, status: nil, isNews: false)
        case .status(let word): status(word, of: mark, at: time, code: .none)
        case .failed(let code): status(.failed, of: mark, at: time, code: FailureCode(code))
        }
    }

    mutating func look(_ seconds: Int64) { look(at: start + seconds * second, TrafficRules()) }

    /// A session that went through this, looked at so many seconds into the story.
    init(_ ticks: [Tick], at seconds: Int64) {
        self.init()
        for tick in ticks { take(tick) }
        look(seconds)
    }

    func fact(_ name: String) -> JSONValue? { JSONValue.object(facts)[name] }
    var codes: [String] { reasons(for: problems).map(\.code.rawValue) }
}

/// So many messages, a minute apart from `from` on, each acknowledged after so many seconds.
func acked(_ count: Int, from: Int64 = 0, every: Int64 = 60, after: Int64 = 1, first: Int = 1_000) -> [Tick] {
    (0..<count).flatMap { number in
        let at = from + Int64(number) * every
        return [Tick(at, first + number, .sent(.pending)), Tick(at + after, first + number, .status(.server))]
    }
}

func failing(_ count: Int, from: Int64, code: String = "463", first: Int = 5_000) -> [Tick] {
    (0..<count).flatMap { number in
        let at = from + Int64(number)
        return [Tick(at, first + number, .sent(.pending)), Tick(at + 1, first + number, .failed(code))]
    }
}

@Suite("What message traffic tells")
struct SessionTrafficTests {
    /// A week of sending, one message an hour, each acknowledged within a second.
    static let week = acked(150, every: 3_600)
    static let now: Int64 = 150 * 3_600

    @Test(
        "Verdicts",
        arguments: [
            ("nothing", [], 0, []),
            ("one waits, and nothing is known of the habit", [Tick(0, 1, .sent(.pending))], 600, []),
            ("it waits too long", [Tick(0, 1, .sent(.pending))], 601, ["pending"]),
            ("a gateway that tells of no acknowledgement", [Tick(0, 1, .sent(nil))], 3_600, []),
            ("a gateway that does", [Tick(0, 1, .sent(nil)), Tick(-9, 2, .status(.read))], 3_600, ["pending"]),
            ("a day later nobody waits any more", [Tick(0, 1, .sent(.pending))], 24 * 3_600 + 1, []),
            ("acknowledged at last", [Tick(0, 1, .sent(.pending)), Tick(650, 1, .status(.delivered))], 660, []),
            ("sent with its acknowledgement", [Tick(0, 1, .sent(.server))], 3_600, []),
            ("sent from the phone long ago", [Tick(-9, 2, .status(.read)), Tick(0, 1, .old)], 3_600, []),
            ("failed, so nobody waits", [Tick(0, 1, .sent(.pending)), Tick(1, 1, .failed("463"))], 3_600, []),
            (
                "the acknowledgement is told before the message",
                [Tick(3, 1, .status(.server)), Tick(0, 1, .sent(.pending))], 3_600, []
            ),
            ("acknowledgements of what was never seen", (0..<200).map { Tick($0, Int($0), .status(.read)) }, 3_600, []),
            ("one was lost, later ones got through", [Tick(0, 1, .sent(.pending))] + acked(9, from: 10), 3_600, []),
            (
                "many were lost, later ones got through",
                (0..<8).map { Tick(0, $0, .sent(.pending)) } + acked(9, from: 10), 3_600, ["pending"]
            ),
            (
                "later ones wait, earlier ones got through", acked(9) + [Tick(600, 1, .sent(.pending))], 1_201,
                ["pending"]
            ),
            ("usual: a second, so a minute is long", week + [Tick(now, 1, .sent(.pending))], now + 59, []),
            (
                "usual: a second, so two minutes are too long", week + [Tick(now, 1, .sent(.pending))], now + 61,
                ["pending"]
            ),
            (
                "usual: 20 minutes", acked(150, every: 3_600, after: 1_200) + [Tick(now, 1, .sent(.pending))],
                now + 3_600, []
            ),
            (
                "usual: 20 minutes, and two hours",
                acked(150, every: 3_600, after: 1_200) + [Tick(now, 1, .sent(.pending))], now + 7_200, ["pending"]
            ),
            ("slower, but no more than usual", week + acked(10, from: now, after: 3, first: 1), now + 600, []),
            ("slow", week + acked(10, from: now, after: 8, first: 1), now + 610, ["slow-acks"]),
            ("too few to be slow", week + acked(9, from: now, after: 8, first: 1), now + 610, []),
            ("slow an hour ago", week + acked(10, from: now, after: 8, first: 1), now + 5_400, []),
            (
                "always slow", acked(150, every: 3_600, after: 30) + acked(10, from: now, after: 40, first: 1),
                now + 700, []
            ),
            ("four failures", failing(4, from: 0), 60, []),
            ("five failures", failing(5, from: 0), 60, ["failing"]),
            ("five of twenty", failing(5, from: 0) + acked(15, every: 1), 60, ["failing"]),
            ("five of twenty-one", failing(5, from: 0) + acked(16, every: 1), 60, []),
            ("five failures an hour ago", failing(5, from: 0), 3_601, []),
            ("failures of what was never seen", (0..<5).map { Tick(0, $0, .failed("131026")) }, 60, ["failing"]),
            ("one failure, told five times", (0..<5).map { Tick($0, 1, .failed("463")) }, 60, []),
            (
                "failed, and delivered after all",
                failing(5, from: 0) + (0..<5).map { Tick(9, 5_000 + $0, .status(.delivered)) }, 60, []
            ),
            (
                "delivered, and said to fail later",
                (0..<5).map { Tick(1, 5_000 + $0, .status(.read)) } + failing(5, from: 9), 60, []
            ),
            ("failed at the server", acked(5, every: 1, first: 5_000) + failing(5, from: 9), 60, ["failing"]),
        ] as [(String, [Tick], Int64, [String])])
    func verdict(_ name: String, _ ticks: [Tick], _ seconds: Int64, _ codes: [String]) {
        let traffic = SessionTraffic(ticks, at: seconds)
        #expect(traffic.codes == codes, "\(name)")
        // Looks in between change nothing that is concluded.
        var watched = SessionTraffic()
        for tick in ticks.sorted(by: { $0.seconds < $1.seconds }) {
            watched.take(tick)
            watched.look(min(tick.seconds, seconds))
        }
        watched.look(seconds)
        #expect(watched.codes == codes, "\(name), looked at all the time")
    }

    @Test("Facts")
    func facts() throws {
        let ticks =
            acked(20, after: 2) + failing(3, from: 1_300) + failing(1, from: 1_350, code: "131026", first: 1)
            + [Tick(1_400, 2, .sent(.pending)), Tick(1_410, 3, .sent(.pending))]
        var traffic = SessionTraffic(ticks, at: 1_420)
        traffic.received(at: start + 1_390 * second)
        #expect(traffic.fact("pending") == 2)
        #expect(traffic.fact("pendingSince") == "2026-11-23T10:23:20Z")
        #expect(traffic.fact("lastMessageOutAt") == "2026-11-23T10:23:30Z")
        #expect(traffic.fact("lastMessageInAt") == "2026-11-23T10:23:10Z")
        #expect(traffic.fact("ackSamples") == 20)
        #expect(try abs(#require(traffic.fact("ackMedianSeconds")?.double) / 2 - 1) < 0.19)
        #expect(try abs(#require(traffic.fact("ack95Seconds")?.double) / 2 - 1) < 0.19)
        #expect(traffic.fact("failures")?.text == #"{"463":3,"131026":1}"#)
        #expect(traffic.fact("missing") == 0)
    }

    @Test("What isn't known is null")
    func unknown() {
        for member in SessionTraffic().facts { #expect(member.value == .null, "\(member.name)") }
    }

    @Test("A problem began when the events say so")
    func beginnings() {
        let rules = TrafficRules()
        let waits = SessionTraffic([Tick(0, 1, .sent(.pending))], at: 700)
        #expect(waits.beginning(of: waits.problems, at: start + 700 * second, rules) == start + 600 * second)
        let fails = SessionTraffic(failing(5, from: 0), at: 60)
        #expect(fails.beginning(of: fails.problems, at: start + minute, rules) == start + 5 * second)
        #expect(fails.beginning(of: [], at: start, rules) == nil)
    }

    @Test("Events that are missing, on whichever topic", arguments: SourceTopic.allCases)
    func gap(_ topic: SourceTopic) {
        var traffic = SessionTraffic()
        for number in [1, 2, 5] as [UInt64] {
            traffic.count(number, 0, topic, start + Int64(number) * second, start + Int64(number) * second)
        }
        traffic.look(20)
        #expect(traffic.codes == [])
        traffic.look(21)
        #expect(traffic.codes == ["sequence-gap"])
        #expect(traffic.fact("missing") == 2)
        #expect(traffic.beginning(of: traffic.problems, at: start + 21 * second, TrafficRules()) == start + 5 * second)
        traffic.look(5 + 3_601)
        #expect(traffic.codes == [])
        #expect(traffic.fact("missing") == 2)
        traffic.look(6 + 24 * 3_600)
        #expect(traffic.fact("missing") == 0)
    }
}
