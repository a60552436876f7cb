import Bytes
import Postgres
import TestSupport
import Testing

@testable import Events

@Suite("Media is the text that Postgres prints", .timeLimit(.minutes(2)))
struct MediaTests {
    let desk = Desk()

    private func body(_ media: String) -> BodyData? {
        let data = Sample.object(Sample.required["message.received"] ?? [], [("media", media)])
        return desk.read("message.received", data: data).event?.data.body
    }

    private func media(_ json: String) -> String? { body(json)?.media?.string }

    private static let all = #"""
        {"mimetype":"image\/jpeg","filename":"a b.jpg","url":"https://x/?a=1&b=<2>","sha256":"q83v",
        "caption":"olá\n😀\u0000","size":9007199254740992,"seconds":0,"width":-0,"height":1080,"other":[1]}
        """#

    @Test("Keys by length, then by bytes")
    func order() {
        let expected = #"""
            {"url": "https://x/?a=1&b=<2>", "size": 9007199254740992, "width": 0, "height": 1080, "sha256": "q83v", 
            """# + #""caption": "olá\n😀"# + "\u{FFFD}"
            + #"", "seconds": 0, "filename": "a b.jpg", "mimetype": "image/jpeg"}"#
        #expect(media(Self.all) == expected)
        #expect(desk.reader.invalidFields == 0)
        #expect(media(#"{"seconds":1,"caption":"c"}"#) == #"{"caption": "c", "seconds": 1}"#)
        #expect(media(#"{"caption":""}"#) == #"{"caption": ""}"#)
    }

    @Test("An empty one is absent", arguments: ["{}", #"{"other":1}"#, #"{"Caption":"x"}"#])
    func empty(_ json: String) {
        #expect(body(json) != nil)
        #expect(media(json) == nil)
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("Another type is absent and counted", arguments: ["null", "[]", "1", "\"x\"", "true"])
    func otherType(_ json: String) {
        #expect(body(json) != nil)
        #expect(media(json) == nil)
        #expect(desk.reader.invalidFields == 2)
    }

    @Test("A bad member is left out and counted", arguments: ["mimetype", "filename", "url", "sha256", "caption"])
    func badStrings(_ name: String) {
        for json in FieldCase.notStrings {
            let before = desk.reader.invalidFields
            #expect(media("{\"\(name)\":\(json),\"height\":1}") == "{\"height\": 1}")
            #expect(desk.reader.invalidFields == before + 1)
            #expect(media("{\"\(name)\":\(json)}") == nil)
        }
    }

    @Test("A bad number too", arguments: ["size", "seconds", "width", "height"])
    func badNumbers(_ name: String) {
        let bad = ["-1", "9007199254740993", "1.0", "1e3", "99999999999999999999", "\"1\"", "null", "true", "[]", "{}"]
        for json in bad {
            let before = desk.reader.invalidFields
            #expect(media("{\"\(name)\":\(json),\"url\":\"u\"}") == "{\"url\": \"u\"}", "\(json)")
            #expect(desk.reader.invalidFields == before + 1)
        }
        for number in ["0", "1", "9007199254740992"] {
            #expect(media("{\"\(name)\":\(number)}") == "{\"\(name)\": \(number)}")
        }
    }

    @Test("A malformed member makes the record no JSON", arguments: ["\"\\q\"", "tru", "01", "\"\\u12\""])
    func malformed(_ json: String) {
        let data = Sample.object(Sample.required["message.received"] ?? [], [("media", "{\"caption\":\(json)}")])
        #expect(desk.read("message.received", data: data).verdict == "invalid-json")
    }

    @Test("Postgres prints what it reads, byte for byte")
    func postgres() throws {
        var connection = try Connection.connect(
            ConnectionSettings(url: PrivatePostgres.shared().url(), applicationName: "tests"))
        var generator = SeededGenerator(seed: 7)
        var texts = [media(Self.all)]
        // Every ASCII character, by its escape, in a caption each.
        texts += (0..<128).map { code in
            media("{\"caption\":\"a\\u00\(code < 16 ? "0" : "")\(String(code, radix: 16))b\",\"height\":\(code)}")
        }
        for _ in 0..<200 { texts.append(media(Self.random(&generator))) }
        for text in texts.compactMap(\.self) {
            let rows = try connection.query("SELECT ($1::text)::jsonb::text", [.text(text)])
            #expect(rows[0, 0] == text)
        }
    }

    private static func random(_ generator: inout SeededGenerator) -> String {
        var members: [(String, String)] = [("height", "1")]
        for name in ["mimetype", "filename", "url", "sha256", "caption"] where Bool.random(using: &generator) {
            members.append((name, NaiveJSON.randomString(&generator)))
        }
        for name in ["size", "seconds", "width"] where Bool.random(using: &generator) {
            members.append((name, "\(Int.random(in: 0...1 << 53, using: &generator))"))
        }
        return Sample.object(members.shuffled(using: &generator))
    }
}
