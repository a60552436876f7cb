import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("A session's fold")
struct SessionFoldTests {
    @Test("An event of an older epoch changes nothing at all")
    func olderEpoch() {
        let before = SessionHealth(after: [sign(.sessionConnected, epoch: 3)])
        var session = before
        let applied = session.apply(sign(.sessionReplaced, 9, epoch: 2), now: start + minute)
        #expect(!applied)
        #expect(session == before)
    }

    @Test("A sequence that isn't higher is stale in its epoch", arguments: [(5, false), (6, false), (7, true)])
    func sequence(_ number: UInt64, _ applies: Bool) {
        var session = SessionHealth(after: [sign(.sessionConnected, epoch: 1, sequence: 6)])
        let applied = session.apply(sign(.sessionStopped, 1, epoch: 1, sequence: number), now: start + minute)
        #expect(applied == applies)
    }

    @Test("An event without a sequence applies, and forgets none")
    func noSequence() {
        var session = SessionHealth(after: [
            sign(.sessionConnected, epoch: 1, sequence: 6), sign(.sessionDegraded, 1, epoch: 1),
        ])
        #expect(session.sequence == 6)
        let applied = session.apply(sign(.sessionStopped, 2, epoch: 1, sequence: 6), now: start + minute)
        #expect(!applied)
    }

    @Test("A new epoch begins its own count")
    func newEpoch() {
        let session = SessionHealth(after: [
            sign(.sessionConnected, epoch: 1, sequence: 6), sign(.sessionStarting, 1, epoch: 2, sequence: 1),
        ])
        #expect(session.epoch == 2)
        #expect(session.sequence == 1)
        #expect(session.status == .connecting)
    }

    @Test(
        "After a deletion only a creation or a new epoch counts",
        arguments: [
            (EventType.sessionConnected, Int32(1), false), (.sessionCreated, 1, true), (.sessionConnected, 2, true),
            (.sessionCreated, 0, false),
        ])
    func deletion(_ type: EventType, _ epoch: Int32, _ applies: Bool) {
        var session = SessionHealth(after: [sign(.sessionConnected, epoch: 1), sign(.sessionDeleted, 1, epoch: 1)])
        #expect(session.isDeleted)
        let applied = session.apply(sign(type, 2, epoch: epoch), now: start + minute)
        #expect(applied == applies)
    }

    @Test("An operator's event is never stale, and leaves epoch and sequence alone")
    func operatorsEvent() {
        let session = SessionHealth(after: [
            sign(.sessionConnected, epoch: 4, sequence: 9),
            sign(.sessionStopped, 1, epoch: 0, sequence: 1, isOperator: true),
        ])
        #expect(session.detail == .sessionStopped)
        #expect(session.epoch == 4)
        #expect(session.sequence == 9)
    }

    /// Sessions of many kinds, by what they went through.
    private static var stories: [[LifecycleSign]] {
        [
            [sign(.sessionQR, 0, epoch: 7, sequence: .max)],
            [sign(.sessionConnected), sign(.sessionDegraded, 5, reason: "\0odd")],
            [sign(.sessionConnected), sign(.sessionDisconnected, 5, reason: "NAVIGATION")], [sign(.sessionDeleted)], [],
        ]
    }

    @Test("What is remembered makes the same session again", arguments: stories.indices)
    func memory(_ story: Int) throws {
        var session = SessionHealth(after: Self.stories[story])
        session.saw(start + 7 * second, .received, now: start + minute)
        for horizon in [start + second, start + 1_000 * second] {
            _ = session.settle(at: horizon, SessionRules())
            let memory = try JSONValue(parsing: session.memory.text)
            let again = SessionHealth(
                status: session.status?.rawValue, detail: session.detail?.word.string, memory: memory)
            #expect(again == session)
        }
    }

    @Test("A memory that can't be read is as if nothing had been known")
    func badMemory() {
        let session = SessionHealth(
            status: "gone", detail: "nonsense", memory: ["epoch": "one", "sequence": [], "cause": [:]])
        #expect(session == SessionHealth())
    }
}
