/// Stretches of time as people write them: `500ms`, `30s`, `1h30m`, `7d`.
package enum DurationText {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000), ("ns", 1),
    ]

    /// A duration from its text, or nil where it is none: whole numbers with a unit, larger units first, each once.
    package static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        var total: Int64 = 0
        var allowed = units[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest[name.endIndex...]
            guard let number = Int64(digits), let place = allowed.firstIndex(where: { $0.name == name }) else {
                return nil
            }
            let (part, tooLarge) = number.multipliedReportingOverflow(by: allowed[place].nanoseconds)
            let (sum, overflow) = total.addingReportingOverflow(part)
            if tooLarge || overflow { return nil }
            total = sum
            allowed = allowed[(place + 1)...]
        }
        return .nanoseconds(total)
    }

    /// The text that `parse` takes; `0s` for nothing.
    package static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return "\(seconds)s" }
        var rest = scaled &+ attoseconds / 1_000_000_000
        if rest == 0 { return "0s" }
        if rest < 0 { return "-" + format(.zero - duration) }
        var text = ""
        for unit in units where rest >= unit.nanoseconds {
            text += "\(rest / unit.nanoseconds)\(unit.name)"
            rest %= unit.nanoseconds
        }
        return text
    }
}
