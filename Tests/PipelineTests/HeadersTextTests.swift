import Bytes
import Testing

@testable import Pipeline

@Suite("Headers as the archive keeps them")
struct HeadersTextTests {
    static func text(_ headers: [(String, [UInt8]?)]) -> String? {
        let arena = Arena()
        var builder = PackedHeaders.Builder()
        for (name, value) in headers {
            let view = value.map { bytes in unsafe bytes.withUnsafeBytes { unsafe arena.copy($0) } }
            builder.add(name: arena.copy(name), value: view)
        }
        var text = ByteBuffer()
        return HeadersText.write(builder.finish(into: arena), into: &text) ? text.view.string : nil
    }

    @Test("No headers are none")
    func none() { #expect(Self.text([]) == nil) }

    @Test("Pairs in order, names twice, null and empty values apart")
    func pairs() {
        let written = Self.text([("a", Array("x".utf8)), ("a", nil), ("b", [])])
        #expect(written == #"[["a","x"],["a",null],["b",""]]"#)
    }

    @Test("What JSON must escape is escaped, what it need not is left")
    func escapes() {
        #expect(Self.text([("q\"", Array("\\\n\u{1}é😀/".utf8))]) == #"[["q\"","\\\u000a\u0001é😀/"]]"#)
    }

    @Test(
        "Bytes that are not UTF-8 are base64 with padding",
        arguments: [
            ([0xFF] as [UInt8], "/w=="), ([0xFF, 0xFE], "//4="), ([0xFF, 0xFE, 0xFD], "//79"),
            ([0xC0, 0x80, 0x41, 0x42], "wIBBQg=="),
        ])
    func base64(bytes: [UInt8], text: String) {
        #expect(Self.text([("b", bytes)]) == #"[["b",{"base64":"\#(text)"}]]"#)
    }
}
