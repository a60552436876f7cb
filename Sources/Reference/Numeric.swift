/// A number of JSON as Postgres prints it after it was stored as `numeric`, which is what `jsonb` keeps numbers in.
enum Numeric {
    /// The limits of `numeric`: 131,072 digits before the point, 16,383 after it.
    private static let digitsBefore = 131_072
    private static let digitsAfter = 16_383

    /// The digits of `token` without an exponent; nil where `numeric` can't hold it.
    ///
    /// The digits after the point that were written stay (`1.50`), less those that the exponent moves before it, and zero
    /// has no sign.
    static func text(_ token: String) -> String? {
        let parts = token.split(whereSeparator: { $0 == "e" || $0 == "E" })
        guard let mantissa = parts.first, let exponent = exponent(parts.dropFirst().first) else { return nil }
        let isNegative = mantissa.first == "-"
        let halves = mantissa.drop { $0 == "-" }.split(separator: ".")
        guard let whole = halves.first else { return nil }
        let digits = String(whole) + (halves.dropFirst().first ?? "")
        let scale = digits.utf8.count - whole.utf8.count - exponent
        guard scale <= digitsAfter else { return nil }
        let isZero = digits.allSatisfy { $0 == "0" }
        guard let text = isZero ? zero(scale) : plain(digits, scale: scale) else { return nil }
        return isNegative && !isZero ? "-" + text : text
    }

    /// The exponent, nil where it is beyond what Postgres reads at all.
    private static func exponent(_ text: Substring?) -> Int? {
        guard let text else { return 0 }
        let limit = Int(Int32.max) / 2
        guard let exponent = Int(text), (-limit...limit).contains(exponent) else { return nil }
        return exponent
    }

    private static func zero(_ scale: Int) -> String {
        scale > 0 ? "0." + zeros(scale) : "0"
    }

    /// `digits` × 10^−scale.
    private static func plain(_ digits: String, scale: Int) -> String? {
        let significant = String(digits.drop { $0 == "0" })
        let before = significant.utf8.count - scale
        guard before <= digitsBefore else { return nil }
        if scale <= 0 { return significant + zeros(-scale) }
        if before <= 0 { return "0." + zeros(-before) + significant }
        return significant.prefix(before) + "." + significant.suffix(scale)
    }

    private static func zeros(_ count: Int) -> String {
        String(repeating: "0", count: count)
    }
}
