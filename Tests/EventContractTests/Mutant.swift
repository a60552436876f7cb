import JSON

/// An example with one fault in it.
struct Mutant {
    /// Where the fault is: names from the event down.
    var path: [String]
    /// What was done.
    var fault: String
    var event: JSONValue

    /// Whether the member was taken out rather than spoilt.
    var isGone: Bool { fault == "gone" }

    /// The event, each attribute, and each field at any depth of `data`: gone, null, of each other type, and out of the range that
    /// its schema names.
    static func all(of example: JSONValue, _ schema: FlatSchema) -> [Mutant] {
        spoil(example, at: [], "", example, schema)
    }

    private static func spoil(
        _ value: JSONValue, at path: [String], _ pattern: String, _ example: JSONValue, _ schema: FlatSchema
    ) -> [Mutant] {
        let own =
            path.isEmpty
            ? []
            : faults(of: schema.fields[pattern]).map { fault, spoilt in
                Mutant(path: path, fault: fault, event: example.setting(path[...], spoilt))
            }
        let members = (value.object ?? []).flatMap { member in
            spoil(member.value, at: path + [member.name], "\(pattern)/\(member.name)", example, schema)
        }
        // One item that is gone is no fault of the list's.
        let items = (value.array ?? []).indices.prefix(1).flatMap { index in
            spoil(value[index] ?? .null, at: path + ["\(index)"], "\(pattern)/*", example, schema).filter {
                !$0.isGone || $0.path.count > path.count + 1
            }
        }
        return own + members + items
    }

    private static func faults(of field: FlatSchema.Field?) -> [(String, JSONValue?)] {
        guard let field else { return [("gone", nil)] }
        let strangers: [(String, JSONValue?)] = [
            ("null", .null), ("true", true), ("a number", 1.5), ("a string", "?"), ("a list", [[]]), ("an object", [:]),
        ]
        // Of a field of several types only what is none of them is a fault.
        let wrong = strangers.filter { stranger in
            !field.types.isEmpty && !field.types.contains { stranger.1?.isOfType($0) ?? false }
        }
        return [("gone", nil)] + wrong + outOfRange(field)
    }

    private static func outOfRange(_ field: FlatSchema.Field) -> [(String, JSONValue?)] {
        var faults: [(String, JSONValue?)] = []
        // A digit more is beyond any limit, and an integer still.
        if let minimum = field.minimum {
            faults.append(("too small", .number(minimum == "0" ? "-1" : beyond(minimum))))
        }
        if let maximum = field.maximum { faults.append(("too large", .number("\(maximum)0"))) }
        if field.minLength != nil { faults.append(("empty", "")) }
        if let most = field.maxLength { faults.append(("too long", .string(String(repeating: "7", count: most + 1)))) }
        if !field.values.isEmpty { faults.append(("none of its words", "x-none")) }
        if !field.patterns.isEmpty { faults.append(("another pattern", "\u{1}?")) }
        if field.format != nil { faults.append(("no time", "2026-13-01T00:00:00Z")) }
        if field.minItems != nil { faults.append(("no items", [])) }
        return faults
    }

    private static func beyond(_ minimum: String) -> String { minimum.hasPrefix("-") ? "\(minimum)0" : "-\(minimum)" }
}

extension JSONValue {
    /// A copy in which what `path` leads to is `value`; nil: gone.
    func setting(_ path: ArraySlice<String>, _ value: JSONValue?) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        if let elements = array {
            return .array(elements.enumerated().map { "\($0)" == name ? $1.setting(rest, value) : $1 })
        }
        return .object(
            (object ?? []).compactMap { member in
                guard member.name == name else { return member }
                if rest.isEmpty, value == nil { return nil }
                return Member(name: name, value: member.value.setting(rest, value))
            })
    }

    /// Whether it is of JSON Schema's type of that name.
    func isOfType(_ name: String) -> Bool {
        switch self {
        case .null: name == "null"
        case .bool: name == "boolean"
        case .number: name == "number" || name == "integer" && int64 != nil
        case .string: name == "string"
        case .array: name == "array"
        case .object: name == "object"
        }
    }
}
