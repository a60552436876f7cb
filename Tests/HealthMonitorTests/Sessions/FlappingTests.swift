import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("A session that comes and goes")
struct FlappingTests {
    let book = SessionBook()
    let name = ByteView("loja")
    var said: [JSONValue] = []

    mutating func apply(_ type: EventType, _ seconds: Int64, epoch: Int32 = 0, reason: StaticString? = nil) {
        book.apply(
            sign(type, seconds, epoch: epoch, reason: reason), to: name, now: start + seconds * second)
        look(seconds)
    }

    /// Looks, and keeps what is published because something changed.
    mutating func look(_ seconds: Int64) {
        let now = start + seconds * second
        _ = book.sweep(horizon: now, now: now)
        let harvest = book.collect(book.places, mayPublish: true, now: now, limit: 0)
        said += harvest.outgoing.compactMap { $0.value.flatMap { try? JSONValue(parsing: $0) } }
    }

    var session: SessionHealth { book.session("loja") ?? SessionHealth() }
    var codes: [String] { session.judgement.reasons.map(\.code.rawValue) }
    var health: [JSONValue] { said.filter { $0["type"]?.string == "whatsapp.health.session" } }

    @Test("A restart every half hour for a day is a handful of events, and one verdict")
    mutating func halfHours() throws {
        apply(.sessionConnected, 0)
        for restart in Int64(1)...48 {
            let at = restart * 1_800
            for seconds in stride(from: at - 1_740, to: at, by: 60) { look(seconds) }
            apply(.sessionStarting, at)
            apply(.sessionConnected, at + 4)
        }
        #expect(codes == ["flapping"])
        #expect(session.judgement.verdict == .degraded)
        #expect(session.since == start + 4 * 1_800 * second)
        #expect(health.count <= 9, "\(health.count) events")
        // The first three restarts are told of one by one: each is a start, and an end.
        #expect(health.filter { $0["data"]?["verdict"]?.string == "degraded" }.count == 1)
        let facts = try #require(session.judgement.reasons.first?.facts)
        let transitions = try #require(facts["transitions"]?.int64)
        #expect((4...7).contains(transitions))
        let end = Int64(48 * 1_800)
        for seconds in stride(from: end, through: end + 7_200, by: 60) { look(seconds) }
        #expect(codes == ["flapping"])
        look(end + 7_201)
        #expect(codes.isEmpty)
        #expect(session.since == start + (end + 7_200) * second)
        #expect(health.count <= 10)
    }

    @Test("A loop of a start and a failure every ten seconds is bounded as well")
    mutating func loop() {
        apply(.sessionConnected, 0)
        for turn in Int64(1)...2_000 {
            apply(.sessionDisconnected, turn * 10)
            apply(.sessionStarting, turn * 10 + 5)
        }
        #expect(codes == ["flapping"])
        #expect(health.count <= 12, "\(health.count) events")
    }

    @Test("One that flaps and then stays away is down, since it was clear that it stays away")
    mutating func staysAway() {
        apply(.sessionConnected, 0)
        for turn in Int64(1)...5 {
            apply(.sessionDisconnected, turn * 600)
            apply(.sessionConnected, turn * 600 + 30)
        }
        apply(.sessionDisconnected, 4_000)
        look(4_900)
        #expect(codes == ["flapping"])
        look(4_901)
        #expect(codes == ["disconnected", "flapping"])
        #expect(session.judgement.verdict == .down)
        #expect(session.since == start + 4_900 * second)
        apply(.sessionConnected, 5_000)
        #expect(codes == ["flapping"])
        #expect(session.since == start + 5_000 * second)
    }

    @Test("Two processes that take a session from each other are one verdict: replaced, and flapping")
    mutating func fight() {
        apply(.sessionConnected, 0, epoch: 1)
        for turn in Int64(1)...30 {
            apply(.sessionReplaced, turn * 60, epoch: Int32(2 * turn - 1), reason: "440")
            apply(.sessionConnected, turn * 60 + 20, epoch: Int32(2 * turn + 1))
        }
        #expect(codes == ["replaced", "flapping"])
        #expect(session.judgement.verdict == .down)
        #expect(health.count <= 12, "\(health.count) events")
        look(30 * 60 + 20 + 900)
        #expect(codes == ["replaced", "flapping"])
        look(30 * 60 + 20 + 901)
        #expect(codes == ["flapping"])
        #expect(session.since == start + (30 * 60 + 20 + 900) * second)
    }

