import JSON
import Pipeline
import Testing

@testable import Operations

@Suite("The contract's rules beyond what a schema can say")
struct ContractRuleTests {
    let desk: ContractDesk

    init() throws { desk = try ContractDesk() }

    @Test(
        "Addresses are normal",
        arguments: [
            ("55119@s.whatsapp.net", nil), ("7@lid", nil), ("120363@g.us", nil), ("1@newsletter", nil),
            ("status@broadcast", nil), ("5511-1600@g.us", nil), ("55119@c.us", "ends in @c.us"),
            ("55119:12@s.whatsapp.net", "names a device"), ("55119.0:12@s.whatsapp.net", "names a device"),
            ("7:1@lid", "names a device"), ("55119_1@s.whatsapp.net", "names a device"),
            ("7@hosted.lid", "ends in @hosted.lid"),
            ("55119", "is not USER@SERVER"), ("@lid", "is not USER@SERVER"), ("a@b@lid", "is not USER@SERVER"),
            ("55119@S.WhatsApp.net", "has a server that is not"), ("a.b@s.whatsapp.net", nil),
        ])
    func address(_ text: String, _ fault: String?) {
        let told = NormalForm.fault(ofAddress: text)
        #expect(fault.map { told?.hasPrefix($0) == true } ?? (told == nil), "\(told ?? "nothing")")
        let faults = desk.faults(ContractSample.event(data: ["sender": "\"\(text)\""]))
        #expect(faults == (fault == nil ? [] : ["violation not-normal data.sender"]))
    }

