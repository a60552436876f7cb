extension Moment {
    /// The moment as Postgres prints a `timestamptz`, in a session with `TimeZone` UTC and `DateStyle` ISO.
    package var postgresText: Text {
        let days = Self.quotient(microseconds, Self.microsecondsADay)
        let (year, month, day) = Self.date(days)
        let date = [Self.padded(year > 0 ? year : 1 - year, 4), Self.padded(month, 2), Self.padded(day, 2)]
        let time = Self.time(microseconds - days * Self.microsecondsADay)
        return Text(date.joined(separator: "-") + " " + time + "+00" + (year > 0 ? "" : " BC"))
    }

    /// The date that lies `days` after 1970-01-01: the year is guessed and put right, then months are counted off.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        var year = 1970 + quotient(days, 366)
        while daysBefore(year: year + 1) <= days { year += 1 }
        while daysBefore(year: year) > days { year -= 1 }
        var rest = days - daysBefore(year: year)
        var month: Int64 = 1
        while rest >= daysIn(month: month, of: year) {
            rest -= daysIn(month: month, of: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    /// `hh:mm:ss` and, unless it is zero, the fraction without zeros at its end.
    private static func time(_ microseconds: Int64) -> String {
        let seconds = microseconds / 1_000_000
        var fraction = padded(microseconds % 1_000_000, 6)
        while fraction.last == "0" { fraction.removeLast() }
        return [padded(seconds / 3600, 2), padded(seconds / 60 % 60, 2), padded(seconds % 60, 2)].joined(separator: ":")
            + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
