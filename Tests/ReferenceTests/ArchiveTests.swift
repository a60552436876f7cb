import JSON
import Testing

@testable import Reference

@Suite("The archive keeps every record, byte for byte: contract §4")
struct ArchiveTests {
    func archived(_ record: LogRecord) -> [String: String] {
        fold(record).row(.archive, "1", "0", "0") ?? ["is": "missing"]
    }

    @Test("A record with all that can be read of it")
    func whole() {
        let value =
            #"{"specversion":"1.0","id":"01JD","type":"whatsapp.message.sent","subject":"loja","data":{"messageId":"M1"}}"#
        let record = LogRecord(
            topic: .messages, logID: 3, partition: 7, offset: 9, timestamp: 1_795_428_000_120, key: [0x6C, 0xFF],
            headers: [LogRecord.Header("a", "b"), LogRecord.Header("a", nil)], value: Array(value.utf8))
        var reference = Reference()
        reference.apply(record)
        #expect(
            reference.row(.archive, "3", "7", "9") == [
                "recorded_at": "2026-11-23 10:00:00.12+00", "instance_name": "loja",
                "event_type": "whatsapp.message.sent",
                "event_id": "01JD", "message_id": "M1", "key": "\\x6cff", "headers": #"[["a","b"],["a",null]]"#,
                "payload": ByteText.hexadecimal(Array(value.utf8)).string,
            ])
        #expect(
            reference.row(.deadLetters, "3", "whatsapp.messages", "7", "9") == [
                "reason": "invalid-event", "field": "source",
            ])
    }

    @Test("A tombstone, an empty value, an empty key")
    func empty() {
        #expect(archived(record(nil)) == [:])
        #expect(archived(record("")) == ["payload": "\\x"])
        #expect(archived(LogRecord(topic: .lifecycle, offset: 0, key: [], value: nil)) == ["key": "\\x"])
    }

    @Test("Headers that aren't UTF-8 are base64, and U+0000 stays what it is")
    func headers() {
        var bytes = record(nil)
        bytes.headers = [
            LogRecord.Header(name: Array("x".utf8), value: [0xFF, 0]), LogRecord.Header("y", "a\0é\""),
            LogRecord.Header("", ""),
        ]
        #expect(archived(bytes)["headers"] == #"[["x",{"base64":"/wA="}],["y","a\u0000é\""],["",""]]"#)
    }

    @Test("What can't be read is NULL; the rest stands")
    func unreadable() {
        func read(_ members: String) -> [String: String] {
            archived(record("{\"specversion\":\"1.0\",\(members)}")).filter { $0.key != "payload" }
        }
        #expect(
            read(#""id":7,"type":"whatsapp.x","subject":"loja""#) == [
                "event_type": "whatsapp.x", "instance_name": "loja",
            ])
        #expect(
            read(#""id":"1","type":"com.example","subject":"a\n""#)
                == ["event_id": "1", "event_type": "com.example"])
        #expect(read(#""id":"","subject":null"#) == [:])
        #expect(read(#""id":"\u0000","subject":"a\ud800""#) == ["event_id": "\u{FFFD}", "instance_name": "a\u{FFFD}"])
        #expect(archived(record(#"{"id":"1","type":"whatsapp.x","subject":"loja"}"#)).keys.sorted() == ["payload"])
        #expect(archived(record("{\"id\":")).keys.sorted() == ["payload"])
    }

    @Test("In binary mode the headers are read, whatever the value is")
    func binary() {
        let headers: [(String, String?)] = [
            ("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_type", "whatsapp.message.edited"), ("ce_subject", "loja"),
        ]
        let expected = ["event_id": "1", "event_type": "whatsapp.message.edited", "instance_name": "loja"]
        func read(_ value: String?) -> [String: String] {
            archived(record(value, headers: headers)).filter { $0.key != "payload" && $0.key != "headers" }
        }
        #expect(read(#"{"messageId":"M1"}"#) == expected.merging(["message_id": "M1"]) { $1 })
        #expect(read("oops") == expected)
        #expect(read(nil) == expected)
    }

    @Test("message_id is the one that the data names, the first of several")
    func messageID() {
        func id(_ type: String, _ data: JSONValue) -> String? {
            archived(event(type, data: data, on: .messages))["message_id"]
        }
        for type in ["received", "sent", "undecryptable", "edited", "revoked", "reaction"] {
            #expect(id("message.\(type)", ["messageId": "M1"]) == "M1")
            #expect(id("message.\(type)", ["messageId": ""]) == nil)
        }
        #expect(id("message.status", ["messageIds": ["M1", "M2"]]) == "M1")
        #expect(id("message.status", ["messageIds": ["M1", 7]]) == "M1")
        #expect(id("message.status", ["messageIds": [7, "M1"]]) == nil)
        #expect(id("message.status", ["messageId": "M1"]) == nil)
        for type in ["message.deleted", "poll.vote", "contact.updated", "message.exploded"] {
            #expect(id(type, ["messageId": "M1"]) == "M1")
            #expect(id(type, ["messageIds": ["M1"]]) == "M1")
            #expect(id(type, [:]) == nil)
        }
    }

    @Test("Heartbeats are not archived; the lifecycle is")
    func topics() {
        let reference = fold(event("session.heartbeat"), event("session.created"), record("oops", on: .heartbeats))
        #expect(reference.table(.archive).rows.count == 1)
        #expect(reference.row(.archive, "1", "0", "1")?["event_type"] == "whatsapp.session.created")
        #expect(reference.row(.deadLetters, "1", "whatsapp.heartbeats", "0", "2") == ["reason": "invalid-json"])
    }

    @Test("recorded_at is Kafka's timestamp, also where no event could have it")
    func recordedAt() {
        var timed = record(nil)
        for (timestamp, shown) in [
            (-1, nil), (0, "1970-01-01 00:00:00+00"), (.max, nil), (253_402_300_800_000, "10000-01-01 00:00:00+00"),
        ] as [(Int64, String?)] {
            timed.timestamp = timestamp
            #expect(archived(timed)["recorded_at"] == shown)
        }
    }
}
