import FoundationEssentials
import JSON
import Testing

@Suite("What producers were promised")
struct ReleasedSchemasTests {
    /// Each type's fields as they were released; written anew where `WRITE_RELEASED_SCHEMAS` is set and nothing is narrower.
    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "released-schemas.json")

    static func released() throws -> [String: FlatSchema] {
        let json = try JSONValue(parsing: Array(try Data(contentsOf: file)))
        return Dictionary((json.object ?? []).map { ($0.name, FlatSchema(json: $0.value)) }) { first, _ in first }
    }

    static func current(_ type: String) -> FlatSchema { FlatSchema(type, in: SchemaFolder.documents) }

    @Test("No schema is narrower than the one that was released, and each change is kept beside it")
    func released() throws {
        let released = (try? Self.released()) ?? [:]
        var changes: [String] = []
        var isNarrower = false
        for (type, schema) in released.sorted(by: { $0.key < $1.key }) {
            let found = SchemaFolder.documents[type].map { _ in SchemaChange.between(schema, Self.current(type)) }
            changes += found?.map { "\(type): \($0)" } ?? ["\(type) is gone: producers still send it"]
            isNarrower = isNarrower || found?.contains(where: \.isNarrower) ?? true
        }
        let types = Set(SchemaFolder.documents.keys)
        changes += types.subtracting(released.keys).sorted().map {
            "\($0) is new: keep it with WRITE_RELEASED_SCHEMAS=1"
        }
        if ProcessInfo.processInfo.environment["WRITE_RELEASED_SCHEMAS"] != nil, !isNarrower {
            try Data(Self.text(types.sorted()).utf8).write(to: Self.file)
            changes = []
        }
        #expect(changes.isEmpty, "\(changes.joined(separator: "\n"))")
    }

    /// A line a place, so that a change is a small difference.
    private static func text(_ types: [String]) -> String {
        let blocks = types.map { type in
            let lines = (current(type).json.object ?? []).map { member in
                "    \(JSONValue.string(member.name).text): \(member.value.text)"
            }
            return "  \(JSONValue.string(type).text): {\n\(lines.joined(separator: ",\n"))\n  }"
        }
        return "{\n\(blocks.joined(separator: ",\n"))\n}\n"
    }

    @Test("What is kept is read back as it was", arguments: SchemaFolder.types + ["envelope"])
    func kept(_ type: String) throws {
        let schema = Self.current(type)
        #expect(FlatSchema(json: try JSONValue(parsing: schema.json.text)) == schema)
        #expect(schema.fields.count > 8)
    }

    static let base: JSONValue = [
        "type": "object", "required": ["a"],
        "properties": [
            "a": ["type": ["string", "integer"]], "n": ["type": "integer", "minimum": 1, "maximum": 9],
            "s": ["type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$"],
            "t": ["format": "date-time"],
            "e": ["enum": ["x", "y"]], "l": ["type": "array", "minItems": 1, "items": ["type": "string"]],
        ],
    ]

    /// A schema of which one place is another one.
    static func changed(_ path: [String], _ value: JSONValue?) -> FlatSchema {
        let parent = path.dropLast().reduce(base) { $0[$1] ?? .null }
        let name = path.last ?? ""
        var members = (parent.object ?? []).filter { $0.name != name }
        if let value { members.append(.init(name: name, value: value)) }
        let schema = path.count == 1 ? .object(members) : base.setting(path.dropLast(), .object(members))
        return FlatSchema("x", in: ["x": schema])
    }

    static func changes(_ path: [String], _ value: JSONValue?) -> [SchemaChange] {
        SchemaChange.between(FlatSchema("x", in: ["x": base]), changed(path, value))
    }

    @Test(
        "A narrower range is seen as one",
        arguments: [
            (["required"], ["a", "n"], "/ must have other members"),
            (["properties", "a", "type"], ["string"], "/a allows other types"),
            (["properties", "e", "enum"], ["x"], "/e allows other values"),
            (["properties", "a", "enum"], ["x"], "/a allows other values"),
            (["properties", "n", "minimum"], 2, "/n has another minimum"),
            (["properties", "n", "maximum"], 8, "/n has another maximum"),
            (["properties", "s", "minLength"], 2, "/s may be of another least length"),
            (["properties", "s", "maxLength"], 8, "/s may be of another greatest length"),
            (["properties", "s", "pattern"], "^[a-f]+$", "/s asks for another pattern"),
            (["properties", "a", "pattern"], "^x", "/a asks for another pattern"),
            (["properties", "a", "minLength"], 1, "/a may be of another least length"),
            (["properties", "a", "format"], "date-time", "/a has another format"),
            (["properties", "l", "minItems"], 2, "/l may have another least number of items"),
            (["properties", "l", "items"], ["type": "integer"], "/l/* allows other types"),
            (["properties", "n"], nil, "/n isn't read any more"),
        ] as [([String], JSONValue?, String)])
    func narrower(_ path: [String], _ value: JSONValue?, _ says: String) {
        let changes = Self.changes(path, value)
        #expect(changes.map(\.description) == ["\(says): a narrower range needs a new type"])
    }

    @Test(
        "A wider one is allowed, and told so that it is kept",
        arguments: [
            (["required"], nil, "/ must have other members"),
            (["properties", "a", "type"], nil, "/a allows other types"),
            (["properties", "n", "type"], "number", "/n allows other types"),
            (["properties", "e", "enum"], ["x", "y", "z"], "/e allows other values"),
            (["properties", "e", "enum"], nil, "/e allows other values"),
            (["properties", "n", "minimum"], 0, "/n has another minimum"),
            (["properties", "n", "maximum"], nil, "/n has another maximum"),
            (["properties", "s", "maxLength"], 10, "/s may be of another greatest length"),
            (["properties", "s", "pattern"], nil, "/s asks for another pattern"),
            (["properties", "t", "format"], nil, "/t has another format"),
            (["properties", "l", "minItems"], 0, "/l may have another least number of items"),
            (["properties", "new"], ["type": "string"], "/new is new"),
        ] as [([String], JSONValue?, String)])
    func wider(_ path: [String], _ value: JSONValue?, _ says: String) {
        let changes = Self.changes(path, value)
        #expect(changes.map(\.description) == ["\(says): allowed: keep it with WRITE_RELEASED_SCHEMAS=1"])
    }

    @Test("The same is no change")
    func same() {
        let schema = FlatSchema("x", in: ["x": Self.base])
        #expect(SchemaChange.between(schema, schema) == [])
    }
}
