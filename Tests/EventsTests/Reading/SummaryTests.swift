import Bytes
import Testing

@testable import Events

@Suite("What the archive keeps of a record")
struct SummaryTests {
    let desk = Desk()

    /// subject, type, id and message id, as far as they are there.
    private func summary(_ value: String?, headers: [(String, [UInt8]?)] = []) -> [String?] {
        let summary = desk.reader.summary(of: desk.record(value.map { Array($0.utf8) }, headers: headers))
        return [summary.subject, summary.typeName, summary.id, summary.messageID].map { $0?.string }
    }

    private func summary(_ type: String, data: String) -> String? {
        summary(Sample.event(type: type, data: data))[3]
    }

    @Test("An event's own")
    func event() {
        let data = Sample.object(Sample.required["message.received"] ?? [])
        let expected = ["loja-centro", "whatsapp.message.received", "01JD", "A1"]
        #expect(summary(Sample.event(type: "message.received", data: data)) == expected)
        #expect(summary(Sample.event()) == ["loja-centro", "whatsapp.canary", "01JD", nil])
    }

    @Test("Poison's too, as far as it can be read")
    func poison() {
        #expect(
            summary(Sample.event([("specversion", "\"2\""), ("time", "{}"), ("source", nil)])) == [
                "loja-centro", "whatsapp.canary", "01JD", nil,
            ])
        #expect(summary(Sample.event([("subject", "\"\"")])) == [nil, "whatsapp.canary", "01JD", nil])
        #expect(summary(Sample.event([("subject", "\"\\u0000\"")])) == [nil, "whatsapp.canary", "01JD", nil])
        #expect(summary(Sample.event([("type", "\"com.example\"")])) == ["loja-centro", "com.example", "01JD", nil])
        #expect(summary(Sample.event([("id", "7"), ("type", "null")])) == ["loja-centro", nil, nil, nil])
        #expect(summary(Sample.event([("id", "\"\\q\"")])) == ["loja-centro", "whatsapp.canary", nil, nil])
        #expect(summary(Sample.event([("specversion", nil)])) == ["loja-centro", "whatsapp.canary", "01JD", nil])
        let long = "\"\(String(repeating: "x", count: 256))\""
        #expect(summary(Sample.event([("id", long), ("type", long), ("subject", long)])) == [nil, nil, nil, nil])
        #expect(desk.reader.invalidFields == 0)
    }

    @Test(
        "Nothing of what isn't JSON",
        arguments: ["", "{", "hello", "{\"id\":\"x\"", "{\"id\":\"\u{1}\"}", "[]", "1", "null", "{}"])
    func nothing(_ value: String) {
        #expect(summary(value) == [nil, nil, nil, nil])
    }

    @Test("A tombstone has nothing")
    func tombstone() {
        #expect(summary(nil) == [nil, nil, nil, nil])
        #expect(summary(nil, headers: [("ce_id", [0x61])]) == [nil, nil, nil, nil])
    }

    @Test("The message's id, the first of several")
    func messageIDs() {
        #expect(summary("message.status", data: #"{"messageIds":["B","C"],"messageId":"A"}"#) == "B")
        #expect(summary("message.status", data: #"{"messageIds":["B",7],"x":[1 2]}"#) == "B")
        for bad in ["[]", "[7,\"A\"]", "\"A\"", "[\"\"]", "{}", "null", "[\"\\q\"]"] {
            #expect(summary("message.status", data: "{\"messageIds\":\(bad)}") == nil)
        }
        #expect(summary("message.deleted", data: #"{"messageIds":["B"],"messageId":"A\u0000"}"#) == "A\u{FFFD}")
        #expect(summary("message.pinned", data: #"{"messageIds":["B"]}"#) == "B")
        #expect(summary("message.revoked", data: #"{"messageId":"A","messageId":"B","x":tru}"#) == "A")
        for bad in ["\"\"", "1", "null", "{}", "\"\(String(repeating: "x", count: 256))\""] {
            #expect(summary("message.received", data: "{\"messageId\":\(bad)}") == nil)
        }
        for data in ["[]", "null", "1", "\"x\"", "{}"] { #expect(summary("message.received", data: data) == nil) }
    }

    @Test("In binary mode from the headers and the value")
    func binary() {
        func headers(_ changes: [String: [UInt8]?] = [:]) -> [(String, [UInt8]?)] {
            let all = ["ce_specversion": "1.0", "ce_id": "I", "ce_type": "whatsapp.message.revoked", "ce_subject": "s"]
            return all.map { ($0.key, changes[$0.key] ?? Array($0.value.utf8)) }
        }
        let all = ["s", "whatsapp.message.revoked", "I", "A"]
        #expect(summary("{\"messageId\":\"A\"}", headers: headers()) == all)
        #expect(
            summary("{\"messageId\":\"A\",\"id\":\"x\"}", headers: headers(["ce_specversion": nil as [UInt8]?])) == all)
        #expect(summary("hello", headers: headers()) == ["s", "whatsapp.message.revoked", "I", nil])
        #expect(summary("[]", headers: headers()) == ["s", "whatsapp.message.revoked", "I", nil])
        #expect(summary(nil, headers: headers()) == ["s", "whatsapp.message.revoked", "I", nil])
        #expect(
            summary(nil, headers: headers(["ce_subject": [0], "ce_id": [0xFF]])) == [
                nil, "whatsapp.message.revoked", nil, nil,
            ])
        #expect(summary(Sample.event(), headers: headers()) == ["loja-centro", "whatsapp.canary", "01JD", nil])
    }

    @Test("Of a record that is too large as well")
    func large() {
        let small = Desk(maxEventBytes: 10)
        let record = small.record(Array(Sample.event().utf8))
        #expect(small.reader.read(record).verdict == "too-large")
        #expect(small.reader.summary(of: record).id?.string == "01JD")
    }

    @Test("A summary and a reading of the same events agree")
    func agreement() {
        var generator = SeededGenerator(seed: 17)
        for _ in 0..<1000 {
            desk.arena.reset()
            let record = desk.record(Array(RandomEvent.text(&generator).utf8))
            let summary = desk.reader.summary(of: record)
            guard let event = desk.reader.read(record).event else { continue }
            #expect(summary.subject == event.subject)
            #expect(summary.id == event.id)
            #expect(summary.typeName == event.typeName)
            if let body = event.data.body { #expect(summary.messageID == body.messageID) }
            if let status = event.data.status { #expect(summary.messageID == status.messageIDs.first) }
        }
    }
}
