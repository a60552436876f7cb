import Events
import Gateways
import JSON
import Testing

@Suite("What the payload doesn't say the caller may")
struct HintTests {
    private let status: JSONValue = ["event": "session.status", "session": "default", "payload": ["status": "WORKING"]]

    @Test("What neither says is a problem that names it")
    func missing() {
        #expect(Gateway.waha.map([:]).outline == ["! missing-event event", "! missing-instance instance"])
        #expect(Gateway.waha.map("x").outline == ["! missing-event event", "! missing-instance instance"])
        #expect(
            Gateway.whatsappWebJS.map([:], hints: MappingHints(instance: "loja")).outline == ["! missing-event event"])
        #expect(
            Gateway.whatsappWebJS.map(.null, hints: MappingHints(event: "ready")).outline == [
                "! missing-instance instance"
            ])
        #expect(Gateway.waha.map([:]).problems.map(\.description).allSatisfy { $0.hasSuffix("name it.") })
    }

    @Test("An event that the gateway doesn't have is a problem, and its name isn't repeated")
    func unknown() {
        for gateway in Gateway.allCases {
            let mapping = gateway.map([:], hints: MappingHints(instance: "loja", event: "secret-token-123"))
            #expect(mapping.outline == ["! unknown-event event"])
            #expect(
                mapping.problems.allSatisfy { !$0.reason.contains("secret") && $0.reason.contains(gateway.rawValue) })
        }
    }

    @Test("The caller's instance counts, the envelope's event does")
    func precedence() throws {
        let mapping = Gateway.waha.map(status, hints: MappingHints(instance: "loja", event: "message"))
        #expect(mapping.outline == ["session.connected"])
        #expect(mapping.events.first?.subject == "loja")
        #expect(Gateway.waha.map(status).events.first?.subject == "default")
    }

    @Test(
        "An instance's name follows the contract",
        arguments: [
            "",
            "a\nb",
            "a\u{7F}",
            "\u{0}",
            String(repeating: "é", count: 128),
        ])
    func badInstance(name: String) {
        #expect(Gateway.waha.map(status, hints: MappingHints(instance: name)).outline == ["! bad-instance instance"])
    }

    @Test(
        "Names in any script are fine",
        arguments: ["+11960000004", "Loja São João 🛍️", "店", String(repeating: "é", count: 127)])
    func goodInstance(name: String) {
        #expect(Gateway.waha.map(status, hints: MappingHints(instance: name)).events.first?.subject == name)
    }

    @Test("Node and epoch go into the events")
    func nodeAndEpoch() {
        let event = Gateway.waha.map(status, hints: MappingHints(node: "node-7", sessionEpoch: 1_795_428_000)).events
            .first
        #expect(event?.source == "/gateways/waha/node-7")
        #expect(event?.sessionEpoch == 1_795_428_000)
        #expect(Gateway.waha.map(status).events.first?.sessionEpoch == nil)
    }

    @Test("An id hangs on payload, instance and event, not on how the payload was laid out")
    func identity() throws {
        let spaced = try JSONValue(
            parsing: #" { "event" : "session.status", "session":"default" , "payload": {"status":"WORKING"}}"#)
        let id = Gateway.waha.map(status).events.first?.id
        #expect(id == Gateway.waha.map(spaced).events.first?.id)
        #expect(id?.utf8.count == 32)
        #expect(id != Gateway.waha.map(status, hints: MappingHints(instance: "loja")).events.first?.id)
        #expect(id != Gateway.waha.map(status, hints: MappingHints(occurrence: "request-1")).events.first?.id)
        #expect(id == Gateway.waha.map(status, hints: MappingHints(node: "node-7")).events.first?.id)
        let one = Gateway.whatsappWebJS.map(.null, hints: MappingHints(instance: "loja", event: "ready")).events.first?
            .id
        let other = Gateway.whatsappWebJS.map(.null, hints: MappingHints(instance: "loja", event: "authenticated"))
            .events.first?.id
        #expect(one != other)
    }

    @Test("WAHA's own id is the event's, and the second event of a payload has its place behind it")
    func ownID() throws {
        let limited = try Fixture.load(.waha, "session_limited")["payload"] ?? .null
        let ids = Gateway.waha.map(limited).events.map(\.id)
        #expect(
            ids == [
                "evt_01jd0000000000000000000001", "evt_01jd0000000000000000000001/2",
                "evt_01jd0000000000000000000001/3",
            ])
        var odd = status.object ?? []
        odd.append(.init(name: "id", value: .string("evt_" + String(repeating: "x", count: 300))))
        #expect(Gateway.waha.map(.object(odd)).events.first?.id.utf8.count == 32)
    }

    @Test("One message in two envelopes is one message: ids differ, data don't")
    func twice() throws {
        let message = try Fixture.load(.whatsappWebJS, "message_incoming")["payload"] ?? .null
        let received = Gateway.whatsappWebJS.map(message, hints: MappingHints(instance: "loja", event: "message"))
            .events
        let created = Gateway.whatsappWebJS.map(message, hints: MappingHints(instance: "loja", event: "message_create"))
            .events
        #expect(received.map(\.data) == created.map(\.data))
        #expect(received.map(\.type) == created.map(\.type))
        #expect(received.map(\.id) != created.map(\.id))
    }

    @Test("One stanza under a phone and under a LID keeps its id")
    func lidAndPhone() throws {
        let phone = Gateway.waha.map(try Fixture.load(.waha, "message")["payload"] ?? .null).events.first
        let lid = Gateway.waha.map(try Fixture.load(.waha, "message_any_lid")["payload"] ?? .null).events.first
        #expect(phone?.data["messageId"] == lid?.data["messageId"])
        #expect(phone?.data["fromMe"] == lid?.data["fromMe"])
        #expect(phone?.data["chat"] != lid?.data["chat"])
        #expect(phone?.data["aliases"]?["lid"] == lid?.data["chat"])
    }
}
