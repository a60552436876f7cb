import JSON

/// As much of JSON Schema 2020-12 as the files in `topics/schemas/` use; any other keyword is a violation of its own.
struct SchemaChecker {
    /// The schema files, by name.
    let documents: [String: JSONValue]

    /// Words that say something to people.
    static let annotations: Set<String> = ["$schema", "$id", "$defs", "title", "description", "default", "examples"]

    /// Where a schema stands, and the value that it's held against.
    private struct Place {
        var document: String
        var path: String
    }

    /// What is wrong with `value` by the schema file `document`.
    func violations(of value: JSONValue, by document: String) -> [String] {
        guard let schema = documents[document] else { return ["no schema \(document)"] }
        return violations(of: value, by: schema, at: Place(document: document, path: "$"))
    }

    private func violations(of value: JSONValue, by schema: JSONValue, at place: Place) -> [String] {
        (schema.object ?? []).flatMap { keyword -> [String] in
            switch keyword.name {
            case "$ref": follow(keyword.value.string ?? "", value, place)
            case "allOf": (keyword.value.array ?? []).flatMap { violations(of: value, by: $0, at: place) }
            case "properties": properties(keyword.value, value, place)
            case "items": items(keyword.value, value, place)
            default: Self.isKept(keyword, by: value).map { $0 ? [] : ["\(place.path): \(keyword.name)"] } ?? []
            }
        }
    }

    private func follow(_ reference: String, _ value: JSONValue, _ place: Place) -> [String] {
        let parts = reference.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
        let document = parts[0].isEmpty ? place.document : parts[0]
        let steps = parts.count > 1 ? parts[1].split(separator: "/").map(String.init) : []
        guard let schema = steps.reduce(documents[document], { $0?[$1] }) else { return ["dangling \(reference)"] }
        return violations(of: value, by: schema, at: Place(document: document, path: place.path))
    }

    private func properties(_ schemas: JSONValue, _ value: JSONValue, _ place: Place) -> [String] {
        (schemas.object ?? []).flatMap { property -> [String] in
            guard let member = value[property.name] else { return [] }
            let inner = Place(document: place.document, path: "\(place.path).\(property.name)")
            return violations(of: member, by: property.value, at: inner)
        }
    }

    private func items(_ schema: JSONValue, _ value: JSONValue, _ place: Place) -> [String] {
        (value.array ?? []).enumerated().flatMap { index, item in
            violations(of: item, by: schema, at: Place(document: place.document, path: "\(place.path)[\(index)]"))
        }
    }
}

// MARK: - Keywords without schemas in them

extension SchemaChecker {
    /// Whether `value` keeps `keyword`; nil: the keyword asks nothing.
    private static func isKept(_ keyword: JSONValue.Member, by value: JSONValue) -> Bool? {
        let wanted = keyword.value
        return switch keyword.name {
        case let name where annotations.contains(name): nil
        case "type": (wanted.array ?? [wanted]).contains { isOfType($0.string ?? "", value) }
        case "const": value == wanted
        case "enum": wanted.array?.contains(value) == true
        case "required": value.object == nil || (wanted.array ?? []).allSatisfy { value[$0.string ?? ""] != nil }
        case "minItems": value.array.map { $0.count >= wanted.int64 ?? .max } ?? true
        case "minLength": value.string.map { $0.unicodeScalars.count >= wanted.int64 ?? .max } ?? true
        case "maxLength": value.string.map { $0.unicodeScalars.count <= wanted.int64 ?? .min } ?? true
        case "minimum": value.double.map { $0 >= wanted.double ?? .infinity } ?? true
        case "maximum": value.double.map { $0 <= wanted.double ?? -.infinity } ?? true
        case "pattern": value.string.map { matches($0, wanted.string ?? "") } ?? true
        case "format": wanted == "date-time" && value.string.map(isTime) ?? true
        default: false
        }
    }

    private static func isOfType(_ name: String, _ value: JSONValue) -> Bool {
        switch value {
        case .null: name == "null"
        case .bool: name == "boolean"
        case .number: name == "number" || name == "integer" && value.int64 != nil
        case .string: name == "string"
        case .array: name == "array"
        case .object: name == "object"
        }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex) != nil
    }

    private static func isTime(_ text: String) -> Bool {
        let time =
            #/[0-9]{4}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])/#
        return text.wholeMatch(of: time) != nil
    }
}
