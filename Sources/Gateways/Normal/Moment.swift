import Events
import JSON

/// Points in time as gateways write them: seconds, milliseconds, fractions, strings of any of these, RFC 3339, and
/// Java's `Long` as an object.
enum Moment {
    /// Microseconds since the Unix epoch, or nil where the value is no time after 1970 that could be meant.
    static func microseconds(_ value: JSONValue?) -> Int64? {
        switch value {
        case .number(let text): number(text)
        case .string(let text): number(text) ?? EventTime.microseconds(text).flatMap { $0 > 0 ? $0 : nil }
        case .object: long(value).flatMap(scaled)
        default: nil
        }
    }

    /// A whole number, from a plain token, a string of digits or a `Long`; for sizes and counters.
    static func count(_ value: JSONValue?) -> Int64? {
        switch value {
        case .number: value?.int64
        case .string(let text): Int64(text)
        case .object: long(value)
        default: nil
        }
    }

    private static func number(_ text: String) -> Int64? {
        if let whole = Int64(text) { return scaled(whole) }
        guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let fraction = Double(text), let unit = unit(fraction)
        else { return nil }
        return Int64((fraction * Double(unit)).rounded())
    }

    private static func scaled(_ number: Int64) -> Int64? { unit(Double(number)).map { number * $0 } }

    /// What to multiply with: seconds reach 10¹¹ in the year 5138, milliseconds had it in 1973.
    private static func unit(_ number: Double) -> Int64? {
        switch number {
        case ..<1: nil
        case ..<1e11: 1_000_000
        case ..<1e14: 1_000
        default: nil
        }
    }

    /// `{"low": …, "high": …, "unsigned": …}`: two signed 32-bit halves.
    private static func long(_ value: JSONValue?) -> Int64? {
        guard let low = value?["low"]?.int64, let high = value?["high"]?.int64 else { return nil }
        let bits = UInt64(UInt32(truncatingIfNeeded: high)) << 32 | UInt64(UInt32(truncatingIfNeeded: low))
        guard value?["unsigned"]?.bool == true else { return Int64(bitPattern: bits) }
        return Int64(exactly: bits)
    }
}
