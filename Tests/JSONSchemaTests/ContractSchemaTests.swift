import JSON
import Testing

@testable import JSONSchema

@Suite("The contract's schemas")
struct ContractSchemaTests {
    static func documents() throws -> [String: JSONValue] {
        var documents: [String: JSONValue] = [:]
        for name in try JSONFiles.names(in: JSONFiles.schemas) {
            documents[name] = try JSONValue(parsing: try JSONFiles.text("\(JSONFiles.schemas)/\(name)"))
        }
        return documents
    }

    /// An object with a member changed, or taken out.
    static func changed(_ object: JSONValue?, _ name: String, to value: JSONValue?) -> JSONValue {
        let members = (object?.object ?? []).filter { $0.name != name }
        return .object(members + (value.map { [JSONValue.Member(name: name, value: $0)] } ?? []))
    }

    @Test("Every example keeps its own schema, and breaks it with a fault in any field")
    func examples() throws {
        let documents = try Self.documents()
        let set = try SchemaSet(documents: documents)
        var (examples, faults) = (0, 0)
        for (name, document) in documents {
            let properties = (documents["envelope.json"]?["properties"]?.object ?? []).map(\.name)
            for example in document["examples"]?.array ?? [] {
                examples += 1
                #expect(set.validate(example, against: name) == [], "\(name)")
                for field in properties where example[field] != nil {
                    faults += 1
                    #expect(
                        set.validate(Self.changed(example, field, to: [[]]), against: name) != [], "\(name) \(field)")
                }
                for broken in Self.withoutData(example, document["$defs"]?["data"]) {
                    faults += 1
                    let violations = set.validate(broken.value, against: name)
                    #expect(!violations.isEmpty, "\(name) \(broken.field)")
                    #expect(violations.allSatisfy { $0.pointer.hasPrefix("/data") }, "\(name) \(broken.field)")
                }
            }
        }
        #expect(examples >= documents.count && documents.count >= 40)
        #expect(faults > 10 * examples)
    }

    /// The example with each field of its data of a wrong type, and without each that must be there.
    private static func withoutData(_ example: JSONValue, _ schema: JSONValue?) -> [(field: String, value: JSONValue)] {
        let fields = (schema?["properties"]?.object ?? []).map(\.name).filter { example["data"]?[$0] != nil }
        let needed = (schema?["required"]?.array ?? []).compactMap(\.string)
        let datas =
            fields.map { ($0, changed(example["data"], $0, to: [[]])) }
            + needed.map { ($0, changed(example["data"], $0, to: nil)) }
        return datas.map { ($0.0, changed(example, "data", to: $0.1)) }
    }

    @Test("What the envelope must have", arguments: ["specversion", "id", "source", "type", "subject"])
    func required(name: String) throws {
        let documents = try Self.documents()
        let set = try SchemaSet(documents: documents)
        let example = documents["whatsapp.message.status.json"]?["examples"]?[0]
        let messages = set.validate(
            Self.changed(example, name, to: nil), against: "whatsapp.message.status.json"
        ).map(\.message)
        #expect(Set(messages) == ["lacks \"\(name)\""])
    }
}