    @Test("A few restarts in a day, an operator's stops and an old process make no flapping")
    mutating func accidents() {
        apply(.sessionConnected, 0, epoch: 5)
        for turn in Int64(1)...6 {
            apply(.sessionDisconnected, turn * 7_200, epoch: 5)
            apply(.sessionConnected, turn * 7_200 + 10, epoch: 5)
        }
        for turn in Int64(0)..<6 {
            apply(.sessionStopped, 50_000 + turn * 60, epoch: 5)
            apply(.sessionConnected, 50_000 + turn * 60 + 30, epoch: 5)
            apply(.sessionReplaced, 50_000 + turn * 60 + 40, epoch: 4)
        }
        #expect(codes.isEmpty)
        #expect(session.flaps.since == nil)
    }

    @Test("A new start that says nothing but that it is connected is a restart too")
    mutating func epochs() {
        for turn in Int64(0)..<6 { apply(.sessionConnected, turn * 600, epoch: Int32(turn)) }
        #expect(codes == ["flapping"])
        #expect(session.since == start + 4 * 600 * second)
    }

    @Test("What was counted is remembered, and goes on where it was")
    mutating func memory() throws {
        apply(.sessionConnected, 0)
        for turn in Int64(1)...9 {
            apply(.sessionStarting, turn * 300)
            apply(.sessionConnected, turn * 300 + 9)
            let memory = try JSONValue(parsing: session.memory.text)
            #expect(SessionHealth(status: "connected", detail: "connected", memory: memory) == session)
        }
    }
}

@Suite("Codes that nobody scans")
struct CodeTests {
    @Test("Twenty codes in a row are unanswered, from the time when somebody should have come")
    func twenty() {
        var session = SessionHealth(after: [sign(.sessionStarting)] + (0..<15).map { sign(.sessionQR, 5 + $0 * 20) })
        #expect(session.code(at: 304) == "connecting")
        #expect(session.code(at: 305) == "codes-unanswered")
        #expect(session.judgement.verdict == .degraded)
        #expect(session.since == start + 305 * second)
        for number in Int64(15)..<20 {
            _ = session.apply(sign(.sessionQR, 5 + number * 20), now: start + 1_000 * minute)
        }
        #expect(session.facts.first { $0.name == "codesShown" }?.value == 20)
        _ = session.apply(sign(.sessionAuthenticated, 500), now: start + 1_000 * minute)
        #expect(session.code(at: 501) == "connecting")
        #expect(session.facts.first { $0.name == "codesShown" }?.value == 0)
    }

    @Test("A gateway that gives up and shows codes anew, all day long, is one verdict")
    func cycles() {
        let book = SessionBook()
        let name = ByteView("loja")
        var changes = 0
        for cycle in Int64(0)..<100 {
            var signs = [sign(.sessionStarting, cycle * 300)]
            signs += (0..<10).map { sign(.sessionQR, cycle * 300 + 10 + $0 * 20) }
            signs.append(sign(.sessionFailed, cycle * 300 + 250, reason: "Max qrcode retries reached"))
            for sign in signs {
                book.apply(sign, to: name, now: sign.time)
                _ = book.sweep(horizon: sign.time, now: sign.time)
                changes += book.collect(book.places, mayPublish: true, now: sign.time, limit: 0).outgoing.count
            }
        }
        let session = book.session("loja")
        #expect(session?.judgement.reasons.map(\.code.rawValue) == ["codes-unanswered"])
        #expect(changes <= 8, "\(changes) events")
        #expect(session?.cause == nil, "a reconnect would only show one more")
    }

    @Test("Who gives up on purpose isn't waited for")
    func stopped() {
        var session = SessionHealth(after: (0..<20).map { sign(.sessionQR, $0 * 20) } + [sign(.sessionStopped, 500)])
        #expect(session.code(at: 1_000) == "stopped")
    }
}
