import Bytes
import Events
import Testing

@testable import HealthMonitor

@Suite("A session's verdict")
struct SessionVerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let types: [(EventType, Int64)]
        let at: Int64?
        let verdict: Verdict
        let code: String?
        let since: Int64

        var testDescription: String { name }
    }

    static let day: Int64 = 86_400

    static let cases: [Case] =
        [
            Case(
                name: "nothing but a limit is known", types: [(.sessionLimited, 0)], at: 1, verdict: .unknown,
                code: "no-lifecycle", since: 0),
            Case(
                name: "created just now", types: [(.sessionCreated, 0)], at: 1, verdict: .unknown, code: "connecting",
                since: 0),
            Case(
                name: "starting for five minutes", types: [(.sessionStarting, 0)], at: 300, verdict: .unknown,
                code: "connecting", since: 0),
            Case(
                name: "starting for longer", types: [(.sessionStarting, 0)], at: 301, verdict: .degraded,
                code: "connecting-for-long",
                since: 300),
            Case(
                name: "a code just shown", types: [(.sessionStarting, 0), (.sessionQR, 5)], at: 300, verdict: .unknown,
                code: "connecting", since: 0),
            Case(
                name: "a code unscanned", types: [(.sessionStarting, 0), (.sessionQR, 5)], at: 306, verdict: .degraded,
                code: "waiting-for-scan", since: 305),
            Case(
                name: "a code shown anew every minute", types: (0...5).map { (.sessionQR, $0 * 60) }, at: 301,
                verdict: .degraded,
                code: "waiting-for-scan", since: 300),
            Case(
                name: "a pairing code unused", types: [(.sessionPairingCode, 0)], at: 301, verdict: .degraded,
                code: "waiting-for-scan",
                since: 300),
            Case(
                name: "a passkey unused", types: [(.sessionPasskey, 0)], at: 301, verdict: .degraded,
                code: "waiting-for-scan", since: 300),
            Case(
                name: "scanned in time", types: [(.sessionQR, 0), (.sessionAuthenticated, 290)], at: 301,
                verdict: .unknown,
                code: "connecting", since: 0),
            Case(
                name: "connected", types: [(.sessionQR, 0), (.sessionConnected, 9)], at: 10, verdict: .ok, code: nil,
                since: 9),
            Case(
                name: "connected twice", types: [(.sessionConnected, 0), (.sessionConnected, 9)], at: 10, verdict: .ok,
                code: nil, since: 0),
            Case(
                name: "connected and quiet, of which nothing is known", types: [(.sessionConnected, 0)], at: 14 * day,
                verdict: .ok, code: nil, since: 0),
            Case(
                name: "connected, and never heard of in two weeks", types: [(.sessionConnected, 0)], at: 14 * day + 1,
                verdict: .degraded, code: "silent", since: 14 * day),
            Case(
                name: "silent, as far as nobody read to the end", types: [(.sessionConnected, 0)], at: nil,
                verdict: .ok, code: nil,
                since: 0),
            Case(
                name: "syncing its history", types: [(.sessionConnected, 0), (.sessionHistorySync, 5)], at: 6,
                verdict: .ok, code: nil,
                since: 0),
            Case(
                name: "degraded", types: [(.sessionConnected, 0), (.sessionDegraded, 5)], at: 6, verdict: .degraded,
                code: "degraded",
                since: 5),
            Case(
                name: "limited", types: [(.sessionConnected, 0), (.sessionLimited, 5)], at: 6, verdict: .degraded,
                code: "limited", since: 5),
            Case(
                name: "limited and well again",
                types: [(.sessionConnected, 0), (.sessionLimited, 5), (.sessionConnected, 7)], at: 8,
                verdict: .ok, code: nil, since: 7),
            Case(
                name: "limited while it is down", types: [(.sessionFailed, 0), (.sessionLimited, 5)], at: 6,
                verdict: .down, code: "failed",
                since: 0),
            Case(
                name: "down for another reason", types: [(.sessionDisconnected, 0), (.sessionLoggedOut, 5)], at: 6,
                verdict: .down,
                code: "logged-out", since: 0),
        ] + downs

    static let downs: [Case] = [
        (EventType.sessionDisconnected, "disconnected"), (.sessionReplaced, "replaced"),
        (.sessionLoggedOut, "logged-out"),
        (.sessionBanned, "banned"), (.sessionOutdated, "outdated"), (.sessionFailed, "failed"),
        (.sessionStopped, "stopped"),
        (.sessionDeleted, "deleted"),
    ].map { type, word in
        Case(name: word, types: [(.sessionConnected, 0), (type, 5)], at: 6, verdict: .down, code: word, since: 5)
    }

    @Test("Every verdict has its code and its beginning", arguments: cases)
    func verdict(_ story: Case) {
        var session = SessionHealth(after: story.types.map { sign($0.0, $0.1) })
        #expect(session.code(at: story.at) == story.code)
        #expect(session.judgement.verdict == story.verdict)
        #expect(session.since == start + story.since * second)
    }

    @Test("Of a session that only sends messages nothing is known but that it lives")
    func messagesOnly() {
        var session = SessionHealth()
        session.saw(start, .received, now: start)
        #expect(session.code(at: 5) == "no-lifecycle")
        #expect(session.lastMessageAt == start)
        #expect(session.status == nil)
    }

    @Test("A sign of life ends a silence in which nothing was heard, and the verdict begins with it")
    func silenceEnds() {
        var session = SessionHealth(after: [sign(.sessionConnected)])
        let later = start + 15 * Self.day * second
        #expect(session.code(at: 15 * Self.day) == "silent")
        session.saw(later + minute, .heartbeat, now: later + minute)
        session.saw(later + 2 * minute, .heartbeat, now: later + 2 * minute)
        #expect(session.code(at: 15 * Self.day + 121) == nil)
        #expect(session.since == later + minute)
        #expect(session.lastMessageAt == nil)
    }

    @Test("A silence that is seen late began when it began")
    func lateLook() {
        var session = SessionHealth(after: [sign(.sessionConnected)])
        #expect(session.code(at: 40 * Self.day) == "silent")
        #expect(session.since == start + 14 * Self.day * second)
    }

    @Test("Evidence counts by the greatest time, whatever the order")
    func maxima() {
        var session = SessionHealth(after: [sign(.sessionConnected)])
        session.saw(start + 60 * second, .received, now: start + minute)
        session.saw(start + 30 * second, .received, now: start + minute)
        #expect(session.lastEventAt == start + 60 * second)
        #expect(session.lastMessageAt == start + 60 * second)
    }

    @Test("A clock that is ahead hides no silence")
    func future() {
        var session = SessionHealth()
        _ = session.apply(sign(.sessionConnected), now: start)
        session.saw(start + 30 * Self.day * second, .heartbeat, now: start + second)
        #expect(session.lastEventAt == start + second)
        for beat in Int64(2)...10 { session.saw(start + beat * minute, .heartbeat, now: start + beat * minute) }
        #expect(session.code(at: 600 + 301) == nil)
        #expect(session.code(at: 600 + 901) == "silent")
    }

    @Test("Events between two looks leave the same traces as if each had been looked at")
    func noLookBetween() {
        let signs = [
            sign(.sessionConnected), sign(.sessionFailed, 5), sign(.sessionLoggedOut, 9), sign(.sessionConnected, 20),
        ]
        for count in 1...signs.count {
            var looked = SessionHealth()
            for sign in signs.prefix(count) {
                _ = looked.apply(sign, now: start + minute)
                _ = looked.settle(at: start + minute, SessionRules())
            }
            #expect(SessionHealth(after: Array(signs.prefix(count))) == looked)
        }
    }

    @Test("A code that is shown anew while it has waited too long doesn't begin to wait again")
    func shownAnew() {
        var session = SessionHealth(after: (0...6).map { sign(.sessionQR, $0 * 60) })
        #expect(session.judgement.reasons.map(\.code.rawValue) == ["waiting-for-scan"])
        #expect(session.code(at: 361) == "waiting-for-scan")
        #expect(session.since == start + 300 * second)
    }

    @Test("Judging again without news changes nothing")
    func settled() {
        var session = SessionHealth(after: [sign(.sessionConnected)])
        let settled = [1, 14 * Self.day, 14 * Self.day + 1, 14 * Self.day + 2].map {
            session.settle(at: start + $0 * second, SessionRules())
        }
        #expect(settled == [false, false, true, false])
    }
}
