import Events
import JSON
import Testing

@Suite("Events are written as the contract says")
struct CloudEventTests {
    private func event(_ type: String, _ data: JSONValue = [:]) -> CloudEvent {
        CloudEvent(id: "1", source: "/gateways/waha/node-1", type: type, subject: "loja-centro", data: data)
    }

    @Test("The structured form of design §1.4")
    func structured() throws {
        var event = event("whatsapp.message.received", ["messageId": "3EB0", "chat": "5511987654321@s.whatsapp.net"])
        event.id = "01JD0000000000000000000000"
        event.time = 1_795_428_000_123_000
        event.sessionEpoch = 3
        event.sequence = 42
        event.extensions = [.init(name: "traceparent", value: "00-4bf9-00f0-01")]
        let text = String(decoding: event.structured(), as: UTF8.self)
        #expect(
            text == #"{"specversion":"1.0","id":"01JD0000000000000000000000","source":"/gateways/waha/node-1","#
                + #""type":"whatsapp.message.received","subject":"loja-centro","time":"2026-11-23T10:00:00.123Z","#
                + #""datacontenttype":"application/json","partitionkey":"loja-centro/5511987654321@s.whatsapp.net","#
                + #""sessionepoch":3,"sequence":"00000000000000000042","traceparent":"00-4bf9-00f0-01","#
                + #""data":{"messageId":"3EB0","chat":"5511987654321@s.whatsapp.net"}}"#)
    }

    @Test("What isn't known isn't written")
    func absent() throws {
        let json = event("whatsapp.session.connected").json
        for name in ["time", "sessionepoch", "sequence"] { #expect(json[name] == nil) }
        #expect(json["data"] == [:])
        #expect(json["partitionkey"]?.string == "loja-centro")
    }

    @Test("The greatest sequence has twenty digits")
    func sequence() {
        var event = event("whatsapp.session.connected")
        event.sequence = .max
        #expect(event.json["sequence"]?.string == "18446744073709551615")
        event.sequence = 0
        #expect(event.json["sequence"]?.string == "00000000000000000000")
    }

    @Test(
        "Text of any kind comes back from the JSON",
        arguments: ["\u{0}\u{1F}\"\\", "👨‍👩‍👧 مرحبا 漢字", "\u{2028}\u{7F}"])
    func text(text: String) throws {
        let event = event("whatsapp.message.received", ["text": .string(text)])
        #expect(try JSONValue(parsing: event.structured())["data"]?["text"]?.string == text)
    }

    @Test(
        "Each type has its topic",
        arguments: [
            ("whatsapp.session.qr", "lifecycle"),
            ("whatsapp.session.heartbeat", "heartbeats"),
            ("whatsapp.message.sent", "messages"),
            ("whatsapp.poll.vote", "messages"),
            ("whatsapp.contact.updated", "messages"),
            ("whatsapp.chat.updated", "messages"),
            ("whatsapp.group.updated", "messages"),
            ("whatsapp.group.participants", "messages"),
            ("whatsapp.call.received", "messages"),
            ("whatsapp.canary", "messages"),
            ("whatsapp.health.consumer", "health"),
            ("whatsapp.command.reconnect", "commands"),
            ("whatsapp.newer.thing", nil),
            ("telegram.message.sent", nil),
            ("", nil),
        ] as [(String, String?)])
    func topics(type: String, topic: String?) {
        #expect(event(type).topicName == topic)
    }

    @Test("The key is the chat's, else the contact's, else the instance's; only messages have a chat in it")
    func keys() {
        #expect(event("whatsapp.message.sent", ["chat": "1@lid", "contact": "2@lid"]).key == "loja-centro/1@lid")
        #expect(event("whatsapp.contact.updated", ["contact": "2@lid"]).key == "loja-centro/2@lid")
        #expect(event("whatsapp.message.status", ["chat": 1]).key == "loja-centro")
        #expect(event("whatsapp.session.connected", ["chat": "1@lid"]).key == "loja-centro")
        #expect(event("whatsapp.session.heartbeat").key == "loja-centro")
        #expect(event("whatsapp.unknown", ["chat": "1@lid"]).key == "loja-centro")
        var named = event("whatsapp.message.sent", ["chat": "1@lid"])
        named.partitionKey = "elsewhere"
        #expect(named.key == "elsewhere")
        #expect(named.json["partitionkey"]?.string == "elsewhere")
    }
}
