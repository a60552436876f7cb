import JSON
import Testing

@testable import JSONSchema

/// The cases of the JSON Schema organisation as Debian packages them, of the newest draft that is there.
enum StandardSuite {
    static let folder = ["draft2020-12", "draft7"].map { "/usr/share/json-schema-test-suite/tests/\($0)" }
        .first(where: JSONFiles.exists)

    /// The files of the keywords that we have.
    static let files = [
        "allOf", "boolean_schema", "const", "default", "definitions", "defs", "enum", "items", "maxLength", "maximum",
        "minItems", "minLength", "minimum", "pattern", "properties", "ref", "required", "type", "optional/bignum",
        "optional/zeroTerminatedFloats", "optional/format/date-time",
    ]

    /// Up to draft 7 whatever stands beside `$ref` counted for nothing.
    static let oldRules: Set = ["ref overrides any sibling keywords"]

    /// The groups of draft 7 whose schemas are refused, with the place that is beyond the subset: keywords that ours don't use,
    /// `items` as a list, which 2020-12 calls by another name, a document that is elsewhere, and an unknown word with schemas in
    /// it.
    static let beyond = [
        "definitions: valid definition": "it#/$ref", "definitions: invalid definition": "it#/$ref",
        "items: an array of schemas for items": "it#/items", "items: items with boolean schemas": "it#/items",
        "properties: properties, patternProperties, additionalProperties interaction": "it#/properties/foo/maxItems",
        "ref: root pointer ref": "it#/additionalProperties", "ref: relative pointer ref to array": "it#/items",
        "ref: escaped pointer ref": "it#/tilda~0field",
        "ref: remote ref, containing refs itself": "it#/$ref", "ref: Recursive references between schemas": "it#/$id",
        "optional/bignum: float comparison with high precision": "it#/exclusiveMaximum",
        "optional/bignum: float comparison with high precision on negative numbers": "it#/exclusiveMinimum",
    ]

    /// A file's groups of cases. Draft 7 calls `$defs` by another name.
    static func groups(_ file: String) throws -> [JSONValue] {
        guard let folder, JSONFiles.exists("\(folder)/\(file).json") else { return [] }
        let text = try JSONFiles.text("\(folder)/\(file).json")
        return try JSONValue(parsing: text.replacing("definitions", with: "$defs")).array ?? []
    }
}

@Suite("The standard's own cases", .enabled(if: StandardSuite.folder != nil, "json-schema-test-suite isn't installed"))
struct StandardSuiteTests {
    @Test("Every case within the subset has the standard's verdict")
    func cases() throws {
        var (run, skipped) = (0, 0)
        var refused: [String: String] = [:]
        for file in StandardSuite.files {
            for group in try StandardSuite.groups(file) {
                let name = group["description"]?.string ?? ""
                let cases = group["tests"]?.array ?? []
                let set: SchemaSet
                do {
                    guard !StandardSuite.oldRules.contains(name) else {
                        skipped += cases.count
                        continue
                    }
                    set = try SchemaSet(documents: ["it": group["schema"] ?? .null])
                } catch {
                    refused["\(file): \(name)"] = error.place
                    skipped += cases.count
                    continue
                }
                for example in cases {
                    run += 1
                    let isValid = set.validate(example["data"] ?? .null, against: "it").isEmpty
                    #expect(isValid == example["valid"]?.bool, "\(file): \(name): \(example["description"] ?? .null)")
                }
            }
        }
        #expect(run >= 190, "\(run) were run, \(skipped) skipped")
        if StandardSuite.folder?.hasSuffix("draft7") == true { #expect(refused == StandardSuite.beyond) }
        print("JSON Schema's own cases: \(run) run, \(skipped) beyond the subset")
    }
}
