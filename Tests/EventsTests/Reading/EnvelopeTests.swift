import Bytes
import Testing

@testable import Events

@Suite("The envelope of a structured event")
struct EnvelopeTests {
    let desk = Desk()

    @Test("All attributes are read")
    func all() throws {
        let event = try #require(desk.read(Sample.event()).event)
        #expect(event.type == .canary)
        #expect(event.typeName == "whatsapp.canary")
        #expect(event.id == "01JD")
        #expect(event.source == "/gateways/baileys/node-1")
        #expect(event.subject == "loja-centro")
        #expect(event.time == 1_795_428_000_123_000)
        #expect(event.sessionEpoch == 3)
        #expect(event.sequence == 42)
        #expect(!event.isOperator)
        #expect(event.data.isNone)
        #expect(desk.reader.invalidFields == 0)
    }

    private static let notStrings = ["null", "true", "1", "1.5", "[]", "{}", "[\"x\"]"]

    @Test(
        "A required attribute that is absent or breaks its rule is poison",
        arguments: [
            ("specversion", ["\"1.1\"", "\"\"", "\"0.3\"", "\" 1.0\"", "1.0"]),
            ("id", ["\"\"", "\"\(String(repeating: "x", count: 256))\"", "\"\(String(repeating: "é", count: 128))\""]),
            ("source", ["\"\""]),
            ("type", ["\"\"", "\"whatsapp\"", "\"Whatsapp.x\"", "\"com.example.x\"", "\" whatsapp.canary\""]),
            (
                "subject",
                [
                    "\"\"", "\"\(String(repeating: "x", count: 256))\"", "\"a\\u0000b\"", "\"a\\nb\"", "\"\\u001f\"",
                    "\"\\u007f\"", "\"\u{7F}\"",
                ]
            ),
        ])
    func required(_ name: String, broken: [String]) {
        for value in broken + Self.notStrings + [nil] {
            let reading = desk.read(Sample.event([(name, value)]))
            let verdict = "invalid-event \(name)"
            // Without `specversion` and headers a value is no event at all, and that is said the same way.
            #expect(reading.verdict == verdict, "\(name): \(value ?? "absent")")
            #expect(reading.poison?.detail.contains("`\(name)`") == true)
        }
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("At the limits")
    func limits() throws {
        for name in ["id", "subject"] {
            let longest = ["x", "é", "日", "😀"].map { String(repeating: $0, count: 255 / $0.utf8.count) }
            for text in longest + [" ", "\u{80}", "loja \\u00e9", String(repeating: "\\u0041", count: 255), "\\ud800"] {
                #expect(desk.read(Sample.event([(name, "\"\(text)\"")])).verdict == "event", "\(name): \(text)")
            }
        }
        let long = String(repeating: "s", count: 5000)
        #expect(desk.read(Sample.event([("source", "\"\(long)\"")])).event?.source.count == 5000)
    }

    @Test("An unknown whatsapp type is an event of no type")
    func unknownType() throws {
        for name in ["whatsapp.message.pinned", "whatsapp.", "whatsapp.session.created.x", "whatsapp.\\u0000"] {
            let event = try #require(desk.read(Sample.event([("type", "\"\(name)\""), ("data", "[1]")])).event)
            #expect(event.type == nil)
            #expect(event.data.isNone)
            #expect(event.typeName.hasPrefix("whatsapp."))
        }
        #expect(desk.reader.invalidFields == 0)
    }

    @Test(
        "An optional attribute that breaks its rule counts as absent, and is counted",
        arguments: [
            ("time", ["\"\"", "\"yesterday\"", "\"2026-11-23T24:00:00Z\"", "\"2026-11-23 10:00:00Z\""] + notStrings),
            (
                "sessionepoch",
                ["-1", "2147483648", "1.0", "1e3", "\"3\"", "null", "true", "[]", "{}", "99999999999999999999"]
            ),
            (
                "sequence",
                ["\"\"", "\"-1\"", "\"18446744073709551616\"", "\"000000000000000000001\"", "\"4 2\"", "\"x\""]
                    + notStrings
            ),
            ("data", ["null", "[]", "\"x\"", "1", "true"]),
        ])
    func optional(_ name: String, broken: [String]) throws {
        for value in broken {
            let before = desk.reader.invalidFields
            let event = try #require(desk.read(Sample.event([(name, value)])).event, "\(name): \(value)")
            #expect(desk.reader.invalidFields == before + 1, "\(name): \(value)")
            #expect(event.time == (name == "time" ? 1_700_000_000_000_000 : 1_795_428_000_123_000))
            #expect(event.sessionEpoch == (name == "sessionepoch" ? 0 : 3))
            #expect(event.sequence == (name == "sequence" ? nil : 42))
        }
    }

    @Test("Optional attributes may be absent")
    func absent() throws {
        let changes = ["time", "sessionepoch", "sequence", "data"].map { ($0, nil as String?) }
        let event = try #require(desk.read(Sample.event(changes)).event)
        #expect(event.time == 1_700_000_000_000_000)
        #expect(event.sessionEpoch == 0)
        #expect(event.sequence == nil)
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("Epochs and sequences at their limits")
    func numbers() throws {
        for (text, number) in [("0", 0), ("-0", 0), ("2147483647", Int32.max)] {
            #expect(desk.read(Sample.event([("sessionepoch", text)])).event?.sessionEpoch == number)
        }
        for (text, number) in [("0", 0), ("18446744073709551615", UInt64.max), ("00000000000000000000", 0)] {
            #expect(desk.read(Sample.event([("sequence", "\"\(text)\"")])).event?.sequence == number)
        }
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("Without a time of its own and of its record an event is poison", arguments: [-1, .min, .max] as [Int64])
    func noTime(_ timestamp: Int64) {
        #expect(desk.read(Sample.event([("time", nil)]), timestamp: timestamp).verdict == "invalid-event time")
        #expect(desk.read(Sample.event([("time", "\"x\"")]), timestamp: timestamp).verdict == "invalid-event time")
        #expect(desk.read(Sample.event(), timestamp: timestamp).verdict == "event")
    }

    @Test("An operator's epoch and sequence are not read, and so not wrong")
    func operators() throws {
        let changes = [("source", "\"/operators/ana\""), ("sessionepoch", "\"x\""), ("sequence", "7")]
        let event = try #require(desk.read(Sample.event(changes)).event)
        #expect(event.isOperator)
        #expect(event.sessionEpoch == 0)
        #expect(event.sequence == nil)
        #expect(desk.reader.invalidFields == 0)
        let gateway = try #require(desk.read(Sample.event([("source", "\"/operators\"")])).event)
        #expect(!gateway.isOperator)
    }

    @Test("Other attributes are not read, whatever they are")
    func others() {
        let changes = [
            ("partitionkey", "1"), ("traceparent", "{\"a\" [ 1 2 ] , }"), ("datacontenttype", "null"), ("x", "\"\\q\""),
        ]
        #expect(desk.read(Sample.event(changes)).verdict == "event")
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("The first of a name counts, escaped or not")
    func duplicates() throws {
        let event = try #require(desk.read("{\"i\\u0064\":\"first\",\"id\":1," + Sample.event().dropFirst()).event)
        #expect(event.id == "first")
        #expect(desk.read("{\"id\":null," + Sample.event().dropFirst()).verdict == "invalid-event id")
        let inData = desk.read("message.revoked", data: "{\"messageId\":\"A\",\"messageId\":[],\"by\":\"b\",\"by\":1}")
        #expect(inData.event?.data.revoke?.messageID == "A")
        #expect(inData.event?.data.revoke?.by == "b")
    }

    @Test("A poison record's invalid fields are not counted")
    func poisonCountsNothing() {
        #expect(
            desk.read(Sample.event([("sessionepoch", "-1"), ("type", "\"whatsapp.message.revoked\"")])).poison != nil)
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("A value over the limit is too large before it is anything else")
    func tooLarge() {
        let desk = Desk(maxEventBytes: 10)
        #expect(desk.read("           ").verdict == "too-large")
        #expect(desk.read("          ").verdict == "invalid-json")
        #expect(desk.read(Sample.event()).poison?.detail.contains("allows 10") == true)
    }
}
