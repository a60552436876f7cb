import JSON
import Testing

@testable import HealthMonitor

@Suite("What is said of consumers, pipelines and monitors")
struct SubjectLedgerTests {
    let ok = Judgement(.ok)
    let lagging = Judgement(.degraded, [Reason(.lagging, "late", facts: ["lagRecords": 5])])

    func news(_ judgement: Judgement, figure: Int64? = nil, interval: Int64? = nil) -> SubjectLedger.News {
        SubjectLedger.News(
            subject: .pipeline("archive"), judgement: judgement,
            facts: [.init(name: "lagRecords", value: .number(figure))],
            figure: figure, interval: interval)
    }

    func data(_ outgoing: Outgoing?) throws -> JSONValue? {
        try outgoing?.value.map { try JSONValue(parsing: $0) }?["data"]
    }

    @Test("The first word is said at once, and not twice")
    func first() throws {
        var ledger = SubjectLedger(epoch: 3)
        let said = ledger.outgoing(news(ok), now: start)
        #expect(said?.key == "pipeline/archive")
        #expect(said?.topic == "health")
        #expect(try data(said)?["since"]?.string == "2026-11-23T10:00:00Z")
        #expect(ledger.outgoing(news(ok), now: start + second) == nil)
    }

    @Test("A verdict that changes is said at once, and begins then; a reason that changes keeps the beginning")
    func change() throws {
        var ledger = SubjectLedger(epoch: 3)
        _ = ledger.outgoing(news(ok), now: start)
        let worse = ledger.outgoing(news(lagging), now: start + second)
        #expect(try data(worse)?["since"]?.string == "2026-11-23T10:00:01Z")
        let other = ledger.outgoing(news(Judgement(.degraded, [Reason(.slowAcks, "slow")])), now: start + 2 * second)
        #expect(try data(other)?["since"]?.string == "2026-11-23T10:00:01Z")
        #expect(try data(other)?["observedAt"]?.string == "2026-11-23T10:00:02Z")
        #expect(worse?.id != other?.id)
    }

    @Test("A reason's figures alone are no change")
    func figures() {
        var ledger = SubjectLedger(epoch: 3)
        _ = ledger.outgoing(news(lagging), now: start)
        let more = Judgement(.degraded, [Reason(.lagging, "late", facts: ["lagRecords": 6])])
        #expect(ledger.outgoing(news(more), now: start + 60 * second) == nil)
    }

    @Test("A figure that moves is said every ten seconds at most")
    func figure() {
        var ledger = SubjectLedger(epoch: 3)
        var said: [Int64] = []
        for at in Int64(0)..<60 where ledger.outgoing(news(ok, figure: at), now: start + at * second) != nil {
            said.append(at)
        }
        #expect(said == [0, 10, 20, 30, 40, 50])
        #expect(ledger.outgoing(news(ok, figure: 50), now: start + 100 * second) == nil)
    }

    @Test("A heartbeat has its own interval")
    func heartbeat() {
        var ledger = SubjectLedger(epoch: 3)
        var said: [Int64] = []
        for at in stride(from: Int64(0), through: 100, by: 5)
        where ledger.outgoing(news(ok, interval: 28 * second), now: start + at * second) != nil { said.append(at) }
        #expect(said == [0, 30, 60, 90])
    }

    @Test("Everything is said again within five minutes")
    func again() {
        var ledger = SubjectLedger(epoch: 3)
        _ = ledger.outgoing(news(ok), now: start)
        #expect(ledger.outgoing(news(ok), now: start + 299 * second) != nil)
    }

    @Test("Ids differ from lease to lease, and stay the same for the same word")
    func ids() {
        let ids = [Int64(3), 3, 4].map { epoch in
            var ledger = SubjectLedger(epoch: epoch)
            return ledger.outgoing(news(ok), now: start)?.id
        }
        #expect(ids[0] == ids[1])
        #expect(ids[0] != ids[2])
    }

