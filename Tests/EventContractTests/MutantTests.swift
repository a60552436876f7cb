import JSON
import JSONSchema
import Testing

/// What must come of a mutant.
private struct Expectation: Equatable {
    var breaksSchema: Bool
    /// The field that the reader calls poison; nil: it reads an event.
    var fault: String?
    var isCounted: Bool

    init(_ mutant: Mutant, of type: String, _ schema: FlatSchema, isOperator: Bool) {
        let fields = ContractFields.of(type)
        let parent = mutant.path.dropLast().map { Int($0) == nil ? "/\($0)" : "/*" }.joined()
        let name = mutant.path.last ?? ""
        breaksSchema = !mutant.isGone || schema.fields[parent]?.required.contains(name) == true
        (fault, isCounted) = (nil, false)
        if mutant.path[0] == "data", mutant.path.count > 1 {
            let field = mutant.path[1]
            let isNested = mutant.path.count > 2
            // Of what is inside a field that must be there any fault is the field's.
            fault = fields.required.contains(field) ? field : nil
            isCounted = fields.optional.contains(field) && (isNested || !mutant.isGone) && breaksSchema
        } else if name == "data" {
            fault = fields.required.first
            isCounted = fault == nil && !mutant.isGone
        } else {
            let unread: Set = isOperator ? ["sessionepoch", "sequence"] : []
            fault = ContractFields.envelope.required.contains(name) ? name : nil
            isCounted = ContractFields.envelope.optional.contains(name) && !unread.contains(name) && !mutant.isGone
        }
    }

    init(found event: JSONValue, of type: String) throws {
        let read = ReadEvent(structured: event)
        breaksSchema = try !SchemaFolder.set.get().validate(event, against: "\(type).json").isEmpty
        fault = read.fault
        isCounted = read.invalidFields > 0
    }
}

@Suite("Examples with one fault")
struct MutantTests {
    @Test(
        "The schema refuses each, and the reader calls it poison exactly where the field must be there",
        arguments: SchemaFolder.types)
    func everyField(_ type: String) throws {
        let schema = FlatSchema(type, in: SchemaFolder.documents)
        for example in SchemaFolder.examples(of: type) {
            let isOperator = example["source"]?.string?.hasPrefix("/operators/") ?? false
            let mutants = Mutant.all(of: SchemaFolder.completed(example), schema)
            #expect(mutants.count > 20)
            for mutant in mutants {
                let wanted = Expectation(mutant, of: type, schema, isOperator: isOperator)
                let found = try Expectation(found: mutant.event, of: type)
                #expect(found == wanted, "\(type): /\(mutant.path.joined(separator: "/")) \(mutant.fault)")
            }
        }
    }

    /// Mutants come of what a schema asks for; this is for what it forgets to ask.
    @Test(
        "Of every text that is read, none and too much of it are the same to schema and reader",
        arguments: SchemaFolder.types)
    func texts(_ type: String) throws {
        guard let example = SchemaFolder.examples(of: type).first.map(SchemaFolder.completed) else { return }
        let isHealth = type.hasPrefix("whatsapp.health.")
        let attributes = ContractFields.envelope.required.filter { $0 != "subject" || !isHealth }.map { [$0] }
        let fields = ContractFields.of(type)
        for path in attributes + (fields.required + fields.optional).map({ ["data", $0] }) {
            guard path.reduce(example, { $0[$1] ?? .null }).string != nil else { continue }
            for text in ["", String(repeating: "7", count: 256)] {
                let event = example.setting(path[...], .string(text))
                let read = ReadEvent(structured: event)
                let isRefused = try !SchemaFolder.violations(of: event).isEmpty
                #expect(isRefused == (read.fault != nil || read.invalidFields > 0), "\(type) \(path) \(text.count)")
            }
        }
    }

