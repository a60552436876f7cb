/// Durations and sizes as people write them: `30d`, `1d12h`, `16MiB`.
enum Quantity {
    private typealias Unit = (name: String, size: Int64)

    /// From the largest down, as a combined duration must be written.
    private static let durations: [Unit] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    private static let sizes: [Unit] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// Milliseconds of `30d`, `1d12h` or bare digits; −1 of `forever`.
    static func milliseconds(_ text: String) -> Int64? { text == "forever" ? -1 : amount(text, units: durations) }

    /// Bytes of `16MiB` or bare digits; −1 of `unlimited`.
    static func bytes(_ text: String) -> Int64? { text == "unlimited" ? -1 : amount(text, units: sizes) }

    /// `2592000000` as `30d`; nil where no unit is better than the number.
    static func duration(ofMilliseconds value: Int64) -> String? {
        value == -1 ? "forever" : name(value, units: durations.filter { $0.name != "w" && $0.name != "ms" })
    }

    /// `16777216` as `16MiB`; nil where no unit is better than the number.
    static func size(ofBytes value: Int64) -> String? {
        value == -1 ? "unlimited" : name(value, units: sizes.filter { $0.name != "B" })
    }

    private static func name(_ value: Int64, units: [Unit]) -> String? {
        guard value > 0, let unit = units.first(where: { value % $0.size == 0 }) else { return nil }
        return "\(value / unit.size)\(unit.name)"
    }

    private static func amount(_ text: String, units: [Unit]) -> Int64? {
        if let number = plainInteger(text) { return number }
        var (rest, units, total) = (Substring(text), units[...], Int64(0))
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let letters = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let count = Int64(digits), let place = units.firstIndex(where: { $0.name == letters }) else {
                return nil
            }
            let (part, tooLarge) = count.multipliedReportingOverflow(by: units[place].size)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !tooLarge, !overflow else { return nil }
            (total, units, rest) = (sum, units[(place + 1)...], rest.dropFirst(digits.count + letters.count))
        } while !rest.isEmpty
        return total
    }

    /// `-?digits`, as Kafka writes it: no sign but a minus, no spaces.
    static func plainInteger(_ text: String) -> Int64? { text.hasPrefix("+") ? nil : Int64(text) }
}
