import JSON
import Testing

@testable import Reference

@Suite("The envelope: contract §1")
struct EnvelopeTests {
    static let attributes = [
        ("ce_specversion", "1.0"), ("ce_id", "01JD"), ("ce_source", "/gateways/waha/node-1"),
        ("ce_type", "whatsapp.session.connected"), ("ce_subject", "loja"), ("ce_time", time(7)),
    ]

    /// A binary record; the last of two headers of one name in `changed` replaces, nil takes away.
    func binary(
        _ value: String? = nil, _ changed: [String: String?] = [:], more: [(String, String?)] = [],
        timestamp: Int64 = -1
    ) -> LogRecord {
        let headers: [(String, String?)] = Self.attributes.compactMap { name, value in
            let text = changed[name] ?? value
            return text.map { (name, $0) }
        }
        return record(value, headers: headers + more, timestamp: timestamp, on: .lifecycle)
    }

    @Test("Structured mode is a JSON object with specversion, whatever its headers say")
    func structured() {
        var structured = event("session.connected", at: 3)
        structured.headers =
            Self.attributes.map { LogRecord.Header($0.0, $0.1) } + [LogRecord.Header("content-type", "text/plain")]
        #expect(fold(structured).row(.instances, "loja")?["updated_at"] == shown(3))
        #expect(
            fold(event("session.connected", replacing: ["specversion": .null])).letter == "invalid-event specversion")
    }

    @Test("Binary mode: attributes in headers, the value is data")
    func binaryMode() {
        let row = fold(binary(#"{"phoneNumber":"5511"}"#)).row(.instances, "loja")
        #expect(row?["status"] == "connected")
        #expect(row?["phone_number"] == "5511")
        #expect(row?["updated_at"] == shown(7))
    }

    @Test("Binary mode: no value is no data, an empty one isn't JSON")
    func binaryWithoutValue() {
        #expect(fold(binary()).row(.instances, "loja")?["status"] == "connected")
        #expect(fold(binary("")).letter == "invalid-json")
        #expect(fold(binary("null")).row(.instances, "loja")?["status"] == "connected")
        #expect(fold(binary("[1]")).row(.instances, "loja")?["status"] == "connected")
        #expect(fold(binary("{oops")).letter == "invalid-json")
    }

    @Test("Binary mode: digits make an epoch")
    func binaryEpoch() {
        for (text, epoch) in [("7", "7"), ("007", "7"), ("0", "0"), ("2147483647", "2147483647")] {
            #expect(
                fold(binary(nil, [:], more: [("ce_sessionepoch", text)])).row(.instances, "loja")?["session_epoch"]
                    == epoch)
        }
        for text in ["2147483648", "-1", "+7", "7.0", "x", "", " 7", "99999999999999999999999"] {
            #expect(
                fold(binary(nil, [:], more: [("ce_sessionepoch", text)])).row(.instances, "loja")?["session_epoch"]
                    == "0")
        }
    }

    @Test("Binary mode: of two headers of one name the first counts, and a header that isn't UTF-8 is no attribute")
    func binaryHeaders() {
        #expect(fold(binary(nil, [:], more: [("ce_subject", "other")])).row(.instances, "other") == nil)
        var broken = binary(nil, ["ce_subject": nil])
        broken.headers.append(LogRecord.Header(name: Array("ce_subject".utf8), value: [0xFF]))
        #expect(fold(broken).letter == "invalid-event subject")
        broken.headers.removeLast()
        broken.headers.append(LogRecord.Header("ce_subject", nil))
        #expect(fold(broken).letter == "invalid-event subject")
    }

    @Test("Neither value nor ce_type is a tombstone, which makes no row and is no poison")
    func tombstone() {
        let records = [
            record(nil, on: .lifecycle), record(nil, headers: [("ce_specversion", "1.0")]),
            record(nil, on: .heartbeats),
        ]
        let reference = fold(records)
        #expect(reference.letter == nil)
        #expect(reference.table(.archive).rows.count == 2)
        #expect(reference.table(.instances).rows.isEmpty)
    }

    @Test("No value but ce_type is binary mode")
    func bareType() {
        let headers = [("ce_type", "whatsapp.session.created" as String?)]
        #expect(fold(record(nil, headers: headers, on: .lifecycle)).letter == "invalid-event specversion")
    }

    @Test(
        "JSON that is no envelope lacks specversion; what is no JSON is invalid-json",
        arguments: [
            ("{}", "invalid-event specversion"), ("[]", "invalid-event specversion"),
            ("null", "invalid-event specversion"),
            ("\"x\"", "invalid-event specversion"), ("", "invalid-json"), ("{", "invalid-json"),
            ("{\"specversion\":\"1.0\"", "invalid-json"),
            ("{} {}", "invalid-json"), ("hello", "invalid-json"), ("{\"a\":01}", "invalid-json"),
        ])
    func noEnvelope(value: String, letter: String) {
        #expect(fold(record(value)).letter == letter)
        #expect(fold(record(value, on: .heartbeats)).letter == letter)
    }

    @Test("A value that isn't UTF-8 is invalid-json")
    func notUTF8() {
        let bytes = Array(#"{"specversion":"1.0","id":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        #expect(fold(LogRecord(topic: .messages, offset: 0, value: bytes)).letter == "invalid-json")
    }

    @Test("Over the limit is too-large, and archived all the same")
    func tooLarge() {
        var reference = Reference(maxEventBytes: 10)
        reference.apply(event("session.created"))
        reference.apply(record(nil, on: .messages))
        #expect(reference.letter == "too-large")
        #expect(reference.row(.archive, "1", "0", "0") != nil)
        #expect(reference.table(.instances).rows.isEmpty)
        var exact = Reference(maxEventBytes: event("session.created").value?.count ?? 0)
        exact.apply(event("session.created"))
        #expect(exact.letter == nil)
    }

    @Test(
        "Each required attribute, absent, null, of the wrong type or out of range, is named",
        arguments: [
            ("specversion", ["\"1.1\"", "1.0", "null"]), ("id", ["\"\"", "7", "null", "{}"]),
            ("source", ["\"\"", "[]", "null"]),
            ("type", ["\"com.example.x\"", "\"\"", "\"whatsapp\"", "null", "1"]),
            ("subject", ["\"\"", "null", "1", #""a\u0007""#]),
        ])
    func required(name: String, wrong: [String]) throws {
        if name != "specversion" {
            #expect(fold(event("session.created", without: name)).letter == "invalid-event \(name)")
        }
        for text in wrong {
            let value = try JSONValue(parsing: text)
            #expect(fold(event("session.created", replacing: [name: value])).letter == "invalid-event \(name)")
        }
    }

    @Test("The first that is wrong, in the table's order, is the one that is named")
    func order() {
        #expect(fold(record(#"{"specversion":"1.0"}"#)).letter == "invalid-event id")
        #expect(fold(event("message.received", without: "time")).letter == "invalid-event time")
    }

    @Test("A subject is 1–255 bytes, none below 0x20, no 0x7F, escaped or not")
    func subject() {
        func letter(_ subject: String) -> String? { fold(event("session.created", of: subject)).letter }
        #expect(letter(String(repeating: "é", count: 127)) == nil)
        #expect(letter(String(repeating: "é", count: 128)) == "invalid-event subject")
        #expect(letter(String(repeating: "x", count: 255)) == nil)
        for control in ["\0", "\u{1}", "\n", "\u{1F}", "\u{7F}"] {
            #expect(letter("a\(control)b") == "invalid-event subject")
        }
        for fine in ["\u{80}", "\u{9F}", " ", "😀", "a/b"] { #expect(letter(fine) == nil) }
        #expect(fold(binary(nil, ["ce_subject": "a\tb"])).letter == "invalid-event subject")
    }

    @Test("A subject with a lone surrogate stands as U+FFFD")
    func surrogate() {
        let text =
            #"{"specversion":"1.0","id":"1","source":"/x","type":"whatsapp.session.created","subject":"a\ud800","time":"\#(time(0))"}"#
        #expect(fold(record(text, on: .lifecycle)).row(.instances, "a\u{FFFD}") != nil)
    }

    @Test("Without a time, or with a bad one, the record's own counts; with neither it is poison")
    func timeFallback() {
        for wrong in [nil, .null, "yesterday", 7] as [JSONValue?] {
            var timed = event(
                "session.created", replacing: wrong.map { ["time": $0] } ?? [:], without: wrong == nil ? "time" : nil)
            #expect(fold(timed).letter == "invalid-event time")
            timed.timestamp = 1_795_428_000_123
            #expect(fold(timed).row(.instances, "loja")?["created_at"] == "2026-11-23 10:00:00.123+00")
            timed.timestamp = .max
            #expect(fold(timed).letter == "invalid-event time")
        }
    }

    @Test(
        "A sessionepoch that is none counts as 0",
        arguments: ["-1", "2147483648", "1.0", "1e1", "\"3\"", "null", "true"])
    func epoch(text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(
            fold(event("session.created", replacing: ["sessionepoch": value])).row(.instances, "loja")?["session_epoch"]
                == "0")
        #expect(
            fold(event("session.created", epoch: 2_147_483_647)).row(.instances, "loja")?["session_epoch"]
                == "2147483647")
    }

    @Test("Of a name that occurs twice the first counts")
    func twice() {
        let text =
            #"{"specversion":"1.0","specversion":"2","id":"1","source":"/x","type":"whatsapp.session.qr","subject":"a","subject":"b","time":"\#(time(0))","data":{"qr":"1","qr":"2"},"data":{}}"#
        let reference = fold(record(text, on: .lifecycle))
        #expect(reference.row(.instances, "a")?["qr_code"] == "1")
        #expect(reference.row(.instances, "b") == nil)
    }

    @Test("An unknown whatsapp.* type is archived and makes no row, but its envelope must be right")
    func unknownType() {
        for type in ["message.exploded", "session.", "", "session.Created", "canary", "poll.vote", "message.deleted"] {
            let reference = fold(event(type, data: [:], on: .messages))
            #expect(reference.letter == nil)
            #expect(reference.table(.archive).rows.count == 1)
            #expect(reference.table(.messages).rows.isEmpty)
        }
        #expect(fold(event("message.exploded", without: "id")).letter == "invalid-event id")
    }

    @Test("A known type on the wrong topic makes no row; what is wrong in it is poison all the same")
    func wrongTopic() {
        let misplaced: [(String, LogRecord.Topic)] = [
            ("session.created", .messages), ("session.created", .heartbeats), ("session.heartbeat", .lifecycle),
            ("session.heartbeat", .messages), ("health.session", .messages), ("canary", .lifecycle),
        ]
        for (type, topic) in misplaced {
            let reference = fold(event("session.created", of: "known"), event(type, at: 9, on: topic))
            #expect(reference.letter == nil)
            #expect(reference.row(.instances, "loja") == nil)
            #expect(reference.table(.instanceEvents).rows.count == 1)
        }
        let status: JSONValue = ["messageIds": ["1"], "status": "read"]
        #expect(fold(event("message.status", data: status, on: .lifecycle)).table(.messages).rows.isEmpty)
        #expect(fold(event("session.qr", data: [:], on: .messages)).letter == "invalid-event qr")
    }

    @Test("data that is no object counts as absent")
    func data() {
        for data in [nil, .null, "x", [1], 7] as [JSONValue?] {
            #expect(fold(event("session.created", data: data)).letter == nil)
            #expect(fold(event("message.revoked", data: data)).letter == "invalid-event messageId")
        }
    }
}
