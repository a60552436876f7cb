/// The value of a field.
package enum LogValue: Hashable, Sendable {
    /// Text.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction.
    case number(Double)
    /// A truth value.
    case bool(Bool)
    /// A stretch of time; written in seconds.
    case duration(Duration)
    /// Several values.
    case list([LogValue])
    /// Something that is set and that nobody may read.
    case redacted

    /// An integer of any width; one that no Int64 holds is cut to the nearest.
    package static func integer(_ value: some BinaryInteger) -> LogValue { .integer(Int64(clamping: value)) }

    /// What a value says of itself.
    package static func describing(_ value: some CustomStringConvertible) -> LogValue { .string(value.description) }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
    /// Text from a literal, interpolated or not.
    package init(stringLiteral value: String) { self = .string(value) }
    /// A number from a literal.
    package init(integerLiteral value: Int64) { self = .integer(value) }
    /// A number from a literal.
    package init(floatLiteral value: Double) { self = .number(value) }
    /// A truth value from a literal.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Several values from a literal.
    package init(arrayLiteral elements: LogValue...) { self = .list(elements) }
}

extension Duration {
    /// The same in seconds, for logs and metrics.
    package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
