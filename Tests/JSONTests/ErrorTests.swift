import JSON
import Testing

@Suite("What is no JSON is refused, with its place")
struct ErrorTests {
    @Test(
        "Every fault has its kind",
        arguments: [
            ("", .unexpectedEnd),
            ("  ", .unexpectedEnd),
            ("[", .unexpectedEnd),
            ("[1", .unexpectedEnd),
            ("[1,", .unexpectedEnd),
            ("{", .unexpectedEnd),
            (#"{"a""#, .unexpectedEnd),
            (#"{"a":"#, .unexpectedEnd),
            (#"{"a":1"#, .unexpectedEnd),
            (#"{"a":1,"#, .unexpectedEnd),
            ("\"abc", .unexpectedEnd),
            ("\"abc\\", .unexpectedEnd),
            ("\"\\u12", .badEscape),
            ("[1,]", .unexpectedByte),
            ("[,1]", .unexpectedByte),
            ("[1 2]", .unexpectedByte),
            ("]", .unexpectedByte),
            (#"{"a":1,}"#, .unexpectedByte),
            ("{a:1}", .unexpectedByte),
            ("{1:1}", .unexpectedByte),
            (#"{"a" 1}"#, .unexpectedByte),
            (#"{"a":}"#, .unexpectedByte),
            ("[1}", .unexpectedByte),
            (#"{"a":1]"#, .unexpectedByte),
            ("'a'", .unexpectedByte),
            ("// no\n1", .unexpectedByte),
            ("\u{FEFF}1", .unexpectedByte),
            ("\u{A0}1", .unexpectedByte),
            ("NaN", .unexpectedByte),
            ("+1", .unexpectedByte),
            (".5", .unexpectedByte),
            ("\0", .unexpectedByte),
            ("01", .badNumber),
            ("-", .badNumber),
            ("1.", .badNumber),
            ("1e", .badNumber),
            ("1e+", .badNumber),
            ("--1", .badNumber),
            ("1.2.3", .badNumber),
            ("0x10", .badNumber),
            ("12abc", .badNumber),
            ("1-2", .badNumber),
            ("tru", .badLiteral),
            ("truefalse", .badLiteral),
            ("nullx", .badLiteral),
            ("True", .unexpectedByte),
            (#""\x""#, .badEscape),
            (#""\u12G4""#, .badEscape),
            (#""\ud83d\uZZZZ""#, .badEscape),
            ("\"a\nb\"", .controlCharacter),
            ("\"\u{1F}\"", .controlCharacter),
            ("1 2", .trailingBytes),
            ("{} x", .trailingBytes),
            ("\"a\"\"b\"", .trailingBytes),
        ] as [(String, JSONError.Code)])
    func faults(text: String, code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == code)
    }

    @Test(
        "Bytes that are no UTF-8 are refused, escaped neighbours or not",
        arguments: [
            [0xFF],
            [0xC3],
            [0xC0, 0x80],
            [0xED, 0xA0, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0x80],
            [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        for prefix in ["\"", "\"\\n"] {
            let error = #expect(throws: JSONError.self) {
                try JSONValue(parsing: Array(prefix.utf8) + bytes + Array("\"".utf8))
            }
            #expect(error?.code == .notUTF8)
        }
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test("Line, column and byte are an editor's, columns in characters")
    func places() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "{\n  \"é😀\": oops\n}") }
        #expect(error?.line == 2)
        #expect(error?.column == 9)
        #expect(error?.byteOffset == 14)
        #expect(error?.description == "a value should be here at line 2, column 9 (byte 14)")
        let end = #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,\n") }
        #expect(end?.line == 2)
        #expect(end?.column == 1)
    }

    @Test("Cut anywhere, a document is refused and nothing traps")
    func truncation() {
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00\n",true,null,{"b":{}}],"c":"é😀"}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: text[..<length]) }
        }
    }

    @Test("With any byte changed, a document is read or refused and nothing traps")
    func mutation() {
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e9",true],"c":"é"}"#.utf8)
        var refused = 0
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[index] = byte
                do { _ = try JSONValue(parsing: changed) } catch { refused += 1 }
            }
        }
        #expect(refused > 0)
    }
}
