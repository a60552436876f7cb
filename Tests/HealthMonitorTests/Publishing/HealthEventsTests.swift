import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("Health events")
struct HealthEventsTests {
    static let subjects: [(HealthEvents.Subject, String, String)] = [
        (.session("loja/1"), "session/loja/1", "whatsapp.health.session"),
        (
            .consumer(pipeline: "archive", topic: "whatsapp.messages", partition: 3),
            "consumer/archive/whatsapp.messages/3", "whatsapp.health.consumer"
        ),
        (.pipeline("status"), "pipeline/status", "whatsapp.health.pipeline"),
        (.monitor("node-1"), "monitor/node-1", "whatsapp.health.monitor"),
    ]

    @Test("Subject, type, key and topic are those of the contract", arguments: subjects)
    func envelope(_ subject: HealthEvents.Subject, _ text: String, _ type: String) {
        let event = HealthEvents.event(
            subject, change: "1", Judgement(.down, [Reason(.failed, "why", facts: ["n": 1])]), since: start,
            at: start + second,
            facts: [.init(name: "more", value: true)])
        #expect(event.subject == text)
        #expect(event.key == text)
        #expect(event.type == type)
        #expect(event.topicName == "health")
        #expect(event.time == start + second)
        #expect(event.data["verdict"]?.string == "down")
        #expect(event.data["since"]?.string == "2026-11-23T10:00:00Z")
        #expect(event.data["observedAt"]?.string == "2026-11-23T10:00:01Z")
        #expect(event.data["reasons"] == [["code": "failed", "text": "why", "facts": ["n": 1]]])
        #expect(event.data["more"]?.bool == true)
        #expect(Outgoing(event).key == text)
        #expect(Outgoing.tombstone(subject) == Outgoing(topic: "health", key: text, id: text, value: nil))
    }

    @Test("Ids are short, and differ for subjects whose names run into the change")
    func ids() {
        let ids = [("a", "11"), ("a1", "1"), ("a11", "")].map { StableID.of("session/\($0.0)", $0.1) }
        #expect(Set(ids).count == 3)
        #expect(StableID.of("failed") == StableID.of("failed"))
        #expect(StableID.of("failed").utf8.count == 32)
        #expect(StableID.of() != StableID.of(""))
    }

    @Test("Verdicts are ordered by how much they need a person")
    func order() {
        #expect(Verdict.allCases.sorted() == [.ok, .unknown, .degraded, .down])
        #expect([Verdict.ok, .down, .degraded].max() == .down)
    }

    @Test(
        "Seconds are written to the millisecond, and only where they are numbers",
        arguments: [
            (0.0, "0"), (1.5, "1.5"), (2.00049, "2"), (0.0123, "0.012"), (.infinity, "null"), (.nan, "null"),
            (1e300, "null"),
        ])
    func seconds(_ value: Double, _ text: String) { #expect(ConsumerHealth.seconds(value).text == text) }
}
