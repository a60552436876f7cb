import JSON

/// Holds one value against a schema.
struct Validator {
    let schemas: [CompiledSchema]
    let limit: Int
    let conventions: Conventions
    var violations: [Violation] = []

    init(schemas: [CompiledSchema], limit: Int, conventions: Conventions) {
        self.schemas = schemas
        self.limit = limit
        self.conventions = conventions
    }

    /// Adds what is wrong with `value`, which stands at `pointer`, by the schema of that index.
    mutating func check(_ value: JSONValue, _ schema: Int, at pointer: String) {
        for keyword in schemas[schema].keywords where violations.count < limit {
            switch (keyword.rule, value) {
            case (.all(let others), _): for other in others { check(value, other, at: pointer) }
            case (.properties(let properties), .object): check(properties, of: value, at: pointer)
            case (.items(let item), .array(let elements)):
                for (index, element) in elements.enumerated() where violations.count < limit {
                    check(element, item, at: "\(pointer)/\(index)")
                }
            case (.required(let names), .object):
                for name in names where value[name] == nil {
                    add(keyword, pointer, "lacks \"\(name)\"", missing: name)
                }
            default:
                if let message = fault(of: value, by: keyword.rule) { add(keyword, pointer, message) }
            }
        }
    }

    private mutating func check(_ properties: [(name: String, schema: Int)], of value: JSONValue, at pointer: String) {
        for property in properties {
            guard let member = value[property.name] else { continue }
            check(member, property.schema, at: pointer + Place.step(property.name))
        }
    }

    private mutating func add(
        _ keyword: CompiledSchema.Keyword, _ pointer: String, _ message: String, missing: String? = nil
    ) {
        guard violations.count < limit else { return }
        violations.append(
            Violation(
                pointer: pointer, schema: keyword.place, keyword: keyword.name, message: message, missing: missing))
    }

    /// What is wrong by a rule that looks at nothing below the value; nil where nothing is, or the rule isn't about
    /// values of that kind.
    private func fault(of value: JSONValue, by rule: CompiledSchema.Rule) -> String? {
        switch (rule, value) {
        case (.never, _): "may not be there"
        case (.type(let kinds), _)
        where !kinds.contains { $0.holds(value, hasPlainIntegers: conventions.hasPlainIntegers) }:
            "is of the type \(Kind.name(of: value)), not \(kinds.map(\.rawValue).joined(separator: " or "))"
        case (.const(let wanted), _) where !value.isSame(as: wanted): "is not \(wanted.text)"
        case (.oneOf(let wanted), _) where !wanted.contains { value.isSame(as: $0) }:
            "is none of \(wanted.map(\.text).joined(separator: ", "))"
        case (.minItems(let least), .array(let elements)) where elements.count < least: "has fewer than \(least) items"
        case (.minLength(let least), .string(let text)) where conventions.length(text) < least:
            "is shorter than \(least)"
        case (.maxLength(let most), .string(let text)) where conventions.length(text) > most:
            "is longer than \(most)"
        case (.minimum(let least, let shown), .number(let text)) where ExactNumber(text).map { $0 < least } ?? true:
            "is less than \(shown)"
        case (.maximum(let most, let shown), .number(let text)) where ExactNumber(text).map { $0 > most } ?? true:
            "is more than \(shown)"
        case (.pattern(let pattern, let shown), .string(let text)) where !pattern.matches(text):
            "doesn't match \(shown)"
        case (.dateTime, .string(let text)) where !conventions.isDateTime(text): "is no date-time of RFC 3339"
        default: nil
        }
    }
}
