import JSON
import Testing

@testable import Reference

@Suite("jsonb is printed as Postgres prints it")
struct JSONBTests {
    func printed(_ text: String) throws -> String? {
        JSONB.text(try JSONValue(parsing: text))
    }

    /// The right sides are what PostgreSQL 15 answered.
    @Test(
        "Numbers are numeric's",
        arguments: [
            ("-0", "0"), ("-0.0", "0.0"), ("1e3", "1000"), ("1.50", "1.50"), ("1.5e1", "15"), ("1.50e1", "15.0"),
            ("15e-1", "1.5"), ("1e-3", "0.001"), ("0e5", "0"), ("0e-5", "0.00000"), ("0.0e3", "0"), ("100", "100"),
            ("1E+2", "100"), ("12345678901234567890123456789", "12345678901234567890123456789"), ("1.23e-2", "0.0123"),
            ("-1.5e-7", "-0.00000015"), ("0e400000", "0"), ("0.10e1", "1.0"), ("0.5", "0.5"), ("-12.5", "-12.5"),
            ("0.001e2", "0.1"), ("0.001e3", "1"), ("0.001e4", "10"),
        ])
    func numbers(token: String, expected: String) {
        #expect(Numeric.text(token) == expected)
    }

    @Test(
        "What numeric can't hold is no number",
        arguments: ["1e131072", "1e-16384", "0e-16384", "1e99999999999999999999", "0e99999999999"]
    )
    func overflow(token: String) throws {
        #expect(Numeric.text(token) == nil)
        #expect(try printed("{\"a\": [\(token)]}") == nil)
    }

    @Test("The largest and the smallest that it can hold")
    func extremes() {
        #expect(Numeric.text("1e131071")?.utf8.count == 131_072)
        #expect(Numeric.text("1e-16383") == "0." + String(repeating: "0", count: 16_382) + "1")
        #expect(Numeric.text("-1e-16383")?.hasPrefix("-0.0") == true)
    }

    @Test("Names go by length, then by bytes; of two the first counts")
    func names() throws {
        #expect(
            try printed(#"{"bb":1,"a":2,"ab":3,"a":4,"Z":5,"é":6}"#) == #"{"Z": 5, "a": 2, "ab": 3, "bb": 1, "é": 6}"#)
        #expect(try printed(#"{"x\u0000":1,"x\ufffd":2}"#) == "{\"x\u{FFFD}\": 1}")
        #expect(try printed(#"{"":1}"#) == #"{"": 1}"#)
    }

    @Test("Escapes are escape_json's")
    func escapes() throws {
        let text = try printed(#""\u0001\u000f\u0010\u001f\u007f\/\b\f\n\r\t\"\\é\ud83d\ude00""#)
        #expect(text == "\"\\u0001\\u000f\\u0010\\u001f\u{7F}/\\b\\f\\n\\r\\t\\\"\\\\é😀\"")
    }

    @Test("U+0000 and lone surrogates become U+FFFD, one for one")
    func replacement() throws {
        #expect(
            try printed(#"["\u0000\u0000", "\ud800x", "\udc00\ud800"]"#)
                == "[\"\u{FFFD}\u{FFFD}\", \"\u{FFFD}x\", \"\u{FFFD}\u{FFFD}\"]")
    }

    @Test("Lists, empty ones, words, nesting")
    func shapes() throws {
        #expect(
            try printed(#"{"a":[],"b":{},"c":[1,[true,false,null]],"d":{"e":"f"}}"#)
                == #"{"a": [], "b": {}, "c": [1, [true, false, null]], "d": {"e": "f"}}"#)
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(try printed(deep) == deep)
    }
}
