import Bytes
import Testing

@testable import Events

@Suite("Documents that mean harm")
struct HostileTests {
    let desk = Desk()

    @Test("Nesting in a part that nobody reads is as deep as it likes")
    func nesting() {
        for depth in [1000, 1024, 1025, 100_000] {
            for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                let inner = open == "[" ? "" : "1"
                let deep = String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
                #expect(desk.read(Sample.event([("x", deep)])).verdict == "event")
                let data = Sample.object(
                    Sample.required["message.received"] ?? [], [("x", deep), ("media", "{\"y\":\(deep)}")])
                #expect(desk.read("message.received", data: data).verdict == "event")
            }
        }
    }

    @Test("Nesting that does not end is not JSON", arguments: ["[", "{", "{\"a\":", "[{\"a\":", "[[],"])
    func endless(_ open: String) {
        let text = String(repeating: open, count: 200_000)
        #expect(desk.read(text).verdict == "invalid-json")
        #expect(desk.read(Sample.event([("x", text)])).verdict == "invalid-json")
        #expect(desk.read("session.connected", data: "{\"session\":\(text)}").verdict == "invalid-json")
    }

    @Test("An object of very many members gives the first of each name")
    func wide() {
        let junk = (0..<100_000).map { "\"k\($0)\":\"messageId\"," }.joined()
        let data = "{\(junk)\"messageId\":\"A1\",\(junk)\"messageId\":\"A2\"}"
        #expect(desk.read("message.revoked", data: data).event?.data.revoke?.messageID == "A1")
    }

    @Test("Names beyond any length are none of ours")
    func longNames() {
        for name in [
            String(repeating: "a", count: 1 << 20), String(repeating: "\\u0061", count: 1 << 16), "\\u0000id",
            "id\\u0000",
        ] {
            #expect(desk.read(Sample.event([(name, "1")])).event?.id == "01JD")
        }
        #expect(desk.read(Sample.event([("\\u0069\\u0064", "1"), ("id", nil)])).verdict == "invalid-event id")
    }

    @Test("Strings of a megabyte, plain and escaped")
    func longStrings() {
        let members = Sample.required["message.received"] ?? []
        for (json, count) in [("x", 1 << 20), ("\\u0000", 3 << 18), ("\\ud83d\\ude00", 4 << 16)] {
            let repeats = json == "x" ? 1 << 20 : json.count == 6 ? 1 << 18 : 1 << 16
            let text = "\"" + String(repeating: json, count: repeats) + "\""
            let data = Sample.object(members, [("text", text), ("media", "{\"caption\":\(text)}")])
            #expect(desk.read("message.received", data: data).event?.data.body?.text?.count == count)
        }
    }

    @Test("White space by the megabyte, after each token")
    func whiteSpace() {
        let space = String(repeating: " ", count: 1 << 20)
        let event = Sample.event([("subject", "\(space)\"s\"\(space)"), ("sessionepoch", "\(space)7\(space)")])
        #expect(desk.read(event).event?.subject == "s")
        #expect(desk.read(event).event?.sessionEpoch == 7)
    }

    @Test("Very many message ids")
    func messageIDs() {
        let ids = (0..<50_000).map { "\"\($0)\"" }.joined(separator: ",")
        let data = "{\"messageIds\":[\(ids)],\"status\":\"read\"}"
        #expect(desk.read("message.status", data: data).event?.data.status?.messageIDs.rest.count == 49_999)
        let broken = "{\"messageIds\":[\(ids),],\"status\":\"read\"}"
        #expect(desk.read("message.status", data: broken).poison != nil)
    }

    @Test("A large document leaves no trace in the next")
    func reuse() throws {
        for _ in 0..<3 {
            #expect(
                desk.read(Sample.event([("x", "[" + String(repeating: "[],", count: 1 << 20) + "1]")])).verdict
                    == "event")
            #expect(desk.read("{").verdict == "invalid-json")
            #expect(desk.read(Sample.event()).event?.subject == "loja-centro")
        }
    }

    @Test("A document is read no further than its end, whatever stands behind it")
    func padding() {
        // What stands behind in the arena closes, continues or repeats the document.
        for tail in ["}", "\"}", "]}", "1", ",\"id\":\"x\"}", "\"1.0\"}"] {
            for length in 0..<Sample.event().utf8.count {
                let arena = Arena()
                let reader = EventReader(arena: arena)
                let bytes = arena.copy(String(Sample.event().prefix(length)) + tail)
                let cut = bytes.slice(from: 0, count: length)
                let record = Record(
                    logID: 1, topic: 0, partition: 0, offset: 0, timestamp: 0, key: nil, value: cut, headers: .none)
                guard reader.read(record).verdict != "invalid-json" else { continue }
                Issue.record("\(length) bytes before \(tail) were an event")
                return
            }
        }
    }
}
