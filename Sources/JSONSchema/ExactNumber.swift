/// A JSON number without rounding, however long: 0.DIGITS × 10^point.
struct ExactNumber: Hashable {
    private var isNegative = false
    /// The digits 0 to 9, neither the first nor the last of them 0; none for zero.
    private var digits: [UInt8] = []
    private var point = 0

    /// The number that a text is; nil where it is none. An exponent beyond ±10^15 counts as that.
    init?(_ text: String) {
        let parts = text.utf8.split(omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
        guard parts.count <= 2, var mantissa = parts.first else { return nil }
        if mantissa.first == UInt8(ascii: "-") {
            isNegative = true
            mantissa = mantissa.dropFirst()
        }
        let halves = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard halves.count <= 2, halves.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isDigit) }) else { return nil }
        guard let exponent = parts.count == 2 ? Self.exponent(parts[1]) : 0 else { return nil }
        digits = halves.joined().map { $0 - UInt8(ascii: "0") }
        point = halves[0].count + exponent
        normalise()
    }

    /// Whether nothing stands behind the point.
    var isInteger: Bool { point >= digits.count }

    /// The number as a count; nil where it is negative, has a fraction or is past 10^9.
    var count: Int? {
        guard !isNegative, isInteger, point <= 9 else { return nil }
        return (0..<point).reduce(0) { $0 * 10 + ($1 < digits.count ? Int(digits[$1]) : 0) }
    }

    private mutating func normalise() {
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { (isNegative, point) = (false, 0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func exponent(_ text: Substring.UTF8View) -> Int? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        let limit = 1_000_000_000_000_000
        let size = digits.reduce(0) { min(limit, $0 * 10 + Int($1 - UInt8(ascii: "0"))) }
        return isNegative ? -size : size
    }
}

extension ExactNumber: Comparable {
    static func < (left: ExactNumber, right: ExactNumber) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    /// Compares without the sign. Zero has no digits, and any point.
    private func isSmaller(than other: ExactNumber) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        return point == other.point ? digits.lexicographicallyPrecedes(other.digits) : point < other.point
    }
}
