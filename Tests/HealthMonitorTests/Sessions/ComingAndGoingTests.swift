import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("A session between two states")
struct ComingAndGoingTests {
    let book = SessionBook()
    let name = ByteView("loja")

    private func apply(_ type: EventType, _ seconds: Int64, epoch: Int32 = 0, reason: StaticString? = nil) {
        book.apply(sign(type, seconds, epoch: epoch, reason: reason), to: name, now: start + seconds * second)
    }

    private func look(_ seconds: Int64) {
        _ = book.sweep(horizon: start + seconds * second, now: start + seconds * second)
    }

    private var session: SessionHealth { book.session("loja") ?? SessionHealth() }
    private var codes: [String] { session.judgement.reasons.map(\.code.rawValue) }

    @Test("One that is coming up isn't well because its flapping is over meanwhile", arguments: [60, 600] as [Int64])
    func heldNoLonger(_ before: Int64) {
        apply(.sessionConnected, 0)
        for turn in Int64(1)...4 {
            apply(.sessionDisconnected, turn * 100)
            apply(.sessionConnected, turn * 100 + 10)
        }
        apply(.sessionDisconnected, 500)
        let calm: Int64 = 500 + 7_200
        look(calm - before)
        apply(.sessionStarting, calm - before)
        look(calm)
        #expect(codes == ["flapping"])
        for seconds in calm + 1...calm + 1_000 {
            look(seconds)
            #expect(session.judgement.verdict != .ok)
            #expect(session.since <= start + seconds * second)
        }
        #expect(codes == ["connecting-for-long"])
        apply(.sessionFailed, calm + 1_001)
        #expect(session.judgement.verdict == .down)
    }

    @Test("Thirty times TIMEOUT and CONNECTED are one verdict, and a few events")
    func timeouts() {
        apply(.sessionConnected, 0)
        var said = 0
        for turn in Int64(1)...30 {
            for (type, at) in [(EventType.sessionDegraded, turn * 120), (.sessionConnected, turn * 120 + 60)] {
                apply(type, at, reason: type == .sessionDegraded ? "TIMEOUT" : nil)
                look(at + 1)
                said +=
                    book.collect(book.places, mayPublish: true, now: start + (at + 1) * second, limit: 0).outgoing.count
            }
        }
        #expect(codes == ["flapping"])
        #expect(session.since == start + 4 * 120 * second)
        #expect(said <= 10, "\(said) events")
        // One that stays is told of once it has stayed.
        apply(.sessionDegraded, 4_000, reason: "TIMEOUT")
        look(4_900)
        #expect(codes == ["flapping"])
        look(4_901)
        #expect(codes == ["degraded", "flapping"])
        #expect(session.since == start + 4 * 120 * second)
    }

    @Test("A gateway that says thirty times that it is degraded fell ill once")
    func repeated() {
        apply(.sessionConnected, 0)
        for turn in Int64(1)...30 { apply(.sessionDegraded, turn * 60) }
        look(1_900)
        #expect(codes == ["degraded"])
        #expect(session.flaps.count == 1)
    }

    @Test("A page that is loaded anew was never away, however often")
    func reloads() {
        apply(.sessionConnected, 0)
        for turn in Int64(1)...30 {
            apply(.sessionAuthenticated, turn * 60)
            look(turn * 60 + 1)
            #expect(codes.isEmpty)
            #expect(session.status == .connecting)
            apply(.sessionConnected, turn * 60 + 5)
        }
        #expect(session.flaps.count == 0)
        #expect(session.phaseSince == start && session.onlineSince == start && session.since == start)
        // One that doesn't come up again is seen all the same.
        apply(.sessionAuthenticated, 3_600)
        look(3_900)
        #expect(codes.isEmpty)
        look(3_901)
        #expect(codes == ["connecting-for-long"])
        #expect(session.since == start + 3_900 * second)
        #expect(session.judgement.reasons.first?.facts["waitingSince"] == "2026-11-23T11:00:00Z")
        apply(.sessionConnected, 4_000)
        look(4_001)
        #expect(codes.isEmpty && session.since == start + 4_000 * second)
        // A new process is a restart.
        apply(.sessionAuthenticated, 4_100, epoch: 1)
        #expect(session.phase == .connecting && session.flaps.count == 1)
    }

    @Test("A better verdict never begins before the worse one did")
    func forward() {
        // What ended it happened before it could be seen to have begun.
        apply(.sessionConnected, 0)
        apply(.sessionFailed, 100)
        book.apply(sign(.sessionConnected, 50), to: name, now: start + 101 * second)
        #expect(session.judgement.verdict == .ok)
        #expect(session.since == start + 100 * second)
    }

    @Test("A session that is deleted leaves nothing to one that gets its name, but its epoch")
    func deleted() throws {
        apply(.sessionConnected, 0, epoch: 3)
        for turn in Int64(1)...5 {
            apply(.sessionDisconnected, turn * 600, epoch: 3)
            look(turn * 600 + 125)
            apply(.sessionConnected, turn * 600 + 200, epoch: 3)
            book.saw(name, at: start + turn * 600 * second, .received, now: start + turn * 600 * second)
            book.saw(name, at: start + turn * 600 * second, .heartbeat, now: start + turn * 600 * second)
        }
        #expect(session.lastCommand != nil && session.habit != Habit() && session.plan != ReconnectPlan())
        apply(.sessionDeleted, 4_000, epoch: 3)
        func check(_ session: SessionHealth) {
            #expect(session.habit == Habit() && session.pulse == Pulse() && session.flaps == FlapWatch())
            #expect(session.plan == ReconnectPlan() && session.lastCommand == nil && session.onlineSince == nil)
            #expect(session.lastTrafficAt == nil && session.traffic.rate == EventRate())
            #expect(session.epoch == 3 && session.isDeleted)
        }
        check(session)
        let memory = try JSONValue(parsing: session.memory.text)
        check(SessionHealth(status: "disconnected", detail: "deleted", memory: memory))
        apply(.sessionCreated, 4_100, epoch: 3)
        apply(.sessionConnected, 4_200, epoch: 3)
        look(4_201)
        #expect(codes.isEmpty && session.onlineSince == start + 4_200 * second)
    }
}
