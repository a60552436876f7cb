import JSON
import Testing

@Suite("JSON is read strictly and completely")
struct ReadingTests {
    @Test("A value of every kind, in every nesting")
    func everyKind() throws {
        let value = try JSONValue(parsing: #" {"a": [1, -0.5e+3, "x", true, false, null, {}, []], "b": {"c": "d"}} "#)
        #expect(value["a"]?.array?.count == 8)
        #expect(value["a"]?[1] == .number("-0.5e+3"))
        #expect(value["b"]?["c"]?.string == "d")
        #expect(value["a"]?[5]?.isNull == true)
        #expect(value["missing"] == nil)
        #expect(value["a"]?[8] == nil)
        #expect(value["a"]?["name of an array"] == nil)
    }

    @Test(
        "A lone scalar is a document",
        arguments: [
            ("null", .null),
            ("true", .bool(true)),
            ("false", .bool(false)),
            ("0", .number("0")),
            ("\"\"", .string("")),
            ("-0", .number("-0")),
            ("1E400", .number("1E400")),
            (" [ ] ", .array([])),
            ("\t{\r\n}\n", .object([])),
        ] as [(String, JSONValue)])
    func scalars(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test("Of a name that occurs twice the first counts, and both are kept")
    func duplicateNames() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#)
        #expect(value["a"]?.int64 == 1)
        #expect(value.object?.map(\.name) == ["a", "b", "a"])
        #expect(value.text == #"{"a":1,"b":2,"a":3}"#)
    }

    @Test("Names and strings are told apart by their bytes, not by how they look")
    func canonicalEquivalence() throws {
        let value = try JSONValue(parsing: #"{"\u212A":1,"K":2,"e\u0301":3,"\u00e9":4}"#)
        #expect(value["K"]?.int64 == 2)
        #expect(value["\u{E9}"]?.int64 == 4)
        #expect(JSONValue.string("e\u{301}") != .string("\u{E9}"))
        #expect(try JSONValue(parsing: #"{"\u212A":1}"#) != ["K": 1])
        #expect(Set<JSONValue>(["\u{E9}", "e\u{301}", "\u{E9}"]).count == 2)
    }

    @Test(
        "Escapes mean what RFC 8259 says",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\uD83D\uDE00""#, "😀"),
            (#""\u0000""#, "\0"),
            (#""a\nb\tc""#, "a\nb\tc"),
            ("\"é 😀 \u{7F}\"", "é 😀 \u{7F}"),
            (#""👨‍👩‍👧\n""#, "👨‍👩‍👧\n"),
        ])
    func escapes(text: String, meaning: String) throws {
        #expect(try JSONValue(parsing: text) == .string(meaning))
    }

    @Test(
        "A surrogate alone becomes U+FFFD, one for one",
        arguments: [
            (#""\ud800""#, "\u{FFFD}"),
            (#""\udc00x""#, "\u{FFFD}x"),
            (#""\ud800\ud800""#, "\u{FFFD}\u{FFFD}"),
            (#""\ud800\u0041""#, "\u{FFFD}A"),
            (#""\ud800\n""#, "\u{FFFD}\n"),
            (#""\udc00\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
        ])
    func loneSurrogates(text: String, meaning: String) throws {
        #expect(try JSONValue(parsing: text) == .string(meaning))
    }

    @Test("Integers are plain tokens within 64 bits, doubles are whatever a double can hold")
    func numbers() throws {
        func number(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }
        #expect(try number("9223372036854775807").int64 == .max)
        #expect(try number("-9223372036854775808").int64 == .min)
        #expect(try number("18446744073709551615").int64 == nil)
        #expect(try number("1.0").int64 == nil)
        #expect(try number("1e3").int64 == nil)
        #expect(try number("1e3").double == 1_000)
        #expect(try number("1710481111.853").double == 1_710_481_111.853)
        #expect(try number("1e999").double == nil)
        #expect(JSONValue.string("1").int64 == nil)
        #expect(JSONValue.string("1").double == nil)
    }

    @Test("Depth up to the limit is read, written, compared and freed; beyond it is an error, however deep")
    func depth() throws {
        let limit = JSONReader.depthLimit
        let deepest = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        let value = try JSONValue(parsing: deepest)
        #expect(value.text == deepest)
        #expect(try value == JSONValue(parsing: deepest))
        let objects = String(repeating: #"{"a":"#, count: limit) + "1" + String(repeating: "}", count: limit)
        #expect(try JSONValue(parsing: objects).text == objects)
        for count in [limit + 1, 2_000_000] {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: count)) }
            #expect(error?.code == .tooDeep)
        }
    }

    @Test("Megabytes are read in a moment", .timeLimit(.minutes(1)))
    func large() throws {
        let element = #"{"id":"3EB0","text":"olá, mundo — \"sim\"","numbers":[1,2.5,-3e7],"nothing":null}"#
        let text = "[" + Array(repeating: element, count: 40_000).joined(separator: ",") + "]"
        let value = try JSONValue(parsing: text)
        #expect(value.array?.count == 40_000)
        #expect(value.text == text)
    }
}
