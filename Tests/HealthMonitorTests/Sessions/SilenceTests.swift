import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

/// Silence as the whole book finds it: with a horizon that stands still, leaps or comes late.
@Suite("Silence and what only looks like it")
struct SilenceTests {
    let book = SessionBook()
    let name = ByteView("loja")

    private func connect(_ at: Moment) {
        book.apply(
            LifecycleSign(.sessionConnected, time: at, source: ByteView("/g/1"), id: ByteView("e1")), to: name, now: at)
    }

    /// A message a minute, and a look at each, from `begin` to `end`.
    private func live(_ begin: Moment, _ end: Moment, _ evidence: Evidence? = .received) {
        for now in stride(from: begin, to: end, by: Int(minute)) {
            if let evidence { book.saw(name, at: now, evidence, now: now) }
            _ = book.sweep(horizon: now, now: now)
        }
    }

    private var isSilent: Bool { book.session("loja")?.standing.has(.silent) ?? false }

    /// Two weeks of a session in which a message a minute comes.
    private func known() -> Moment {
        connect(monday)
        live(monday, monday + 2 * week)
        #expect(!isSilent)
        return monday + 2 * week
    }

    @Test("A gateway whose heartbeats go on while no message comes is silent all the same")
    func heartbeatsOnly() throws {
        let now = known()
        live(now, now + hour, .heartbeat)
        #expect(isSilent)
        let session = try #require(book.session("loja"))
        #expect(session.since < now + 40 * minute && session.since > now + 5 * minute)
        #expect(session.lastEventAt == now + 59 * minute)
        let reason = try #require(session.judgement.reasons.first)
        #expect(reason.facts["lastTrafficAt"]?.string == JSONValue.time(now - minute).string)
        #expect(reason.facts["lastHeartbeatAt"]?.string == JSONValue.time(now + 59 * minute).string)
        let usual = try #require(session.facts.first { $0.name == "usualSilenceSeconds" }?.value.int64)
        #expect(abs(session.since - (now + usual * second)) <= 2 * minute)
    }

    @Test("What a gateway says of its own sending proves no connection", arguments: [Evidence.sent, .mention])
    func sendingOnly(_ evidence: Evidence) {
        let now = known()
        live(now, now + hour, evidence)
        #expect(isSilent)
        #expect(book.session("loja")?.lastMessageAt == (evidence == .sent ? now + 59 * minute : now - minute))
    }

    @Test("A heartbeat ends no silence of messages, a message does, and since then it is well")
    func ends() {
        let now = known()
        live(now, now + hour, nil)
        live(now + hour, now + 2 * hour, .heartbeat)
        #expect(isSilent)
        let back = now + 2 * hour + 30 * second
        book.saw(name, at: back, .received, now: back)
        _ = book.sweep(horizon: back + minute, now: back + minute)
        #expect(!isSilent)
        #expect(book.session("loja")?.since == back)
    }

    @Test("An outage of the monitor is no silence: what it reads later happened when it happened")
    func monitorAway() {
        let now = known()
        // Three hours later another monitor, from what was stored.
        for at in stride(from: now, to: now + 3 * hour, by: Int(minute)) {
            book.saw(name, at: at, .received, now: now + 3 * hour)
        }
        for step in Int64(0)..<10 {
            _ = book.sweep(horizon: now + 3 * hour + step * 30 * second, now: now + 3 * hour + step * 30 * second)
        }
        #expect(!isSilent)
        // The silence that follows is found all the same.
        live(now + 3 * hour + 5 * minute, now + 4 * hour + 5 * minute, nil)
        #expect(isSilent)
    }

    @Test("While the log isn't read to its end nothing is missed")
    func catchingUp() {
        let now = known()
        for at in stride(from: now, to: now + 5 * hour, by: Int(minute)) { _ = book.sweep(horizon: nil, now: at) }
        _ = book.sweep(horizon: now - minute, now: now + 5 * hour)
        #expect(!isSilent)
    }

