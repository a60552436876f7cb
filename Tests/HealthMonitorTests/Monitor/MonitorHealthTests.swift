import JSON
import Testing

@testable import HealthMonitor

@Suite("The monitor's own health")
struct MonitorHealthTests {
    func health(_ change: (inout MonitorHealth) -> Void) -> Judgement {
        var health = MonitorHealth(id: "m1", epoch: 3, activeSince: start)
        health.horizon = start
        change(&health)
        return health.judgement(now: start + 60 * second)
    }

    @Test("A monitor that sees everything is well")
    func well() { #expect(health { _ in } == Judgement(.ok)) }

    @Test("What it doesn't see, it says", arguments: ["catching-up", "behind", "broker", "database"])
    func faults(_ code: String) {
        let judgement = health { health in
            switch code {
            case "catching-up": health.horizon = nil
            case "behind": health.horizon = start - second
            case "broker": health.brokerFault = "_TRANSPORT"
            default: health.databaseFault = "connection refused"
            }
        }
        #expect(judgement.verdict == .degraded)
        #expect(judgement.reasons.map(\.code.rawValue) == [code])
    }

    @Test("It is not well while verdicts wait: the topic says less than it knows, whatever its own event says")
    func waiting() {
        let judgement = health { ($0.publishing, $0.unpublished) = ("_TIMED_OUT", 12) }
        #expect(judgement.verdict == .degraded)
        #expect(judgement.reasons.map(\.code) == [.behind])
        #expect(judgement.reasons.first?.text == "verdicts wait to be published: _TIMED_OUT")
        #expect(judgement.reasons.first?.facts["unpublished"]?.int64 == 12)
    }

    @Test("Its facts tell a reader when to miss it")
    func facts() {
        var health = MonitorHealth(id: "m1", epoch: 3, activeSince: start)
        health.sessions = [.ok: 2]
        let facts = JSONValue.object(health.facts)
        #expect(facts["heartbeatSeconds"]?.int64 == 30)
        #expect(facts["epoch"]?.int64 == 3)
        #expect(facts["sessions"]?["ok"]?.int64 == 2)
        #expect(facts["sessions"]?["down"]?.int64 == 0)
    }
}
