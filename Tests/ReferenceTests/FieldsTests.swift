import JSON
import Testing

@testable import Reference

@Suite("The rules for every field: contract §1")
struct FieldsTests {
    func fields(_ text: String) throws -> Fields {
        Fields(try JSONValue(parsing: text))
    }

    /// A value of each type that JSON has, and what stands for absence.
    static let values = [#""x""#, #""""#, "7", "7.5", "true", "null", "[]", "{}"]

    func accepted<Value>(by read: (Fields) -> Value?) throws -> [String] {
        let absent = try fields("{}")
        #expect(read(absent) == nil)
        return try Self.values.filter { read(try fields(#"{"a":\#($0)}"#)) != nil }
    }

    @Test("Each type takes its own and nothing else")
    func types() throws {
        #expect(try accepted { $0.text("a") } == [#""x""#, #""""#])
        #expect(try accepted { $0.id("a") } == [#""x""#])
        #expect(try accepted { $0.address("a") } == [#""x""#])
        #expect(try accepted { $0.flag("a") } == ["true"])
        #expect(try accepted { $0.integer("a", in: 0...9) } == ["7"])
        #expect(try accepted { $0.object("a") } == ["{}"])
        #expect(try accepted { $0.moment("a") } == [])
        #expect(try accepted { $0.ids("a") } == [])
        #expect(try accepted { $0.word("a") as MessageStatus? } == [])
    }

    @Test("What isn't an object has no fields")
    func noObject() throws {
        for text in Self.values where text != "{}" {
            #expect(try fields(text).value("a") == nil)
        }
        #expect(Fields(nil).value("a") == nil)
    }

    @Test(
        "Integers are plain integer tokens in their range",
        arguments: [
            ("0", 0), ("-0", 0), ("9", 9), ("10", nil), ("-1", nil), ("1.0", nil), ("1e0", nil),
            ("9223372036854775808", nil),
            ("\"1\"", nil), ("true", nil),
        ] as [(String, Int64?)])
    func integers(token: String, expected: Int64?) throws {
        #expect(try fields(#"{"a":\#(token)}"#).integer("a", in: 0...9) == expected)
    }

    @Test("An id's bytes are counted as they were sent")
    func idLength() throws {
        #expect(Fields.id(.string(String(repeating: "\0", count: 255)))?.byteCount == 765)
        #expect(Fields.id(.string(String(repeating: "\0", count: 256))) == nil)
        #expect(Fields.id(.string(String(repeating: "😀", count: 63)))?.byteCount == 252)
        #expect(Fields.id(.string(String(repeating: "😀", count: 64))) == nil)
    }

    @Test(
        "A list of ids is whole or none",
        arguments: [
            (#"["a","b","a"]"#, ["a", "b", "a"]), (#"["a"]"#, ["a"]), (#"[]"#, nil), (#"["a",""]"#, nil),
            (#"["a",null]"#, nil),
            (#"["a",["b"]]"#, nil), (#""a""#, nil),
        ] as [(String, [Text]?)])
    func lists(text: String, expected: [Text]?) throws {
        #expect(try fields(#"{"a":\#(text)}"#).ids("a") == expected)
    }

    @Test("Of a name that occurs twice the first counts, also where it is of no use")
    func twice() throws {
        let twice = try fields(#"{"a":"1","a":"2","b":null,"b":"2","\u0063":"3","c":"4"}"#)
        #expect(twice.text("a") == "1")
        #expect(twice.text("b") == nil)
        #expect(twice.text("c") == "3")
        #expect(try fields(#"{"data":{"a":1,"a":"x"}}"#).object("data")?.text("a") == nil)
    }

    @Test("Names are bytes, and differ by case")
    func names() throws {
        #expect(try fields(#"{"messageid":"1","MessageId":"2"}"#).text("messageId") == nil)
        #expect(try fields(#"{"e\u0301":"1"}"#).text("\u{E9}") == nil)
        #expect(try fields(#"{"messageId ":"1"}"#).text("messageId") == nil)
    }

    @Test("A required field that can't be read is named")
    func required() throws {
        let fields = try fields(#"{"a":"x","b":7}"#)
        #expect(try fields.required("a", as: fields.text) == "x")
        for name in ["b", "c"] {
            #expect(throws: Poison(reason: .invalidEvent, field: name)) { try fields.required(name, as: fields.text) }
        }
    }
}

@Suite("What a type asks of the tables: design §1.4")
struct EventTypeTests {
    func topic(_ name: Text) -> String {
        guard let type = EventType(name) else { return "poison" }
        return type.topic?.rawValue ?? "none"
    }

    @Test(
        "Lifecycle types belong on the lifecycle",
        arguments: [
            "created", "starting", "qr", "pairing_code", "passkey", "authenticated", "connected", "degraded",
            "disconnected", "replaced",
            "logged_out", "banned", "outdated", "failed", "stopped", "deleted", "history_sync", "limited",
        ])
    func lifecycle(word: String) {
        #expect(topic(Text("whatsapp.session.\(word)")) == "whatsapp.lifecycle")
        #expect(LifecycleWord.allCases.count == 18)
    }

    @Test("Heartbeats have a topic of their own")
    func heartbeat() {
        #expect(topic("whatsapp.session.heartbeat") == "whatsapp.heartbeats")
    }

    @Test(
        "Messages and all that happens to them",
        arguments: [
            "message.received", "message.sent", "message.status", "message.edited", "message.revoked",
            "message.reaction",
            "message.undecryptable", "contact.updated", "chat.updated", "group.updated",
        ])
    func messages(name: String) {
        #expect(topic(Text("whatsapp.\(name)")) == "whatsapp.messages")
        #expect(MessageType.allCases.count == 10)
    }

    @Test(
        "Types of no table yet, ours, and unknown ones",
        arguments: [
            "message.deleted", "poll.vote", "group.participants", "call.received", "canary", "health.session",
            "command.reconnect", "x",
            "session", "session.", "session.Created", "message.received.v2", "", "sessions.created",
        ])
    func tableless(name: String) {
        #expect(topic(Text("whatsapp.\(name)")) == "none")
    }

    @Test(
        "Anything else is poison",
        arguments: ["whatsapp", "Whatsapp.session.created", "com.whatsapp.x", "", " whatsapp.x", "session.created"])
    func poison(name: String) {
        #expect(topic(Text(name)) == "poison")
    }
}