    @Test("A broker's outage is no silence, and nothing of it is learned; one that goes on after it is")
    func brokerAway() throws {
        let now = known()
        // Three hours the horizon stands still; then it leaps, and nothing that was sent meanwhile is there.
        for at in stride(from: now, to: now + 3 * hour, by: Int(minute)) { _ = book.sweep(horizon: now, now: at) }
        live(now + 3 * hour, now + 3 * hour + 5 * minute, nil)
        #expect(!isSilent)
        live(now + 3 * hour + 5 * minute, now + 4 * hour)
        #expect(!isSilent)
        live(now + 4 * hour, now + 5 * hour, nil)
        #expect(isSilent)
        let session = try #require(book.session("loja"))
        #expect(session.since > now + 4 * hour)
        let means = session.habit.slots.map(\.mean).filter { $0 < 55 }
        #expect(means.count <= 2, "hours of the outage count for nothing")
    }

    @Test("A monitor that has just read the log waits for what gateways kept")
    func justRead() throws {
        let now = known()
        let memory = try #require(book.session("loja")?.memory)
        let again = SessionBook()
        again.restore(
            "loja", SessionHealth(status: "connected", detail: "connected", memory: memory), revision: 1,
            publishedAt: now, isChanged: false)
        var found: Moment?
        for step in 0..<20 {
            let at = now + 3 * hour + Int64(step) * 30 * second
            _ = again.sweep(horizon: at, now: at)
            if found == nil, again.session("loja")?.standing.has(.silent) == true { found = at - now - 3 * hour }
        }
        #expect(found == 2 * minute)
    }

    @Test("A silence that stands is kept by the next monitor")
    func takenOver() throws {
        let now = known()
        live(now, now + hour, nil)
        let session = try #require(book.session("loja"))
        let memory = try JSONValue(parsing: session.memory.text)
        let again = SessionBook()
        again.restore(
            "loja", SessionHealth(status: "connected", detail: "connected", memory: memory), revision: 1,
            publishedAt: now, isChanged: false)
        for at in [now + hour, now + hour + 30 * second, now + hour + 5 * minute] {
            _ = again.sweep(horizon: at, now: at)
            #expect(again.session("loja")?.standing.has(.silent) == true)
            #expect(again.session("loja")?.since == session.since)
        }
    }

    @Test("A session that goes down for a moment every half hour while nothing arrives is silent")
    func restartsWhileSilent() {
        let now = known()
        for number in Int64(0)..<4 {
            let at = now + (15 + 30 * number) * minute
            live(at - 15 * minute, at, nil)
            for (type, offset) in [(EventType.sessionStarting, Int64(0)), (.sessionConnected, 3)] {
                let time = at + offset * second
                book.apply(
                    LifecycleSign(type, time: time, source: ByteView("/g/1"), id: ByteView("e2")), to: name, now: time)
            }
            live(at + minute, at + 15 * minute, nil)
        }
        #expect(isSilent)
    }

    @Test("Heartbeats that are no habit any more aren't missed while messages go on")
    func heartbeatsSwitchedOff() {
        connect(monday)
        live(monday, monday + hour, .heartbeat)
        live(monday + hour, monday + 2 * hour)
        live(monday + 2 * hour, monday + 4 * hour, nil)
        #expect(!isSilent)
    }

    @Test("Ten thousand sessions are looked at in a moment")
    func sweep() {
        let names = Arena()
        let now = known()
        for number in 0..<10_000 {
            let name = names.copy("s\(number)")
            book.apply(
                LifecycleSign(.sessionConnected, time: monday, source: ByteView("/g/1"), id: ByteView("e1")), to: name,
                now: now)
            for minutes in [50, 30, 10] as [Int64] {
                book.saw(name, at: now - minutes * minute, .received, now: now)
            }
        }
        let clock = ContinuousClock()
        for (what, at) in [
            ("a look", now), ("a look that closes an hour", now + hour), ("a look", now + hour + second),
        ] {
            let took = clock.measure { _ = book.sweep(horizon: at, now: at) }
            print("\(what) at \(book.count) sessions: \(took)")
        }
        #expect(book.entries.allSatisfy { $0.health.habit.hour * hour <= now + hour + second })
    }
}
