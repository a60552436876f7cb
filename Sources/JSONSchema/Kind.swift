import JSON

/// The names that `type` may have.
enum Kind: String, CaseIterable {
    case null, boolean, object, array, number, string, integer

    /// Whether a value is of it. `1.0` is an integer, as the standard has it, unless integers are to be plain.
    func holds(_ value: JSONValue, hasPlainIntegers: Bool = false) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.object, .object), (.array, .array), (.string, .string),
            (.number, .number):
            true
        case (.integer, .number(let text)) where hasPlainIntegers: !text.utf8.contains { Self.isFraction($0) }
        case (.integer, .number(let text)): ExactNumber(text)?.isInteger == true
        default: false
        }
    }

    /// What stands in numbers that are no plain integers.
    private static func isFraction(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
    }

    /// What to call a value's kind.
    static func name(of value: JSONValue) -> String {
        allCases.first { $0.holds(value) }?.rawValue ?? "unknown"
    }
}
