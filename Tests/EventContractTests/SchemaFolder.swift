import FoundationEssentials
import JSON
import JSONSchema

/// The schemas of `topics/schemas/`, ready to hold events against.
enum SchemaFolder {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let path = root.appending(path: "topics/schemas").path

    /// The schema files by their types, `envelope` among them.
    static let documents: [String: JSONValue] = {
        var documents: [String: JSONValue] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".json") {
            let data = try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))
            documents[String(name.dropLast(5))] = data.flatMap { try? JSONValue(parsing: Array($0)) }
        }
        return documents
    }()

    /// The types that have a schema.
    static let types = documents.keys.filter { $0 != "envelope" }.sorted()

    /// What an event breaks of its type's schema, a line each; an event of a type without a schema breaks that.
    static func violations(of event: JSONValue) throws -> [String] {
        try set.get().validate(event, against: "\(event["type"]?.string ?? "").json").map(\.description)
    }

    static let set = Result {
        try SchemaSet(documents: Dictionary(uniqueKeysWithValues: documents.map { ("\($0.key).json", $0.value) }))
    }

    /// The examples of a type.
    static func examples(of type: String) -> [JSONValue] { documents[type]?["examples"]?.array ?? [] }

    /// A value of each field, from the first example that has it.
    private static let samples: [String: JSONValue] = {
        let members = types.flatMap { examples(of: $0) }.flatMap { $0["data"]?.object ?? [] }
        return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }()

    /// An example with each field of its type that is read: those that it hasn't are other examples'.
    static func completed(_ example: JSONValue) -> JSONValue {
        let fields = ContractFields.of(example["type"]?.string ?? "")
        let missing = (fields.required + fields.optional).filter { example["data"]?[$0] == nil }
        guard !missing.isEmpty else { return example }
        // A session's status and a message's are two things.
        let status: JSONValue = "delivered"
        let more = missing.map { JSONValue.Member(name: $0, value: $0 == "status" ? status : samples[$0] ?? .null) }
        let data = JSONValue.object((example["data"]?.object ?? []) + more)
        return .object((example.object ?? []).filter { $0.name != "data" } + [.init(name: "data", value: data)])
    }
}
