import JSON

extension SchemaCompiler {
    /// The rule of a keyword that has no schemas in it.
    func assertion(_ name: String, _ value: JSONValue, at place: Place) throws(SchemaError) -> CompiledSchema.Rule {
        switch name {
        case "type": return .type(try kinds(value, at: place))
        case "const": return .const(value)
        case "enum": return .oneOf(try list(value, at: place))
        case "required": return .required(try strings(value, at: place))
        case "minItems": return .minItems(try count(value, at: place))
        case "minLength": return .minLength(try count(value, at: place))
        case "maxLength": return .maxLength(try count(value, at: place))
        case "minimum": return .minimum(try number(value, at: place), text: value.text)
        case "maximum": return .maximum(try number(value, at: place), text: value.text)
        case "pattern": return try pattern(value, at: place)
        case "format" where value == "date-time": return .dateTime
        case "format": throw SchemaError(place: place.text, message: "only the format \"date-time\" is known")
        default: throw SchemaError(place: place.text, message: "the keyword isn't known; take it out")
        }
    }

    func string(_ value: JSONValue, at place: Place) throws(SchemaError) -> String {
        guard case .string(let text) = value else {
            throw SchemaError(place: place.text, message: "must be a string")
        }
        return text
    }

    private func list(_ value: JSONValue, at place: Place) throws(SchemaError) -> [JSONValue] {
        guard case .array(let elements) = value, !elements.isEmpty else {
            throw SchemaError(place: place.text, message: "must be a list that isn't empty")
        }
        return elements
    }

    private func strings(_ value: JSONValue, at place: Place) throws(SchemaError) -> [String] {
        guard case .array(let elements) = value else {
            throw SchemaError(place: place.text, message: "must be a list of strings")
        }
        var result: [String] = []
        for (index, element) in elements.enumerated() {
            result.append(try string(element, at: place.below(String(index))))
        }
        return result
    }

    private func kinds(_ value: JSONValue, at place: Place) throws(SchemaError) -> [Kind] {
        var result: [Kind] = []
        for element in value.array == nil ? [value] : try list(value, at: place) {
            guard let kind = Kind(rawValue: element.string ?? "") else {
                throw SchemaError(place: place.text, message: "names no type of JSON Schema's")
            }
            result.append(kind)
        }
        return result
    }

    private func number(_ value: JSONValue, at place: Place) throws(SchemaError) -> ExactNumber {
        guard case .number(let text) = value, let number = ExactNumber(text) else {
            throw SchemaError(place: place.text, message: "must be a number")
        }
        return number
    }

    private func count(_ value: JSONValue, at place: Place) throws(SchemaError) -> Int {
        guard let count = try number(value, at: place).count else {
            throw SchemaError(place: place.text, message: "must be a whole number from 0, below a billion")
        }
        return count
    }

    private func pattern(_ value: JSONValue, at place: Place) throws(SchemaError) -> CompiledSchema.Rule {
        let text = try string(value, at: place)
        do throws(PatternReader.Refusal) {
            return .pattern(try PatternReader.read(text), text: text)
        } catch {
            throw SchemaError(place: place.text, message: error.message)
        }
    }
}
