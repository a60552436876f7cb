internal import Bytes
internal import Events
internal import JSON
internal import JSONSchema
internal import Topics

/// The events' schemas, as the contract's own rules read them.
struct ContractSchemas: Sendable {
    /// What a type's schema says of the places in its events.
    struct Outline: Hashable, Sendable {
        /// What must be there for the event to be one.
        var required: Set<String> = []
        /// Where addresses of people, groups and channels stand.
        var addresses: Set<String> = []
        /// Where ids of messages stand.
        var messageIDs: Set<String> = []
    }

    /// Every name that some schema has: others are of a producer's own making, and may tell what isn't ours to show.
    let names: Set<String>
    private let set: SchemaSet
    private let outlines: [String: Outline]

    /// Compiles documents.
    ///
    /// - throws: where one is beyond the subset of the language that is understood here.
    init(_ documents: [String: JSONValue]) throws(SchemaError) {
        set = try SchemaSet(documents: documents)
        var outlines: [String: Outline] = [:]
        var names: Set<String> = []
        for name in documents.keys {
            var walk = SchemaWalk(documents)
            walk.enter(name)
            outlines[name] = walk.outline
            names.formUnion(walk.names)
        }
        self.outlines = outlines
        self.names = names
    }

    /// Whether a type has a schema.
    func has(_ type: String) -> Bool { set.names.contains("\(type).json") }

    /// The outline of a type's schema, or of the envelope's for a type that has none.
    func outline(of type: String?) -> Outline { outlines[document(of: type)] ?? Outline() }

    /// In what ways an event breaks its type's schema, or the envelope's for a type that has none.
    func violations(of event: JSONValue, type: String?) -> [Violation] {
        set.validate(event, against: document(of: type), limit: 100, under: Self.conventions)
    }

    private func document(of type: String?) -> String {
        type.map { "\($0).json" }.flatMap { set.names.contains($0) ? $0 : nil } ?? SchemaFiles.envelope
    }

    /// What contract §1 counts and reads otherwise than the schema language: lengths in bytes as they stand in the
    /// database, where U+0000 becomes U+FFFD; integers of digits alone; no leap second, years 1 to 9999 in UTC.
    private static let conventions = Conventions(
        length: { text in text.utf8.reduce(0) { $0 + ($1 == 0 ? 3 : 1) } }, hasPlainIntegers: true,
        isDateTime: { text in
            var text = text
            return text.withUTF8 { unsafe EventTimestamp.microseconds(of: ByteView(UnsafeRawBufferPointer($0))) != nil }
        })
}

/// A walk over a schema and what it refers to, with the places in an event that it speaks of.
private struct SchemaWalk {
    private let documents: [String: JSONValue]
    private(set) var outline = ContractSchemas.Outline()
    private(set) var names: Set<String> = []
    /// A schema that refers to itself further down in a value would be walked for ever.
    private static let depthLimit = 32

    init(_ documents: [String: JSONValue]) { self.documents = documents }

    mutating func enter(_ name: String) {
        guard let document = documents[name] else { return }
        visit(document, in: name, at: "", isRequired: true, depth: 0)
    }

    private mutating func visit(_ schema: JSONValue, in document: String, at path: String, isRequired: Bool, depth: Int)
    {
        guard depth < Self.depthLimit else { return }
        let below = { (step: String) in path.isEmpty ? step : "\(path).\(step)" }
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        if isRequired { outline.required.formUnion(required.map(below)) }
        if let reference = schema["$ref"]?.string {
            follow(reference, in: document, at: path, isRequired: isRequired, depth: depth)
        }
        for part in schema["allOf"]?.array ?? [] {
            visit(part, in: document, at: path, isRequired: isRequired, depth: depth + 1)
        }
        for property in schema["properties"]?.object ?? [] {
            names.insert(property.name)
            let isNeeded = isRequired && outline.required.contains(below(property.name))
            visit(property.value, in: document, at: below(property.name), isRequired: isNeeded, depth: depth + 1)
        }
        if let items = schema["items"] {
            visit(items, in: document, at: "\(path)[]", isRequired: isRequired, depth: depth + 1)
            if isRequired { outline.required.insert("\(path)[]") }
        }
    }

    private mutating func follow(
        _ reference: String, in document: String, at path: String, isRequired: Bool, depth: Int
    ) {
        let parts = reference.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
        let name = parts[0].isEmpty ? document : parts[0]
        let steps = parts.count > 1 ? parts[1].split(separator: "/").map(String.init) : []
        switch steps.last {
        case "address": outline.addresses.insert(path)
        case "messageId": outline.messageIDs.insert(path)
        default: break
        }
        guard let target = steps.reduce(documents[name], { $0?[$1] }) else { return }
        visit(target, in: name, at: path, isRequired: isRequired, depth: depth + 1)
    }
}
