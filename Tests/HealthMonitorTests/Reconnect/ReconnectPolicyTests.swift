import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("The reconnect policy")
struct ReconnectPolicyTests {
    static let cause = ReconnectCause(source: "/gateways/w/1", id: "e1", time: start, reason: "NAVIGATION")

    struct Case: Sendable {
        let horizon: Int64?
        let now: Int64
        let decision: String
    }

    @Test(
        "A cause is decided by event time, once everything is read",
        arguments: [
            Case(horizon: nil, now: 60, decision: "wait"), Case(horizon: 4, now: 4, decision: "wait"),
            Case(horizon: 4, now: 9, decision: "wait"), Case(horizon: 5, now: 5, decision: "send"),
            Case(horizon: 5, now: 20, decision: "send"), Case(horizon: 5, now: 21, decision: "wait"),
            Case(horizon: 600, now: 600, decision: "send"), Case(horizon: 601, now: 601, decision: "drop"),
            Case(horizon: nil, now: 601, decision: "drop"), Case(horizon: 590, now: 601, decision: "drop"),
        ])
    func decision(_ story: Case) {
        let decision = ReconnectPolicy().decide(
            Self.cause, horizon: story.horizon.map { start + $0 * second }, now: start + story.now * second)
        switch decision {
        case .wait: #expect(story.decision == "wait")
        case .drop: #expect(story.decision == "drop")
        case .send(let command):
            #expect(story.decision == "send")
            #expect(command.attempt == 1)
        }
    }

    @Test("A look at the log's ends is asked for when only that is missing")
    func wantsLook() {
        let policy = ReconnectPolicy()
        #expect(!policy.wantsLook(Self.cause, horizon: start, now: start + 4 * second))
        #expect(policy.wantsLook(Self.cause, horizon: start, now: start + 5 * second))
        #expect(!policy.wantsLook(Self.cause, horizon: start + 5 * second, now: start + 5 * second))
        #expect(!policy.wantsLook(Self.cause, horizon: start, now: start + 601 * second))
    }

    @Test(
        "What a command can mend is a cause, what needs a person isn't",
        arguments: [
            (EventType.sessionDisconnected, "NAVIGATION" as StaticString?, ReconnectCause.Kind.navigation),
            (.sessionDisconnected, "navigation", .lost), (.sessionDisconnected, nil, .lost),
            (.sessionFailed, "NAVIGATION", .failed), (.sessionReplaced, nil, nil), (.sessionLoggedOut, nil, nil),
            (.sessionBanned, nil, nil), (.sessionDeleted, nil, nil), (.sessionStopped, nil, nil),
            (.sessionOutdated, nil, nil), (.sessionLimited, nil, nil), (.sessionDegraded, nil, nil),
        ] as [(EventType, StaticString?, ReconnectCause.Kind?)])
    func causes(_ type: EventType, _ reason: StaticString?, _ kind: ReconnectCause.Kind?) {
        let session = SessionHealth(after: [sign(.sessionConnected), sign(type, 1, reason: reason)])
        #expect(session.cause?.kind == kind)
        let byOperator = SessionHealth(after: [
            sign(.sessionConnected), sign(type, 1, isOperator: true, reason: reason),
        ])
        #expect(byOperator.cause == nil)
    }

    @Test(
        "What follows a disconnect decides whether it stays a cause",
        arguments: [
            (EventType.sessionStarting, false), (.sessionQR, false), (.sessionAuthenticated, false),
            (.sessionConnected, false),
            (.sessionLoggedOut, false), (.sessionBanned, false), (.sessionReplaced, false), (.sessionDeleted, false),
            (.sessionStopped, false),
            (.sessionDisconnected, true), (.sessionDegraded, true), (.sessionLimited, true),
            (.sessionHistorySync, true),
        ])
    func following(_ type: EventType, _ stays: Bool) {
        let session = SessionHealth(after: [
            sign(.sessionConnected), sign(.sessionDisconnected, 1, reason: "NAVIGATION", id: "first"),
            sign(type, 2, id: "second"),
        ])
        #expect((session.cause?.id == "first") == stays)
    }

    @Test("A stale event neither causes nor settles anything")
    func stale() {
        var session = SessionHealth(after: [
            sign(.sessionConnected, epoch: 2), sign(.sessionDisconnected, 1, epoch: 1, reason: "NAVIGATION"),
        ])
        #expect(session.cause == nil)
        _ = session.apply(sign(.sessionDisconnected, 2, epoch: 2, reason: "NAVIGATION"), now: start + minute)
        _ = session.apply(sign(.sessionConnected, 3, epoch: 1), now: start + minute)
        #expect(session.cause != nil)
    }

    @Test("A second navigation in the same outage is no second cause")
    func oneOutage() {
        let session = SessionHealth(after: [
            sign(.sessionDisconnected, 0, reason: "NAVIGATION", id: "a"),
            sign(.sessionDisconnected, 2, reason: "NAVIGATION", id: "b"),
        ])
        #expect(session.cause?.id == "a")
    }

    @Test("The command is a function of its cause, byte for byte")
    func command() throws {
        guard
            case .send(let command) = ReconnectPolicy().decide(
                Self.cause, horizon: start + 6 * second, now: start + 6 * second),
            case .send(let later) = ReconnectPolicy().decide(
                Self.cause, horizon: start + 99 * second, now: start + 99 * second)
        else {
            Issue.record("no command")
            return
        }
        let event = command.event(instance: "loja-centro")
        #expect(event == later.event(instance: "loja-centro"))
        #expect(event.time == start + 5 * second)
        #expect(event.data["notBefore"] == nil)
        #expect(event.type == "whatsapp.command.reconnect")
        #expect(event.subject == "loja-centro")
        #expect(event.key == "loja-centro")
        #expect(event.topicName == "commands")
        #expect(event.data["reason"]?.string == "NAVIGATION")
        #expect(event.data["cause"] == ["source": "/gateways/w/1", "id": "e1"])
        #expect(event.data["attempt"]?.int64 == 1)
        #expect(event.data["expiresAt"]?.string == "2026-11-23T10:10:00Z")
    }

    @Test("Other causes have other ids")
    func ids() {
        let ids = [("a", "bc"), ("ab", "c"), ("a", "b")].map { source, id in
            ReconnectPolicy().decide(
                ReconnectCause(source: source, id: id, time: start, reason: ""), horizon: start + 5 * second,
                now: start + 5 * second)
        }.compactMap { decision -> String? in
            if case .send(let command) = decision { command.id } else { nil }
        }
        #expect(Set(ids).count == 3)
        #expect(ids.allSatisfy { $0.utf8.count == 32 })
    }
}
