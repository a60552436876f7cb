import FoundationEssentials
import JSON
import JSONSchema
import Testing

@testable import Topics

@Suite("The schemas that the program carries")
struct BuiltInSchemasTests {
    /// What says something to people and asks nothing.
    static let annotations: Set = ["$schema", "$id", "title", "description", "examples", "default"]

    /// A schema without annotations. Below `properties` and `$defs` stand names, and any word can be one.
    static func bare(_ value: JSONValue, hasNames: Bool = false) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map { bare($0) })
        case .object(let members):
            .object(
                members.filter { hasNames || !annotations.contains($0.name) }.map { member in
                    let isList = !hasNames && ["properties", "$defs"].contains(member.name)
                    return JSONValue.Member(name: member.name, value: bare(member.value, hasNames: isList))
                })
        default: value
        }
    }

    @Test("The program carries the schemas of the folder, without what they tell people")
    func builtIn() throws {
        let documents = try SchemaFiles.read(folder: TopicFolder.path)
        let files = documents.sorted { $0.key < $1.key }.map { (name: $0.key, json: Self.bare($0.value).text) }
        let source = TopicFolder.root.appending(path: "Sources/Topics/Schemas/BuiltInSchemas.swift")
        if ProcessInfo.processInfo.environment["WRITE_BUILT_IN_SCHEMAS"] != nil {
            try Data(Self.source(of: files).utf8).write(to: source)
        }
        let isWritten = String(decoding: try Data(contentsOf: source), as: UTF8.self) == Self.source(of: files)
        #expect(isWritten, "run the tests once with WRITE_BUILT_IN_SCHEMAS=1")
        #expect(BuiltInSchemas.files.map(\.name) == files.map(\.name))
        #expect(BuiltInSchemas.files.map(\.json) == files.map(\.json))
    }

    @Test("What annotations are is told from what properties are called")
    func bares() throws {
        let schema: JSONValue = [
            "title": "t", "properties": ["description": ["type": "string", "description": "d"], "title": true],
            "$defs": ["default": ["default": 1, "items": ["examples": [], "minimum": 1]]],
        ]
        #expect(
            Self.bare(schema) == [
                "properties": ["description": ["type": "string"], "title": true],
                "$defs": ["default": ["items": ["minimum": 1]]],
            ])
    }

    @Test("They ask for the same as the files do, of every example")
    func sameVerdicts() throws {
        let documents = (whole: try SchemaFiles.read(folder: TopicFolder.path), carried: try SchemaFiles.builtIn())
        #expect(Set(documents.whole.keys) == Set(documents.carried.keys))
        let whole = try SchemaSet(documents: documents.whole)
        let carried = try SchemaSet(documents: documents.carried)
        for (name, document) in documents.whole {
            for example in document["examples"]?.array ?? [] {
                #expect(carried.validate(example, against: name) == [])
                let broken = Self.withoutEach(example)
                #expect(
                    broken.map { carried.validate($0, against: name) }
                        == broken.map { whole.validate($0, against: name) })
            }
        }
    }

    /// An event without each of its attributes and each of its data's fields.
    private static func withoutEach(_ event: JSONValue) -> [JSONValue] {
        let attributes = event.object ?? []
        let data = event["data"]?.object ?? []
        return attributes.map { left in .object(attributes.filter { $0.name != left.name }) }
            + data.map { left in
                .object(
                    attributes.map { member in
                        guard member.name == "data" else { return member }
                        return JSONValue.Member(name: "data", value: .object(data.filter { $0.name != left.name }))
                    })
            }
    }

    @Test("A folder that isn't there, a file that is no JSON and a missing envelope are told")
    func refuses() throws {
        let scratch = try ScratchFolder()
        #expect(throws: SchemaFileError.self) { try SchemaFiles.read(folder: scratch.path) }
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/schemas", withIntermediateDirectories: false)
        let missing = #expect(throws: SchemaFileError.self) { try SchemaFiles.read(folder: scratch.path) }
        #expect(
            missing?.description == "\(scratch.path)/schemas has no envelope.json, which every event is held against")
        let file = "\(scratch.path)/schemas/envelope.json"
        try Data("{".utf8).write(to: URL(filePath: file))
        let bad = #expect(throws: SchemaFileError.self) { try SchemaFiles.read(folder: scratch.path) }
        #expect(bad?.file == file && bad?.message.hasPrefix("is no JSON: ") == true)
        try Data("{}".utf8).write(to: URL(filePath: file))
        try Data("not read".utf8).write(to: URL(filePath: "\(scratch.path)/schemas/.hidden.json"))
        try Data("not read".utf8).write(to: URL(filePath: "\(scratch.path)/schemas/notes.txt"))
        #expect(try SchemaFiles.read(folder: scratch.path) == ["envelope.json": [:]])
    }

    /// `BuiltInSchemas.swift`.
    private static func source(of files: [(name: String, json: String)]) -> String {
        let lines = files.map { "        (\n            \"\($0.name)\",\n            ##\"\($0.json)\"##\n        ),\n" }
        return """
            /// What the files of the folder `topics/schemas/` ask for, for a program that is run where the folder isn't.
            ///
            /// Written from them; a test compares the two, and writes this file anew where `WRITE_BUILT_IN_SCHEMAS` is set.
            enum BuiltInSchemas {
                /// Name and text of each.
                static let files: [(name: String, json: String)] = [

            """ + lines.joined() + "    ]\n}\n"
    }
}
