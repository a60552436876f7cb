import Bytes
import Testing

@testable import Events

@Suite("Binary mode: attributes in headers")
struct BinaryModeTests {
    let desk = Desk()

    private static let attributes: [(String, String)] = [
        ("ce_specversion", "1.0"), ("ce_id", "01JD"), ("ce_source", "/gateways/baileys/node-1"),
        ("ce_type", "whatsapp.message.revoked"), ("ce_subject", "loja"), ("ce_time", "2026-11-23T10:00:00.123Z"),
        ("ce_sessionepoch", "3"), ("ce_sequence", "42"), ("content-type", "application/json"),
    ]

    /// A record with these headers; `.some(nil)` is a null value, an absent name leaves the header out.
    private func read(
        _ value: String?, _ changes: [String: [UInt8]?] = [:], without: Set<String> = [], timestamp: Int64 = 1000
    ) -> Reading {
        let headers = Self.attributes.filter { !without.contains($0.0) }.map { name, value in
            (name, changes[name] ?? Array(value.utf8))
        }
        return desk.reader.read(desk.record(value.map { Array($0.utf8) }, headers: headers, timestamp: timestamp))
    }

    @Test("All attributes are read, and the value is the data")
    func all() throws {
        let event = try #require(read("{\"messageId\":\"A1\"}").event)
        #expect(event.type == .messageRevoked)
        #expect(event.id == "01JD")
        #expect(event.source == "/gateways/baileys/node-1")
        #expect(event.subject == "loja")
        #expect(event.time == 1_795_428_000_123_000)
        #expect(event.sessionEpoch == 3)
        #expect(event.sequence == 42)
        #expect(event.data.revoke?.messageID == "A1")
        #expect(event.data.revoke?.timestamp == event.time)
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("A value with specversion is structured, whatever the headers say")
    func structuredWins() {
        #expect(read(Sample.event()).event?.subject == "loja-centro")
        #expect(read(Sample.event([("specversion", "null")])).verdict == "invalid-event specversion")
        #expect(read("{\"data\":{\"specversion\":\"1.0\"},\"messageId\":\"A1\"}").event?.subject == "loja")
    }

    @Test("A required attribute that is absent, null, not UTF-8 or out of range is poison")
    func required() {
        for name in ["id", "source", "type", "subject"] {
            #expect(read("{}", without: ["ce_\(name)"]).verdict == "invalid-event \(name)")
            for value in [nil, [], [0xFF], [0xC3]] as [[UInt8]?] {
                #expect(read("{}", ["ce_\(name)": value]).verdict == "invalid-event \(name)")
            }
        }
        #expect(read("{}", ["ce_specversion": Array("1.1".utf8)]).verdict == "invalid-event specversion")
        #expect(read("{}", without: ["ce_specversion"]).verdict == "invalid-event specversion")
        #expect(read("{}", ["ce_specversion": [0xFF]]).verdict == "invalid-event specversion")
        for byte in [0x00, 0x0A, 0x1F, 0x7F] as [UInt8] {
            #expect(read("{}", ["ce_subject": [0x61, byte]]).verdict == "invalid-event subject")
        }
        #expect(read("{}", ["ce_id": Array(repeating: 0x61, count: 256)]).verdict == "invalid-event id")
    }

    @Test("Only headers with exactly that name are attributes, the first of them")
    func names() {
        let value = Array("{\"messageId\":\"A\"}".utf8)
        var headers = Self.attributes.map { ($0.0, Array($0.1.utf8) as [UInt8]?) }
        headers.append(("ce_id", Array("second".utf8)))
        headers.insert(("CE_ID", Array("upper".utf8)), at: 0)
        headers.insert(("id", Array("bare".utf8)), at: 0)
        headers.insert(("ce_", Array("none".utf8)), at: 0)
        #expect(desk.reader.read(desk.record(value, headers: headers)).event?.id == "01JD")
        headers.insert(("ce_id", nil), at: 0)
        #expect(desk.reader.read(desk.record(value, headers: headers)).verdict == "invalid-event id")
    }

    @Test("U+0000 in a header becomes U+FFFD, but not in the subject")
    func zeros() {
        #expect(read("{\"messageId\":\"A\"}", ["ce_id": [0x61, 0, 0, 0x62]]).event?.id == "a\u{FFFD}\u{FFFD}b")
    }

    @Test("Optional attributes that break their rule count as absent")
    func optional() throws {
        let broken: [(String, [String], Int)] = [
            ("ce_time", ["", "x", "2026-11-23"], 1), ("ce_sequence", ["", "-1", "18446744073709551616", "1.0"], 1),
            ("ce_sessionepoch", ["", "-1", "+1", "1.0", "2147483648", "99999999999999999999999", "x", " 1"], 1),
        ]
        for (name, values, count) in broken {
            for value in values {
                let before = desk.reader.invalidFields
                let event = try #require(read("{\"messageId\":\"A\"}", [name: Array(value.utf8)]).event)
                #expect(desk.reader.invalidFields == before + count, "\(name): \(value)")
                #expect(event.time == (name == "ce_time" ? 1_000_000 : 1_795_428_000_123_000))
                #expect(event.sequence == (name == "ce_sequence" ? nil : 42))
                #expect(event.sessionEpoch == (name == "ce_sessionepoch" ? 0 : 3))
            }
        }
        let before = desk.reader.invalidFields
        let absent: Set = ["ce_time", "ce_sequence", "ce_sessionepoch"]
        #expect(read("{\"messageId\":\"A\"}", without: absent).event?.sessionEpoch == 0)
        #expect(read("{\"messageId\":\"A\"}", ["ce_sessionepoch": [0xFF]]).event?.sessionEpoch == 0)
        #expect(desk.reader.invalidFields == before)
        #expect(
            read("{\"messageId\":\"A\"}", ["ce_sessionepoch": Array("0002147483647".utf8)]).event?.sessionEpoch == .max)
        #expect(read("{}", ["ce_time": []], timestamp: -1).verdict == "invalid-event time")
    }

