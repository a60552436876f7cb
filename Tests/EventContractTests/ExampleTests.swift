import Events
import JSON
import JSONSchema
import Testing
import Topics

@testable import Operations

@Suite("Examples of the schemas, as the consumers read them")
struct ExampleTests {
    @Test("There is a schema for each type that the programs know, and for no other")
    func types() {
        #expect(SchemaFolder.types == EventType.allCases.map { $0.name.description }.sorted())
    }

    @Test(
        "Each example is an event that rows are made of, with nothing that counts as absent",
        arguments: SchemaFolder.types)
    func structured(_ type: String) throws {
        let examples = SchemaFolder.examples(of: type)
        #expect(!examples.isEmpty)
        for example in examples {
            let read = ReadEvent(structured: example)
            #expect(read.verdict == .event(type, rows: ContractFields.of(type).rows), "\(example.text)")
            #expect(read.invalidFields == 0, "\(example.text)")
            #expect(try SchemaFolder.violations(of: example) == [])
        }
    }

    @Test("In binary mode the same is read", arguments: SchemaFolder.types)
    func binary(_ type: String) {
        for example in SchemaFolder.examples(of: type) {
            #expect(ReadEvent(binary: example) == ReadEvent(structured: example), "\(example.text)")
        }
    }

    @Test("The envelope's examples are events too")
    func envelope() throws {
        for example in SchemaFolder.examples(of: "envelope") {
            let type = example["type"]?.string ?? ""
            #expect(ReadEvent(structured: example).verdict == .event(type, rows: ContractFields.of(type).rows))
            #expect(try SchemaFolder.violations(of: example) == [])
        }
    }

    @Test("An event with every field that is read is read whole", arguments: SchemaFolder.types)
    func complete(_ type: String) throws {
        for example in SchemaFolder.examples(of: type) {
            let event = SchemaFolder.completed(example)
            #expect(ReadEvent(structured: event) == ReadEvent(structured: example), "\(event.text)")
            #expect(try SchemaFolder.violations(of: event) == [])
            let there = Set((event["data"]?.object ?? []).map(\.name))
            let fields = ContractFields.of(type)
            #expect(there.isSuperset(of: fields.required + fields.optional))
        }
    }

    @Test(
        "The schema lists every field that is read, and requires what the reader requires",
        arguments: SchemaFolder.types)
    func listed(_ type: String) {
        let data = SchemaFolder.documents[type]?["$defs"]?["data"]
        let fields = ContractFields.of(type)
        let listed = Set((data?["properties"]?.object ?? []).map(\.name))
        #expect(listed.isSuperset(of: fields.required + fields.optional))
        if fields.rows != "none" {
            #expect(data?["required"]?.array?.compactMap(\.string) ?? [] == fields.required)
        }
    }

    @Test("Publishers send each type to the topic whose channel describes it")
    func topics() {
        #expect(TopicsAction.carriers.count == EventType.allCases.count)
        let folder = String(SchemaFolder.path.dropLast("/schemas".count))
        let report = ContractFolder(path: folder, carriers: TopicsAction.carriers).report()
        #expect(report.problems.isEmpty, "\(report.text)")
    }
}
