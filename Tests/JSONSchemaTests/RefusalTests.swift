import JSON
import Testing

@testable import JSONSchema

@Suite("What is beyond the subset is refused, with its place")
struct RefusalTests {
    @Test(
        "The place is the first that can't be used",
        arguments: [
            ("1", "it#"),
            (#"{"oneOf": []}"#, "it#/oneOf"),
            (#"{"$defs": {"a/b": {"items": {"multipleOf": 2}}}}"#, "it#/$defs/a~1b/items/multipleOf"),
            (#"{"properties": {"a": 1}}"#, "it#/properties/a"),
            (#"{"properties": []}"#, "it#/properties"),
            (#"{"items": [{}]}"#, "it#/items"),
            (#"{"allOf": []}"#, "it#/allOf"),
            (#"{"allOf": [{}, {"not": {}}]}"#, "it#/allOf/1/not"),
            (#"{"type": "text"}"#, "it#/type"),
            (#"{"type": []}"#, "it#/type"),
            (#"{"enum": []}"#, "it#/enum"),
            (#"{"required": ["a", 1]}"#, "it#/required/1"),
            (#"{"minLength": -1}"#, "it#/minLength"),
            (#"{"maxLength": 1.5}"#, "it#/maxLength"),
            (#"{"minItems": "1"}"#, "it#/minItems"),
            (#"{"minimum": "1"}"#, "it#/minimum"),
            (#"{"format": "email"}"#, "it#/format"),
            (#"{"pattern": "(a)"}"#, "it#/pattern"),
            (#"{"$id": "else"}"#, "it#/$id"),
            (#"{"items": {"$id": "it"}}"#, "it#/items/$id"),
            (#"{"$schema": "http://json-schema.org/draft-07/schema#"}"#, "it#/$schema"),
            (#"{"type": "null", "type": "string"}"#, "it#"),
            (##"{"$ref": "nowhere"}"##, "it#/$ref"),
            (##"{"$ref": "#/$defs/a"}"##, "it#/$ref"),
            (##"{"$ref": "#anchor"}"##, "it#/$ref"),
            (##"{"$ref": "#/properties", "properties": {}}"##, "it#/$ref"),
            (##"{"$ref": "#"}"##, "it#"),
            (##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}"##, "it#/$defs/a"),
        ])
    func refused(schema: String, place: String) throws {
        let document = try JSONValue(parsing: schema)
        let error = #expect(throws: SchemaError.self) { try SchemaSet(documents: ["it": document]) }
        #expect(error?.place == place)
    }

    @Test("Annotations and a schema's own name are no rules")
    func annotations() throws {
        let document: JSONValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "it", "title": "t", "description": "d",
            "$comment": "c", "default": 1, "examples": [1], "$defs": [:],
        ]
        #expect(try SchemaSet(documents: ["it": document]).validate("x", against: "it") == [])
    }

    @Test("A schema may come back to itself further down in the value")
    func recursion() throws {
        let set = try SchemaSet(documents: ["it": ["type": "array", "items": ["$ref": "#"]]])
        #expect(set.validate([[[]], []], against: "it") == [])
        #expect(set.validate([[[1]], []], against: "it").map(\.pointer) == ["/0/0/0"])
    }
}