    @Test("No value is no data; another value than an object counts as none")
    func noData() throws {
        #expect(read(nil).verdict == "invalid-event messageId")
        let canary: [String: [UInt8]?] = ["ce_type": Array("whatsapp.canary".utf8)]
        #expect(read(nil, canary).verdict == "event")
        #expect(desk.reader.invalidFields == 0)
        for value in ["null", "[]", "[1,{\"a\":2}]", "\"text\"", "1", "true"] {
            let before = desk.reader.invalidFields
            #expect(read(value, canary).verdict == "event")
            #expect(desk.reader.invalidFields == before + 1, "\(value)")
        }
    }

    @Test(
        "Data that is not JSON is poison",
        arguments: ["", " ", "hello", "{", "[1", "[]]", "1 2", "\"x", "{}{}", "nul", "'x'"])
    func notJSON(_ value: String) {
        #expect(read(value).verdict == "invalid-json")
        #expect(read(value, ["ce_type": Array("whatsapp.canary".utf8)]).verdict == "invalid-json")
    }

    @Test("Neither value nor type is a tombstone")
    func tombstones() {
        #expect(desk.reader.read(desk.record(nil)).isTombstone)
        #expect(
            desk.reader.read(desk.record(nil, headers: [("ce_id", [0x61]), ("ce_specversion", [0x31])])).isTombstone)
        #expect(desk.reader.read(desk.record(nil, headers: [("ce_type", nil)])).isTombstone)
        let typed = desk.record(nil, headers: [("ce_type", Array("whatsapp.canary".utf8))])
        #expect(desk.reader.read(typed).verdict == "invalid-event specversion")
    }

    @Test("A value that says nothing of an event is no event", arguments: ["{}", "[]", "1", "null", "{\"id\":\"x\"}"])
    func foreign(_ value: String) {
        #expect(desk.read(value).verdict == "invalid-event specversion")
    }
}
