import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("What gateways say in their own words")
struct GatewayWordsTests {
    private static func copy(_ session: SessionHealth) throws -> SessionHealth {
        SessionHealth(
            status: session.status?.rawValue, detail: session.detail?.word.string,
            memory: try JSONValue(parsing: session.memory.text))
    }

    @Test(
        "A text is cut at a character, and stays as it is when it is remembered",
        arguments: [
            ("", ""), ("short", "short"), (String(repeating: "a", count: 503), String(repeating: "a", count: 503)),
            (String(repeating: "a", count: 504), String(repeating: "a", count: 500) + "…"),
            (String(repeating: "é", count: 100_000), String(repeating: "é", count: 250) + "…"),
            ("a" + String(repeating: "é", count: 300), "a" + String(repeating: "é", count: 249) + "…"),
            ("abc" + String(repeating: "😀", count: 300), "abc" + String(repeating: "😀", count: 124) + "…"),
            (String(repeating: "\0", count: 400), String(repeating: "\u{FFFD}", count: 166) + "…"),
        ])
    func text(_ text: String, _ cut: String) {
        let arena = Arena()
        let own = SessionHealth.text(arena.copy(text))
        #expect(own == cut)
        #expect(own.utf8.count <= 503)
        #expect(SessionHealth.bounded(own) == own)
        #expect(SessionHealth.bounded(text.replacing("\0", with: "\u{FFFD}")) == own)
    }

    @Test(
        "A reason of any length leaves a record of the health topic small",
        arguments: [
            EventType.sessionDisconnected, .sessionBanned, .sessionLimited, .sessionDegraded, .sessionFailed,
            .sessionStopped,
        ])
    func longReason(_ type: EventType) throws {
        let arena = Arena()
        let long = arena.copy(String(repeating: "r", count: 350_000))
        let book = SessionBook()
        book.apply(sign(.sessionConnected), to: ByteView("loja"), now: start)
        let end = LifecycleSign(
            type, time: start + second, reason: long, facts: LifecycleFacts(code: long), source: ByteView("/g/1"),
            id: ByteView("e2"))
        book.apply(end, to: ByteView("loja"), now: start + second)
        for seconds in [2, 200] as [Int64] {
            _ = book.sweep(horizon: start + seconds * second, now: start + seconds * second)
        }
        let outgoing = book.collect(book.places, mayPublish: true, now: start + 201 * second).outgoing
        #expect(!outgoing.isEmpty)
        #expect(outgoing.allSatisfy { $0.value?.count ?? 0 < 8_192 })
        let session = try #require(book.session("loja"))
        #expect(session.memory.text.utf8.count < 8_192)
        #expect(try Self.copy(session) == session)
    }

    @Test("What an older version remembered whole is cut when it is read")
    func oldMemory() {
        let long = String(repeating: "r", count: 350_000)
        let cause: JSONValue = [
            "source": "/g/1", "id": "e1", "time": 1, "reason": .string(long), "kind": "lost",
        ]
        let session = SessionHealth(
            status: "connected", detail: "limited",
            memory: [
                "reason": .string(long), "limited": ["since": 1, "reason": .string(long)],
                "impaired": ["since": 1, "reason": .string(long)],
                "ending": ["type": "banned", "at": 1, "reason": .string(long)], "cause": cause,
                "lastCommand": ["attempt": 1, "due": 1, "cause": cause],
            ])
        #expect(session.memory.text.utf8.count < 8_192)
        #expect(session.limited?.until == 1 + day)
        #expect(session.impaired?.until == nil)
        #expect(session.lastCommand?.cause.reason.utf8.count == 503)
    }

    // MARK: Limits and bans

    private static var code463: LifecycleFacts { LifecycleFacts(code: ByteView("463"), until: start + 600 * second) }

    private static var limits: [([LifecycleSign], Int64, String?, Int64)] {
        [
            ([sign(.sessionLimited, 5, facts: code463)], 599, "limited", 5),
            ([sign(.sessionLimited, 5, facts: code463)], 600, nil, 600),
            // Nobody said until when.
            ([sign(.sessionLimited, 5)], 86_404, "limited", 5), ([sign(.sessionLimited, 5)], 86_405, nil, 86_405),
            // Said again, it is one limit, and renewed.
            ([sign(.sessionLimited, 5), sign(.sessionLimited, 86_000)], 100_000, "limited", 5),
            ([sign(.sessionLimited, 5), sign(.sessionLimited, 86_000)], 172_400, nil, 172_400),
            ([sign(.sessionLimited, 5, facts: code463), sign(.sessionLimited, 700)], 701, "limited", 700),
            // Two limits of one account.
            (
                [
                    sign(.sessionLimited, 5, reason: "capping", facts: code463),
                    sign(.sessionLimited, 6, reason: "timelock"),
                ],
                86_405, "limited", 5
            ),
            (
                [
                    sign(.sessionLimited, 5, reason: "timelock"),
                    sign(.sessionLimited, 6, reason: "capping", facts: code463),
                ],
                86_404, "limited", 5
            ),
            // A gateway that knows better.
            ([sign(.sessionLimited, 5), sign(.sessionLimited, 6, facts: code463)], 600, nil, 600),
            ([sign(.sessionLimited, 900, facts: code463)], 901, nil, 0),
        ]
    }

    @Test("A limit is over when it has run out, and since then", arguments: limits.indices)
    func limit(_ number: Int) throws {
        let (signs, seconds, code, since) = Self.limits[number]
        var session = SessionHealth()
        for sign in [sign(.sessionConnected)] + signs { _ = session.apply(sign, now: start + 10 * day) }
        session = try Self.copy(session)
        #expect(session.code(at: seconds) == code)
        #expect(session.since == start + since * second)
    }

    @Test("A limit's and a ban's end and code are told")
    func facts() {
        for type in [EventType.sessionLimited, .sessionBanned] {
            var session = SessionHealth(after: [
                sign(.sessionConnected), sign(type, 5, reason: "timelock", facts: Self.code463),
            ])
            _ = session.settle(at: start + 10 * second, SessionRules())
            #expect(
                session.judgement.reasons.first?.facts == [
                    "at": "2026-11-23T10:00:05Z", "reason": "timelock", "code": "463", "until": "2026-11-23T10:10:00Z",
                ])
        }
    }

    // MARK: Codes

    @Test("A pairing code and the QR code that goes with it are one")
    func pairs() {
        var signs: [LifecycleSign] = []
        for turn in Int64(0)..<6 { signs += [sign(.sessionPairingCode, turn * 20), sign(.sessionQR, turn * 20)] }
        #expect(SessionHealth(after: signs).codes.shown == 6)
        #expect(SessionHealth(after: [sign(.sessionPairingCode), sign(.sessionQR, 1)]).codes.shown == 2)
    }

    @Test("A start that waits for a scan is one, also when something else is said meanwhile")
    func scanStates() {
        let scan = sign(.sessionStarting, 5, facts: LifecycleFacts(state: ByteView("SCAN_QR_CODE")))
        let session = SessionHealth(after: [sign(.sessionStarting), scan, sign(.sessionHistorySync, 6)])
        #expect(session.phase == .scanning && session.codes.shown == 1 && session.phaseSince == start + 5 * second)
        #expect(SessionHealth(after: [scan, sign(.sessionStarting, 6)]).phase == .connecting)
    }
}
