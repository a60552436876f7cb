import Bytes

/// What Postgres' `numeric`, which `jsonb` keeps numbers in, can hold: "up to 131072 digits before the decimal point;
/// up to 16383 digits after the decimal point" (manual, 8.1.2).
enum NumericLimits {
    private static let whole = 131_072
    private static let fraction = 16_383
    /// Beyond every limit, and far from overflow.
    private static let farAway = 10_000_000

    /// Whether a number of JSON's fits. Digits are counted as they are written: a number written with needless zeros
    /// may be refused.
    static func admit(_ text: ByteView) -> Bool {
        var place = text[0] == UInt8(ascii: "-") ? 1 : 0
        let whole = digits(text, &place)
        var fraction = 0
        if text[place] == UInt8(ascii: ".") {
            place += 1
            fraction = digits(text, &place)
        }
        let exponent = exponent(text, place)
        return whole + exponent <= Self.whole && fraction - exponent <= Self.fraction
    }

    private static func digits(_ text: ByteView, _ place: inout Int) -> Int {
        let start = place
        while place < text.count, text[place] &- UInt8(ascii: "0") <= 9 { place += 1 }
        return place - start
    }

    private static func exponent(_ text: ByteView, _ place: Int) -> Int {
        guard place < text.count else { return 0 }
        var place = place + 1
        let isNegative = text[place] == UInt8(ascii: "-")
        if isNegative || text[place] == UInt8(ascii: "+") { place += 1 }
        var result = 0
        while place < text.count {
            result = min(result * 10 + Int(text[place] &- UInt8(ascii: "0")), farAway)
            place += 1
        }
        return isNegative ? -result : result
    }
}
