// There is no `nil` literal on purpose: in `value.isNull ? nil : value` it would be `null` where nothing is meant.
extension JSONValue: ExpressibleByBooleanLiteral {
    package init(booleanLiteral truth: Bool) { self = .bool(truth) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    package init(integerLiteral number: Int64) { self = .integer(number) }
}

extension JSONValue: ExpressibleByFloatLiteral {
    package init(floatLiteral number: Double) { self = number.isFinite ? .number("\(number)") : .null }
}

extension JSONValue: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self = .string(text) }
}

extension JSONValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member(name: $0.0, value: $0.1) })
    }
}
