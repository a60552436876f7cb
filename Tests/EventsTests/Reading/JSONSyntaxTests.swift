import Bytes
import Testing

@testable import Events

@Suite("What is JSON and what isn't")
struct JSONSyntaxTests {
    let desk = Desk()

    /// An event whose data is a message of this text.
    private func message(_ json: String) -> String {
        let data = Sample.object(Sample.required["message.received"] ?? [], [("text", json)])
        return Sample.event(type: "message.received", data: data)
    }

    @Test(
        "Values that aren't JSON",
        arguments: [
            "", " ", "\n\t ", "x", "nul", "truefalse", "\"", "\"a", "'a'", "{", "}", "[", "]", ",", ":", "{]", "[}",
            "01", "+1",
            "1.", ".5", "1e", "- 1", "0x1", "NaN", "Infinity", "{}x", "{} {}", "{},", "[]]", "{}}", "{\"a\"}",
            "{\"a\":}", "{:1}",
            "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{a:1}", "{1:1}", "{\"a\":1]", "{\"a\":tru}",
            "{\"a\":1.}",
            "{\"a\"::1}", "{\"a\":,}", "{\"a\\q\":1}", "{\"a\":1}\u{0}", "\u{FEFF}{}", "//x\n{}", "{}/**/",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\u{1}\"}", "\u{C}{}", "{\"a\":\u{1A}1}", "{\"a\":\\\"x\"}", "\\", "{\"\\\":1}", "1 1",
            "\"a\"\"b\"", "\"a\"b",
        ])
    func notJSON(_ text: String) {
        #expect(desk.read(text).verdict == "invalid-json")
        #expect(desk.read(text).poison?.detail.hasPrefix("the value is not JSON: ") == true)
        #expect(desk.read(text).poison?.field == nil)
    }

    @Test("Bytes that aren't UTF-8, wherever they stand")
    func utf8() {
        let broken: [[UInt8]] = [
            [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0xF0, 0x9F, 0x98],
        ]
        for bytes in broken {
            for place in [
                Sample.event([("x", "\"#\"")]), message("\"#\""), Sample.event([("#", "1")]), "#" + Sample.event(),
            ] {
                let parts = place.utf8.split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false).map(
                    Array.init)
                let value = parts[0] + bytes + parts[1]
                #expect(desk.reader.read(desk.record(value)).verdict == "invalid-json", "\(bytes)")
            }
        }
    }

    @Test(
        "A string's escapes are checked where it is read",
        arguments: [
            #"\q"#, #"\u"#, #"\u12"#, #"\u12g4"#, #"\U0041"#, #"\x41"#, #"\'"#, #"\ud83d\u12"#, #"\ud83d\q"#, #"\0"#,
            #"a\u 123"#,
        ])
    func badEscapes(_ text: String) {
        #expect(desk.read(message("\"\(text)\"")).verdict == "invalid-json")
        #expect(desk.read(Sample.event([("id", "\"\(text)\"")])).verdict == "invalid-json")
        #expect(desk.read(Sample.event([("subject", "\"\(text)\"")])).verdict == "invalid-json")
    }

    @Test(
        "Escapes mean what RFC 8259 says; what Postgres can't keep becomes U+FFFD, one for one",
        arguments: [
            (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u65E5"#, "Aé日"), (#"\ud83d\ude00"#, "😀"),
            (#"\uD83D\uDE00"#, "😀"), (#"\u0000"#, "\u{FFFD}"), (#"a\u0000\u0000b"#, "a\u{FFFD}\u{FFFD}b"),
            (#"\ud800"#, "\u{FFFD}"),
            (#"\udfff"#, "\u{FFFD}"), (#"\ud800\ud800"#, "\u{FFFD}\u{FFFD}"), (#"\udc00\ud800"#, "\u{FFFD}\u{FFFD}"),
            (#"\ud800\ud83d\ude00"#, "\u{FFFD}😀"), (#"\ud83dx"#, "\u{FFFD}x"), (#"\ud83d\n"#, "\u{FFFD}\n"),
            (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\uffff\ufffe"#, "\u{FFFF}\u{FFFE}"), (#"\udbff\udfff"#, "\u{10FFFF}"),
            (#"\\u0000"#, #"\u0000"#), (#"\u005cn"#, #"\n"#), ("é\\u0301", "é\u{301}"),
            (#"\u007f\u0080\u07ff\u0800"#, "\u{7F}\u{80}\u{7FF}\u{800}"),
        ])
    func escapes(_ json: String, meaning: String) {
        let seen = desk.read(message("\"\(json)\"")).event?.data.body?.text
        #expect(seen?.array == Array(meaning.utf8))
    }

    @Test(
        "A literal or number that is read must be one",
        arguments: ["tru", "True", "nulL", "1x", "1.", "-", "00", "1e+", "falsee", "NaN"])
    func badScalars(_ text: String) {
        #expect(desk.read(message(text)).verdict == "invalid-json")
        #expect(desk.read(Sample.event([("sessionepoch", text)])).verdict == "invalid-json")
        #expect(desk.read(Sample.event([("data", text)])).verdict == "invalid-json")
    }

    @Test("Any white space, and none")
    func whiteSpace() {
        let spaced = Sample.event().replacing(",", with: " \n,\t").replacing("\":", with: "\"\r\n : ")
        #expect(desk.read(" \n\(spaced)\n\n ").event?.time == 1_795_428_000_123_000)
    }

    @Test("A fault's place is told where it is known")
    func offsets() {
        #expect(desk.read("{\"a\":1,}").poison?.detail.contains("(at byte 7)") == true)
        #expect(desk.read("{\"a\":tru}").poison?.detail.contains("(at byte 5)") == true)
        #expect(desk.read("{} {}").poison?.detail.contains("(at byte 3)") == true)
        #expect(desk.read("\"a").poison?.detail.contains("at byte") == false)
    }
}
