/// Points in time as events write them: RFC 3339, in UTC, to the microsecond. Not for the consumers' data path, which
/// reads bytes without making strings.
package enum EventTime {
    /// The years that the contract allows, as microseconds since the Unix epoch.
    package static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    /// The text of a point in time, with as many digits of a second as it needs: none, three or six. What lies outside
    /// the years 1 to 9999 is brought to the nearest end, because RFC 3339 can't say it.
    package static func text(_ microseconds: Int64) -> String {
        let time = min(max(microseconds, range.lowerBound), range.upperBound)
        let (day, rest) = divide(time, by: 86_400_000_000)
        let date = CivilDate(daysSinceEpoch: day)
        let (seconds, fraction) = divide(rest, by: 1_000_000)
        let (minutes, second) = divide(seconds, by: 60)
        let clock = "\(pad(minutes / 60, 2)):\(pad(minutes % 60, 2)):\(pad(second, 2))"
        return "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))T\(clock)\(digits(of: fraction))Z"
    }

    /// The time that an RFC 3339 text names, or nil where it is none by the contract: any offset up to 23:59, seconds
    /// 00 to 59, digits past the microsecond cut off, years 1 to 9999 in UTC.
    package static func microseconds(_ text: String) -> Int64? {
        var scanner = TimeScanner(text)
        guard let date = scanner.date(), scanner.letter("T"), let clock = scanner.clock(),
            let offset = scanner.offset(),
            scanner.isAtEnd
        else { return nil }
        let time = date.daysSinceEpoch * 86_400_000_000 + clock - offset * 60_000_000
        return range.contains(time) ? time : nil
    }

    /// Division that rounds down, so that times before 1970 have a day and a positive rest too.
    private static func divide(_ number: Int64, by divisor: Int64) -> (Int64, Int64) {
        let rest = (number % divisor + divisor) % divisor
        return ((number - rest) / divisor, rest)
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func digits(of fraction: Int64) -> String {
        guard fraction > 0 else { return "" }
        return fraction % 1_000 == 0 ? ".\(pad(fraction / 1_000, 3))" : ".\(pad(fraction, 6))"
    }
}
