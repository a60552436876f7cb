import JSON

/// A type's schema with its references followed, as a list of places and what each may hold.
struct FlatSchema: Equatable {
    /// What may stand at a place.
    struct Field: Equatable {
        /// JSON Schema's types; none: any.
        var types: Set<String> = []
        /// The only values, as JSON; none: any.
        var values: Set<String> = []
        var patterns: Set<String> = []
        var format: String?
        /// Numbers as they were written: not all of 64 bits are doubles.
        var minimum: String?
        var maximum: String?
        var minLength: Int?
        var maxLength: Int?
        var minItems: Int?
        /// The members that an object must have.
        var required: Set<String> = []
    }

    /// By JSON pointer in the event; a list's items are at `/*`.
    private(set) var fields: [String: Field] = [:]

    /// The schema of `type` (or `envelope`) among `documents`, by their types.
    init(_ type: String, in documents: [String: JSONValue]) {
        guard let document = documents[type] else { return }
        add(document, at: "", document: type, documents)
    }

    private mutating func add(_ schema: JSONValue, at place: String, document: String, _ documents: [String: JSONValue])
    {
        if let reference = schema["$ref"]?.string {
            let parts = reference.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].isEmpty ? document : String(parts[0].dropLast(5))
            let steps = parts.count > 1 ? parts[1].split(separator: "/").map(String.init) : []
            if let target = steps.reduce(documents[name], { $0?[$1] }) {
                add(target, at: place, document: name, documents)
            }
        }
        for part in schema["allOf"]?.array ?? [] { add(part, at: place, document: document, documents) }
        narrow(schema, at: place)
        for member in schema["properties"]?.object ?? [] {
            add(member.value, at: "\(place)/\(member.name)", document: document, documents)
        }
        if let items = schema["items"] { add(items, at: "\(place)/*", document: document, documents) }
    }

    private mutating func narrow(_ schema: JSONValue, at place: String) {
        var field = fields[place] ?? Field()
        if let type = schema["type"] { field.types = Set((type.array ?? [type]).compactMap(\.string)) }
        if let value = schema["const"] { field.values = [value.text] }
        if let values = schema["enum"]?.array { field.values = Set(values.map(\.text)) }
        if let pattern = schema["pattern"]?.string { field.patterns.insert(pattern) }
        field.format = schema["format"]?.string ?? field.format
        field.minimum = schema["minimum"]?.text ?? field.minimum
        field.maximum = schema["maximum"]?.text ?? field.maximum
        field.minLength = schema["minLength"]?.int64.map(Int.init) ?? field.minLength
        field.maxLength = schema["maxLength"]?.int64.map(Int.init) ?? field.maxLength
        field.minItems = schema["minItems"]?.int64.map(Int.init) ?? field.minItems
        field.required.formUnion((schema["required"]?.array ?? []).compactMap(\.string))
        fields[place] = field
    }
}

// MARK: - As it is kept

extension FlatSchema {
    /// What was kept of a schema.
    init(json: JSONValue) {
        fields = Dictionary((json.object ?? []).map { ($0.name, Field(json: $0.value)) }) { first, _ in first }
    }

    /// By place, each with its keywords; in a fixed order, so that a change is a small difference.
    var json: JSONValue {
        .object(fields.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value.json) })
    }
}

extension FlatSchema.Field {
    fileprivate init(json: JSONValue) {
        func words(_ name: String) -> Set<String> { Set((json[name]?.array ?? []).compactMap(\.string)) }
        (types, values, patterns, required) = (words("type"), words("values"), words("patterns"), words("required"))
        format = json["format"]?.string
        (minimum, maximum) = (json["minimum"]?.text, json["maximum"]?.text)
        minLength = json["minLength"]?.int64.map(Int.init)
        maxLength = json["maxLength"]?.int64.map(Int.init)
        minItems = json["minItems"]?.int64.map(Int.init)
    }

    fileprivate var json: JSONValue {
        func words(_ set: Set<String>) -> JSONValue? {
            set.isEmpty ? nil : .array(set.sorted().map { .string($0) })
        }
        let members: [(String, JSONValue?)] = [
            ("type", words(types)), ("values", words(values)), ("patterns", words(patterns)),
            ("format", format.map { .string($0) }), ("minimum", minimum.map { .number($0) }),
            ("maximum", maximum.map { .number($0) }), ("minLength", minLength.map { .integer($0) }),
            ("maxLength", maxLength.map { .integer($0) }), ("minItems", minItems.map { .integer($0) }),
            ("required", words(required)),
        ]
        return .object(members.compactMap { name, value in value.map { .init(name: name, value: $0) } })
    }
}
