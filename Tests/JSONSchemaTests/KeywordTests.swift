import JSON
import Testing

@testable import JSONSchema

@Suite("Each keyword holds what it should and nothing else")
struct KeywordTests {
    /// A schema, values that keep it, and values that break it, each as a list.
    typealias Case = (schema: String, good: String, bad: String)

    static let cases: [Case] = [
        (#"{}"#, #"[null, 1, "a", [], {}]"#, "[]"),
        ("true", #"[null, 1]"#, "[]"),
        ("false", "[]", #"[null, 1, {}]"#),
        (#"{"type": "null"}"#, "[null]", #"[0, "", false, [], {}]"#),
        (#"{"type": "boolean"}"#, "[true, false]", #"[0, "true", null]"#),
        (#"{"type": "integer"}"#, "[0, -1, 1.0, 1e3, 10.50e1, 99999999999999999999999]", #"[1.5, 1e-1, "1", null]"#),
        (#"{"type": "number"}"#, "[0, 1.5, -1e-9]", #"["1", null, true]"#),
        (#"{"type": ["string", "null"]}"#, #"["", null]"#, "[0, [], {}]"),
        (#"{"type": "object"}"#, "[{}]", "[[], null]"),
        (#"{"type": "array"}"#, "[[]]", "[{}, null]"),
        (#"{"const": 1}"#, "[1, 1.0, 10e-1]", #"[1.1, "1", true, null]"#),
        (#"{"const": "é"}"#, #"["é", "\u00e9"]"#, #"["e\u0301", "e"]"#),
        (
            #"{"const": {"a": 1, "b": [2]}}"#, #"[{"b": [2.0], "a": 1}]"#,
            #"[{"a": 1}, {"a": 1, "b": [2], "c": 3}, {"a": 1, "b": [3]}]"#
        ),
        (#"{"enum": ["a", null, 0]}"#, #"["a", null, -0.0]"#, #"["b", false, 1, []]"#),
        (#"{"required": ["a", "b"]}"#, #"[{"a": null, "b": 1}, 1, []]"#, #"[{}, {"a": 1}, {"b": 1}]"#),
        (
            #"{"properties": {"a": {"type": "string"}}}"#, #"[{"a": ""}, {}, {"b": 1}, 1, {"a": "", "a": 1}]"#,
            #"[{"a": 1}, {"a": 1, "a": ""}]"#
        ),
        (#"{"items": {"type": "string"}}"#, #"[[], ["a"], {"0": 1}]"#, #"[[1], ["a", null]]"#),
        (#"{"minItems": 1}"#, #"[[1], [1, 2], "", {}]"#, "[[]]"),
        (#"{"minLength": 2.0}"#, #"["ab", "👩‍👩‍👧", "e\u0301", 1]"#, #"["", "a", "\ud83d\ude00"]"#),
        (#"{"maxLength": 1}"#, #"["", "a", "\ud83d\ude00", 11]"#, #"["ab", "e\u0301"]"#),
        (
            #"{"minimum": -9223372036854775808}"#, #"[-9223372036854775808, 0, 1e400, "x"]"#,
            "[-9223372036854775809, -1e400]"
        ),
        (
            #"{"maximum": 9007199254740992}"#, "[9007199254740992, 9007199254740992.0, -1]",
            "[9007199254740993, 9007199254740992.0000001]"
        ),
        (#"{"maximum": 0}"#, "[0, -0.0, -0.1]", "[0.1, 1e-400, 1]"),
        (
            #"{"format": "date-time"}"#,
            #"["2024-02-29T00:00:00Z", "2026-11-23t10:00:00.123-03:00", "1990-12-31T23:59:60Z", "1990-12-31T15:59:60-08:00", 1]"#,
            #"["", "2023-02-29T00:00:00Z", "2026-11-23 10:00:00Z", "2026-11-23T10:00:00", "2026-11-23T24:00:00Z", "2026-11-23T10:00:00.Z", "2026-11-23T10:00:60Z", "2026-11-23T10:00:00+24:00", "2026-11-23T10:00:00+0300", "2026-13-01T10:00:00Z", "2026-11-00T10:00:00Z", "1999-12-31T10:00:00Z\n", "２026-11-23T10:00:00Z"]"#
        ),
        (#"{"allOf": [{"type": "integer"}, {"minimum": 3}]}"#, "[3, 4.0]", "[2, 3.5]"),
        (
            ##"{"$ref": "#/$defs/a~0b~1c%25", "minLength": 2, "$defs": {"a~b/c%": {"type": "string"}}}"##, #"["ab"]"#,
            #"["a", 1]"#
        ),
        (#"{"$ref": "other#/properties/x"}"#, "[1]", #"["a"]"#),
        (#"{"$ref": "other"}"#, #"[{"x": 1}, {"x": 1, "y": {"x": 2}}]"#, #"[{"x": ""}, {"y": {"x": ""}}]"#),
    ]

    static let other: JSONValue = ["properties": ["x": ["type": "integer"], "y": ["$ref": "#"]]]

    @Test("Values that keep a schema, and values that break it", arguments: cases)
    func keyword(example: Case) throws {
        let schema = try JSONValue(parsing: example.schema)
        let set = try SchemaSet(documents: ["it": schema, "other": Self.other])
        for value in try JSONValue(parsing: example.good).array ?? [] {
            #expect(set.validate(value, against: "it") == [], "\(value)")
        }
        for value in try JSONValue(parsing: example.bad).array ?? [] {
            #expect(set.validate(value, against: "it") != [], "\(value)")
        }
    }

    @Test("A violation tells both places and nothing of the value")
    func places() throws {
        let set = try SchemaSet(documents: [
            "it": ["properties": ["a/b": ["items": ["$ref": "other"]]]], "other": Self.other,
        ])
        let value: JSONValue = ["a/b": [["x": 1], ["x": "secret"]]]
        #expect(
            set.validate(value, against: "it") == [
                Violation(
                    pointer: "/a~1b/1/x", schema: "other#/properties/x/type", keyword: "type",
                    message: "is of the type string, not integer")
            ])
    }

    @Test("No more violations are kept than asked for")
    func limit() throws {
        let set = try SchemaSet(documents: ["it": ["items": ["type": "string"], "required": ["a"]]])
        let value = JSONValue.array(Array(repeating: 1, count: 50))
        #expect(set.validate(value, against: "it").count == 50)
        #expect(set.validate(value, against: "it", limit: 7).count == 7)
    }

    @Test("A name without a schema is a violation")
    func unknownName() throws {
        #expect(try SchemaSet(documents: [:]).validate(1, against: "it").map(\.message) == ["has no schema"])
    }
}
