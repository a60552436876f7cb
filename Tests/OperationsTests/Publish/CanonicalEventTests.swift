import JSON
import Testing

@testable import Operations

@Suite("Canonical events on their way")
struct CanonicalEventTests {
    static let good: JSONValue = [
        "specversion": "1.0", "id": "1", "source": "/gateways/x/1", "type": "whatsapp.message.received",
        "subject": "loja-centro", "data": ["messageId": "A", "chat": "5511@s.whatsapp.net"],
    ]

    static func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        .object(
            (good.object ?? []).compactMap { $0.name == name ? value.map { .init(name: name, value: $0) } : $0 }
                + (good[name] == nil ? value.map { [.init(name: name, value: $0)] } ?? [] : []))
    }

    static func route(_ value: JSONValue) throws -> RoutedEvent {
        try CanonicalEvent.route(value, bytes: Array(value.text.utf8))
    }

    @Test(
        "The type says the topic",
        arguments: [
            ("whatsapp.session.connected", "lifecycle"), ("whatsapp.session.heartbeat", "heartbeats"),
            ("whatsapp.message.status", "messages"), ("whatsapp.call.received", "messages"),
            ("whatsapp.canary", "messages"),
            ("whatsapp.session.invented", "lifecycle"), ("whatsapp.health.session", "health"),
            ("whatsapp.command.reconnect", "commands"),
        ])
    func routes(_ type: String, _ topic: String) throws {
        #expect(try Self.route(Self.with("type", .string(type))).topicName == topic)
    }

    @Test("The key is the instance and the chat, or what the event says it is")
    func keys() throws {
        #expect(try Self.route(Self.good).key == Array("loja-centro/5511@s.whatsapp.net".utf8))
        #expect(try Self.route(Self.with("partitionkey", "mine")).key == Array("mine".utf8))
        #expect(try Self.route(Self.with("data", nil)).key == Array("loja-centro".utf8))
    }

    @Test("It is published byte for byte as it stood")
    func keepsBytes() throws {
        let bytes = Array(
            #"{ "specversion":"1.0","id":"1", "id":"2","source":"s","type":"whatsapp.canary","subject":"m","x":1.0 }"#
                .utf8)
        #expect(try CanonicalEvent.route(JSONValue(parsing: bytes), bytes: bytes).value == bytes)
    }

    @Test(
        "What every consumer would call poison is named",
        arguments: [
            ("specversion", JSONValue?.none, "bad-field"), ("specversion", "0.3", "bad-field"),
            ("id", nil, "missing-field"),
            ("id", "", "bad-field"), ("id", 5, "bad-field"), ("source", nil, "missing-field"),
            ("source", .null, "missing-field"),
            ("type", nil, "missing-field"), ("type", "message.received", "bad-field"),
            ("type", "whatsapp.unheard.of", "bad-field"),
            ("subject", nil, "missing-field"), ("subject", "a\nb", "bad-field"), ("subject", "a\u{7F}", "bad-field"),
            ("subject", .string(String(repeating: "x", count: 256)), "bad-field"),
        ])
    func refuses(_ name: String, _ value: JSONValue?, _ code: String) {
        do throws(PublishProblem) {
            _ = try CanonicalEvent.route(Self.with(name, value), bytes: [])
            Issue.record("\(name) was taken")
        } catch {
            #expect(error.field == name)
            #expect(error.code == code)
        }
    }

    @Test("What is no object is no event", arguments: [JSONValue.null, 3, "x", [1]])
    func refusesOthers(_ value: JSONValue) {
        #expect(throws: PublishProblem(.notAnObject, field: "", "an event is a JSON object")) { try Self.route(value) }
    }
}
