import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("Commands that would be in somebody's way")
struct ReconnectGuardTests {
    static let ends: [EventType] = [
        .sessionLoggedOut, .sessionBanned, .sessionReplaced, .sessionOutdated, .sessionStopped,
    ]

    @Test(
        "Whatever follows an end that needs a person, nobody is asked to reconnect, and the reason stays",
        arguments: ends)
    func staysDown(_ type: EventType) throws {
        let story = ReconnectPlanTests.Story()
        story.apply(.sessionConnected)
        story.at = 10
        story.apply(type, reason: "440")
        for (next, reason) in [
            (EventType.sessionDisconnected, "408"), (.sessionFailed, "browser closed"),
            (.sessionDisconnected, "NAVIGATION"),
        ] as [(EventType, StaticString)] {
            try story.run(to: story.at + 100)
            story.apply(next, reason: reason, id: "later")
        }
        try story.run(to: 7_200)
        try story.takeOver()
        try story.run(to: 10_000)
        #expect(story.commands.isEmpty)
        let session = try #require(story.book.session("loja"))
        #expect(session.detail == .sessionDisconnected)
        #expect(session.judgement.reasons.map(\.code) == [Finding(type).code])
        #expect(session.judgement.reasons.first?.facts["reason"]?.string == "440")
        #expect(session.judgement.reasons.first?.facts["at"]?.string == "2026-11-23T10:00:10Z")
        #expect(session.since == start + 10 * second)
    }

    @Test("A device that was unlinked isn't linked by a restart", arguments: ends.dropLast())
    func notLinked(_ type: EventType) {
        let session = SessionHealth(after: [
            sign(.sessionConnected), sign(type, 5), sign(.sessionStarting, 10), sign(.sessionFailed, 20, id: "failed"),
        ])
        #expect(session.cause == nil)
        #expect(session.standing.has(.failed))
        let back = SessionHealth(after: [
            sign(.sessionConnected), sign(type, 5), sign(.sessionConnected, 10),
            sign(.sessionDisconnected, 20, id: "lost"),
        ])
        #expect(back.cause?.id == "lost")
    }

    @Test("One that was stopped is asked for again when somebody started it again", arguments: [(0, false), (1, true)])
    func startedAgain(_ epoch: Int32, _ isCause: Bool) {
        let session = SessionHealth(after: [
            sign(.sessionConnected), sign(.sessionStopped, 5), sign(.sessionDisconnected, 10, epoch: epoch),
        ])
        #expect((session.cause != nil) == isCause)
        #expect(session.standing.has(isCause ? .disconnected : .stopped))
    }

    private static var scans: [([LifecycleSign], EventType, StaticString, Bool)] {
        [
            ([sign(.sessionQR)], EventType.sessionDisconnected, "408" as StaticString, false),
            ([sign(.sessionQR)], .sessionFailed, "retries", false),
            ([sign(.sessionPasskey)], .sessionFailed, "gone", false),
            ([sign(.sessionQR), sign(.sessionStarting, 1)], .sessionDisconnected, "408", false),
            (
                [sign(.sessionStarting, facts: LifecycleFacts(state: ByteView("SCAN_QR_CODE")))], .sessionFailed,
                "FAILED", false
            ),
            ([sign(.sessionQR)], .sessionDisconnected, "NAVIGATION", true),
            ([sign(.sessionQR), sign(.sessionAuthenticated, 1)], .sessionDisconnected, "515", true),
            (
                [sign(.sessionStarting, facts: LifecycleFacts(state: ByteView("PAIRING")))], .sessionFailed, "FAILED",
                true
            ),
        ]
    }

    @Test("While somebody must scan a code, only a page that was left is brought back", arguments: scans.indices)
    func scanning(_ number: Int) {
        let (signs, type, reason, isCause) = Self.scans[number]
        let session = SessionHealth(after: signs + [sign(type, 9, reason: reason)])
        #expect((session.cause != nil) == isCause)
    }

    @Test("Each navigation is answered after five seconds, ten times a day at most")
    func navigations() throws {
        let story = ReconnectPlanTests.Story()
        let ids: [StaticString] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
        for id in ids {
            story.apply(.sessionConnected)
            story.at += 60
            story.apply(.sessionDisconnected, reason: "NAVIGATION", id: id)
            try story.run(to: story.at + 60)
        }
        #expect(story.times == (0..<10).map { 65 + 120 * $0 })
        #expect(story.commands.allSatisfy { $0.event["data"]?["attempt"]?.int64 == 1 })
        #expect(Set(story.commands.map { $0.event["id"]?.string }).count == 10)
    }

    @Test("A navigation is answered whatever came before it in the same outage", arguments: [1, 200] as [Int64])
    func inBetween(_ after: Int64) throws {
        for type in [EventType.sessionFailed, .sessionDisconnected] {
            let story = ReconnectPlanTests.Story()
            story.apply(type, id: "first")
            try story.run(to: after)
            let count = story.commands.count
            story.apply(.sessionDisconnected, reason: "NAVIGATION", id: "page")
            try story.run(to: after + 5)
            #expect(story.commands.count == count + 1)
            #expect(story.commands.last?.event["data"]?["cause"]?["id"] == "page")
            // One that follows while it waits for its second command as well.
            story.apply(.sessionDisconnected, reason: "NAVIGATION", id: "again")
            try story.run(to: after + 10)
            #expect(story.commands.last?.event["data"]?["cause"]?["id"] == "again")
        }
    }

    @Test("A navigation that is told of twice is answered once")
    func toldTwice() throws {
        let story = ReconnectPlanTests.Story()
        for _ in 0..<3 {
            story.apply(.sessionDisconnected, reason: "NAVIGATION", id: "page")
            try story.run(to: story.at + 20)
        }
        #expect(story.times == [5])
    }

    @Test("Names that no command has room for are no cause, from an event or from memory")
    func longNames() throws {
        let arena = Arena()
        let long = arena.copy(String(repeating: "n", count: 1_025))
        for isSource in [true, false] {
            let cause = LifecycleSign(
                .sessionDisconnected, time: start, source: isSource ? long : ByteView("/g/1"),
                id: isSource ? ByteView("e1") : long)
            #expect(SessionHealth(after: [cause]).cause == nil)
        }
        let kept = ReconnectCause(source: "/g/1", id: long.string, time: start, reason: "")
        #expect(ReconnectCause(kept.json) == nil)
        let whole = arena.copy(String(repeating: "n", count: 1_024))
        let session = SessionHealth(after: [LifecycleSign(.sessionDisconnected, time: start, source: whole, id: whole)])
        #expect(session.cause?.id == whole.string)
        #expect(session.cause.flatMap { ReconnectCause($0.json) } == session.cause)
    }
}