    @Test("What is gone leaves a tombstone, once")
    func gone() {
        var ledger = SubjectLedger(epoch: 3)
        _ = ledger.outgoing(news(ok), now: start)
        #expect(ledger.gone(except: [.pipeline("archive")]).isEmpty)
        #expect(ledger.gone(except: []).map(\.key) == ["pipeline/archive"])
        #expect(ledger.gone(except: []).isEmpty)
        #expect(ledger.outgoing(news(ok), now: start + second) != nil)
    }

    @Test("A subject that goes and comes back gets ids that nothing else had")
    func comesBack() {
        var ledger = SubjectLedger(epoch: 3)
        let first = ledger.outgoing(news(ok), now: start)
        #expect(ledger.gone(except: []).map(\.value) == [nil])
        let again = ledger.outgoing(news(lagging), now: start + second)
        #expect(first?.id != nil && again?.id != nil && first?.id != again?.id)
    }

    @Test("A clock that is set back silences nothing")
    func clockSetBack() {
        var ledger = SubjectLedger(epoch: 3)
        _ = ledger.outgoing(news(ok), now: start)
        #expect(ledger.outgoing(news(ok), now: start - 60 * minute) != nil)
        #expect(ledger.outgoing(news(ok), now: start - 60 * minute + second) == nil)
    }

    @Test("What earlier monitors left is taken off the topic once, unless it is still there")
    func leftByOthers() {
        var ledger = SubjectLedger(epoch: 3)
        _ = ledger.outgoing(news(ok), now: start)
        let left = ["pipeline/archive", "pipeline/old", "consumer/archive/t/9"]
        let present: Set<HealthEvents.Subject> = [.pipeline("archive")]
        let gone = ledger.gone(except: present, onTopic: left, now: start)
        #expect(gone.map(\.key) == ["consumer/archive/t/9", "pipeline/old"])
        #expect(gone.allSatisfy { $0.value == nil })
        // The tombstone has not come back from the topic yet.
        #expect(ledger.gone(except: present, onTopic: left, now: start + 5 * second).isEmpty)
        // It never did: it is said again.
        #expect(ledger.gone(except: present, onTopic: left, now: start + 61 * second).count == 2)
    }

    @Test("One that is back is taken off anew when it goes again")
    func backAndGone() {
        var ledger = SubjectLedger(epoch: 3)
        #expect(ledger.gone(except: [], onTopic: ["pipeline/archive"], now: start).count == 1)
        #expect(ledger.gone(except: [.pipeline("archive")], onTopic: [], now: start + second).isEmpty)
        #expect(ledger.gone(except: [], onTopic: ["pipeline/archive"], now: start + 2 * second).count == 1)
    }

    @Test("A verdict that goes on over a takeover keeps its beginning; another one begins now")
    func legacy() throws {
        let legacy = SubjectLedger.Legacy(verdict: .ok, since: start - 60 * minute)
        var ledger = SubjectLedger(epoch: 4)
        let same = ledger.outgoing(news(ok), legacy: legacy, now: start)
        #expect(try data(same)?["since"]?.string == "2026-11-23T09:00:00Z")
        var other = SubjectLedger(epoch: 4)
        let changed = other.outgoing(news(lagging), legacy: legacy, now: start)
        #expect(try data(changed)?["since"]?.string == "2026-11-23T10:00:00Z")
    }

    @Test("What somebody wrote over is said again at once, under an id of its own")
    func forgotten() {
        var ledger = SubjectLedger(epoch: 3)
        let first = ledger.outgoing(news(ok), now: start)
        ledger.forget(["pipeline/other"])
        #expect(ledger.outgoing(news(ok), now: start + second) == nil)
        ledger.forget(["pipeline/archive"])
        let again = ledger.outgoing(news(ok), now: start + 2 * second)
        #expect(again != nil && again?.id != first?.id)
    }
}