    @Test("There are mutants of every kind, of every field that is read")
    func kinds() {
        var (kinds, places): (Set<String>, Set<String>) = ([], [])
        for type in SchemaFolder.types {
            let schema = FlatSchema(type, in: SchemaFolder.documents)
            let examples = SchemaFolder.examples(of: type).map(SchemaFolder.completed)
            for mutant in examples.flatMap({ Mutant.all(of: $0, schema) }) {
                kinds.insert(mutant.fault)
                places.insert("\(type)/" + mutant.path.joined(separator: "/"))
            }
            for field in ContractFields.of(type).required + ContractFields.of(type).optional {
                let isSpoilt = places.contains("\(type)/data/\(field)")
                #expect(isSpoilt, "\(type) \(field)")
            }
        }
        #expect(
            kinds.isSuperset(of: [
                "gone", "null", "true", "a number", "a string", "a list", "an object", "too small", "too large",
                "empty", "too long", "none of its words", "another pattern", "no time", "no items",
            ]))
        let nested = [
            "whatsapp.message.received/data/media/size", "whatsapp.message.status/data/messageIds/0",
            "whatsapp.command.reconnect/data/cause/id",
        ]
        #expect(places.isSuperset(of: nested))
    }

    static let received = SchemaFolder.examples(of: "whatsapp.message.received")[0]

    @Test(
        "Of a time, the schema and the reader say the same",
        arguments: [
            ("2026-11-23T10:00:00Z", true), ("2026-11-23t10:00:00z", true), ("2026-11-23T10:00:00.123456789Z", true),
            ("2024-02-29T23:59:59+23:59", true), ("0001-01-02T00:00:00-00:00", true),
            ("2026-11-23T10:00:00", false), ("2026-11-23 10:00:00Z", false), ("2026-11-23T24:00:00Z", false),
            ("2026-02-29T10:00:00Z", false), ("2026-11-23T10:00:00.Z", false), ("2026-11-23T10:00:00+24:00", false),
            ("2026-11-23T10:00:00+0100", false), ("2016-12-31T23:59:60Z", false), ("2017-01-01T00:59:60+01:00", false),
            ("2026-11-23T10:60:00Z", false), ("20261123T100000Z", false), ("", false), (" 2026-11-23T10:00:00Z", false),
        ])
    func times(_ time: String, _ isValid: Bool) throws {
        let event = Self.received.setting(["data", "timestamp"], .string(time))
        #expect(try SchemaFolder.violations(of: event).isEmpty == isValid)
        #expect(ReadEvent(structured: event).fault == (isValid ? nil : "timestamp"))
    }

    /// What a schema can't say, as its description tells: the reader is stricter.
    @Test(
        "Where the reader is stricter than any schema could be, the envelope's description says so",
        arguments: [
            (["data", "messageId"], .string(String(repeating: "é", count: 200)), "messageId"),
            (["subject"], .string(String(repeating: "é", count: 200)), "subject"),
            (["data", "timestamp"], "0000-06-01T00:00:00Z", "timestamp"),
            (["sequence"], "99999999999999999999", nil), (["sessionepoch"], .number("1.0"), nil),
            (["data", "media"], ["size": .number("1e3")], nil),
        ] as [([String], JSONValue, String?)])
    func stricter(_ path: [String], _ value: JSONValue, _ fault: String?) throws {
        var event = Self.received
        if path == ["data", "media"] { event = event.adding("data", "media", value) }
        event = event.setting(path[...], value)
        let read = ReadEvent(structured: event)
        #expect(try SchemaFolder.violations(of: event) == [])
        #expect(read.fault == fault)
        #expect(read.invalidFields == (fault == nil ? 1 : 0))
        let description = SchemaFolder.documents["envelope"]?["description"]?.string ?? ""
        #expect(description.contains("`maxLength`, which counts characters, can only say the outer bound"))
        #expect(description.contains("`1.0` and `1e3` are none"))
    }

    @Test(
        "What a producer may add without asking breaks nothing and is counted nowhere",
        arguments: SchemaFolder.types)
    func additions(_ type: String) throws {
        for example in SchemaFolder.examples(of: type) {
            var event = example.setting(
                ["data"], .object((example["data"]?.object ?? []) + [.init(name: "addedLater", value: [1, [:]])]))
            event = .object((event.object ?? []) + [.init(name: "addedattribute", value: "x")])
            #expect(try SchemaFolder.violations(of: event) == [])
            #expect(ReadEvent(structured: event) == ReadEvent(structured: example))
        }
    }

    @Test("A type that nobody knows is read as an event without rows")
    func unknownType() {
        let event = Self.received.setting(["type"], "whatsapp.message.of_tomorrow")
        #expect(ReadEvent(structured: event).verdict == .event("whatsapp.message.of_tomorrow", rows: "unknown type"))
    }
}

extension JSONValue {
    /// A copy whose object `name` has one more member.
    fileprivate func adding(_ name: String, _ member: String, _ value: JSONValue) -> JSONValue {
        let members = (self[name]?.object ?? []).filter { $0.name != member } + [Member(name: member, value: value)]
        return setting([name], .object(members))
    }
}
