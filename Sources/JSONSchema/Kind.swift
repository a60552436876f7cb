import JSON

/// The names that `type` may have.
enum Kind: String, CaseIterable {
    case null, boolean, object, array, number, string, integer

    /// Whether a value is of it. `1.0` is an integer, as the standard has it.
    func holds(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.object, .object), (.array, .array), (.string, .string),
            (.number, .number):
            true
        case (.integer, .number(let text)): ExactNumber(text)?.isInteger == true
        default: false
        }
    }

    /// What to call a value's kind.
    static func name(of value: JSONValue) -> String {
        allCases.first { $0.holds(value) }?.rawValue ?? "unknown"
    }
}
