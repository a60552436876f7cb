import JSON
import Testing

@testable import JSONSchema

@Suite("What values are held to otherwise than the standard has it")
struct ConventionsTests {
    static let bytes = Conventions(
        length: { $0.utf8.count }, hasPlainIntegers: true, isDateTime: { $0.hasPrefix("2026-") })

    static func isValid(_ value: String, _ schema: String, _ conventions: Conventions) throws -> Bool {
        let set = try SchemaSet(documents: ["it": try JSONValue(parsing: schema)])
        return set.validate(try JSONValue(parsing: value), against: "it", under: conventions).isEmpty
    }

    @Test(
        "By the standard, and by others",
        arguments: [
            (#""éé""#, #"{"maxLength": 3}"#, true, false), (#""éé""#, #"{"minLength": 3}"#, false, true),
            (#""ab""#, #"{"maxLength": 2, "minLength": 2}"#, true, true), ("1.0", #"{"type": "integer"}"#, true, false),
            ("1e3", #"{"type": "integer"}"#, true, false), ("1E3", #"{"type": ["integer", "null"]}"#, true, false),
            ("1.5", #"{"type": "integer"}"#, false, false), ("-12", #"{"type": "integer"}"#, true, true),
            ("99999999999999999999", #"{"type": "integer"}"#, true, true), ("1.0", #"{"type": "number"}"#, true, true),
            (#""2026-99""#, #"{"format": "date-time"}"#, false, true),
            (#""2025-01-01T00:00:00Z""#, #"{"format": "date-time"}"#, true, false),
            ("1", #"{"format": "date-time"}"#, true, true),
            ("1.0", #"{"const": 1}"#, true, true),
        ])
    func verdicts(_ value: String, _ schema: String, _ byStandard: Bool, _ byOthers: Bool) throws {
        #expect(try Self.isValid(value, schema, .standard) == byStandard)
        #expect(try Self.isValid(value, schema, Self.bytes) == byOthers)
    }

    @Test("What required asks for in vain is named")
    func missing() throws {
        let set = try SchemaSet(documents: ["it": ["properties": ["a": ["required": ["b", "c"]]], "minItems": 1]])
        let found = set.validate(["a": ["b": 1]], against: "it")
        #expect(found.map(\.missing) == ["c"] && found.map(\.pointer) == ["/a"])
        #expect(set.validate([], against: "it").map(\.missing) == [nil])
    }
}