    @Test("They are looked at wherever a schema has one, and nowhere else")
    func addressPlaces() throws {
        let schemas = desk.checker.schemas
        #expect(
            schemas.outline(of: "whatsapp.message.received").addresses
                == ["data.chat", "data.sender", "data.aliases.lid", "data.aliases.phone"])
        #expect(schemas.outline(of: "whatsapp.message.status").addresses == ["data.participant"])
        #expect(schemas.outline(of: "whatsapp.session.connected").addresses == ["data.lid"])
        #expect(schemas.outline(of: "whatsapp.contact.updated").addresses.contains("data.contact"))
        #expect(schemas.outline(of: "whatsapp.message.status").messageIDs == ["data.messageIds[]"])
    }

    @Test("What is required is what stands in required objects")
    func requiredPlaces() {
        #expect(
            desk.checker.schemas.outline(of: "whatsapp.message.received").required == [
                "specversion", "id", "source", "type", "subject", "data", "data.messageId", "data.chat",
                "data.timestamp",
            ])
        #expect(
            desk.checker.schemas.outline(of: "whatsapp.never.seen").required
                == ["specversion", "id", "source", "type", "subject"])
    }

    @Test(
        "Ids of messages are bare",
        arguments: [
            ("3EB0C767", nil, true), ("true_55119@c.us_3EB0", nil, false), ("1@newsletter/100", nil, true),
            ("1@newsletter/100", "1@newsletter", true), ("100", "1@newsletter", false),
            ("2@newsletter/1", "1@newsletter", false),
            ("100", "120363@g.us", true),
        ])
    func messageID(_ id: String, _ chat: String?, _ isNormal: Bool) {
        #expect((NormalForm.fault(ofMessageID: id, chat: chat) == nil) == isNormal)
        var data: [String: String?] = ["messageId": "\"\(id)\""]
        if let chat { data["chat"] = "\"\(chat)\"" }
        let told = desk.faults(ContractSample.event(data: data))
        #expect(told == (isNormal ? [] : ["violation not-normal data.messageId"]))
    }

    @Test("A name that stands twice: the first counts to us, and both are told of")
    func duplicates() {
        let twice = ContractSample.event().replacing("\"subject\":\"loja\"", with: "\"subject\":\"loja\",\"subject\":7")
        #expect(desk.faults(twice) == ["violation duplicate-name subject"])
        let inData = ContractSample.event(data: ["media": #"{"url":"a","url":"b"}"#])
        #expect(desk.faults(inData) == ["violation duplicate-name data.media.url"])
        let other = ContractSample.event().replacing("\"id\":\"01JD\"", with: "\"id\":7,\"id\":\"01JD\"")
        #expect(Set(desk.faults(other)) == ["poison wrong-type id", "violation duplicate-name id"])
    }

    @Test(
        "A type on a topic",
        arguments: [
            ("whatsapp.message.deleted", .messages, nil), ("whatsapp.canary", .messages, nil),
            ("whatsapp.session.starting", .lifecycle, nil), ("whatsapp.session.heartbeat", .heartbeats, nil),
            ("whatsapp.session.starting", .messages, "violation wrong-topic type"),
            ("whatsapp.message.deleted", .lifecycle, "violation wrong-topic type"),
            ("whatsapp.session.starting", .heartbeats, "violation wrong-topic type"),
            ("whatsapp.session.heartbeat", .lifecycle, "violation wrong-topic type"),
            ("whatsapp.canary", .lifecycle, "violation wrong-topic type"),
            ("whatsapp.never.seen", .messages, "note unknown-type type"),
            ("whatsapp.never.seen", .health, "note unknown-type type"),
        ] as [(String, ContractTopic, String?)])
    func topic(_ type: String, _ topic: ContractTopic, _ fault: String?) {
        #expect(desk.faults(ContractSample.event(type, "{}"), key: "loja", on: topic) == [fault].compactMap(\.self))
    }

    @Test(
        "A message's key is a hint",
        arguments: [
            ("loja/55119@s.whatsapp.net", nil), ("loja/7@lid", nil), ("loja", "note wrong-key key"),
            ("other/55119@s.whatsapp.net", "note wrong-key key"), ("55119@s.whatsapp.net", "note wrong-key key"),
            ("", "note wrong-key key"), (nil, "note missing-key key"),
        ] as [(String?, String?)])
    func messageKey(_ key: String?, _ fault: String?) {
        #expect(desk.faults(ContractSample.event(), key: key) == [fault].compactMap(\.self))
    }

    @Test("Where no chat is named the instance is a key as good as one with a chat", arguments: ["loja", "loja/x"])
    func chatlessKey(_ key: String) {
        let status = ContractSample.event("whatsapp.message.status", #"{"messageIds":["a"],"status":"read"}"#)
        #expect(desk.faults(status, key: key) == [])
    }

    @Test("On the other topics the order of a key's records counts", arguments: [ContractTopic.lifecycle, .heartbeats])
    func instanceKey(_ topic: ContractTopic) {
        let event = ContractSample.event(
            topic == .lifecycle ? "whatsapp.session.starting" : "whatsapp.session.heartbeat", "{}")
        #expect(desk.faults(event, key: "loja", on: topic) == [])
        #expect(desk.faults(event, key: "loja/x", on: topic) == ["violation wrong-key key"])
        #expect(desk.faults(event, key: nil, on: topic) == ["violation missing-key key"])
    }

    @Test("Our own topics are held against their schemas, and nothing on them is poison")
    func own() {
        let health = ContractSample.event(
            "whatsapp.health.monitor",
            #"{"verdict":"fine","since":"2026-11-23T10:00:00Z","observedAt":"noon","reasons":[{"code":""}]}"#)
        #expect(
            Set(desk.faults(health, key: "loja", on: .health)) == [
                "violation out-of-range data.verdict", "violation bad-time data.observedAt",
                "violation out-of-range data.reasons[].code", "violation missing data.reasons[].text",
            ])
        // An instance's name may have 255 bytes, and its subject there is longer by what it begins with.
        let longest = "monitor/" + String(repeating: "n", count: 255)
        let beat = ContractSample.event(
            "whatsapp.health.monitor",
            #"{"verdict":"ok","since":"2026-11-23T10:00:00Z","observedAt":"2026-11-23T10:00:00Z","reasons":[]}"#,
            ["subject": "\"\(longest)\""])
        #expect(desk.faults(beat, key: longest, on: .health) == [])
        let nobody = ContractSample.event("whatsapp.health.monitor", nil, ["subject": nil])
        #expect(desk.faults(nobody, key: nil, on: .health).contains("violation missing subject"))
        let command = ContractSample.event("whatsapp.command.reconnect", nil)
        let told = desk.check(ContractDesk.record(command, key: "loja"), on: .commands)
        #expect(!told.isPoison && ContractDesk.words(told) == ["violation missing data"])
    }

    @Test("Unknown types and fields are not held against anything but the envelope")
    func newer() {
        let event = ContractSample.event("whatsapp.never.seen", #"{"chat":7}"#, ["newattribute": "{}", "id": "\"\""])
        #expect(desk.faults(event, key: "loja") == ["poison out-of-range id", "note unknown-type type"])
    }
}
