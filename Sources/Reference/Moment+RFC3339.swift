extension Moment {
    /// Reads an RFC 3339 time by the rules of contract §1, nil where it is none.
    ///
    /// "Times are RFC 3339, any offset up to ±23:59, seconds 00–59, digits past the microsecond cut off, years 1–9999 in
    /// UTC." `t` and `z` are letters of RFC 3339 too; a space between date and time is not.
    init?(rfc3339 string: String) {
        var scan = Scan(bytes: Array(string.utf8))
        guard let days = scan.date(), scan.takes("Tt"), let time = scan.time(), let offset = scan.offset(), scan.isAtEnd
        else { return nil }
        let microseconds = days * Self.microsecondsADay + time - offset
        guard Self.eventYears.contains(microseconds) else { return nil }
        self.init(microseconds: microseconds)
    }

    /// A place in the text, and what may stand there.
    private struct Scan {
        let bytes: [UInt8]
        var index = 0

        var isAtEnd: Bool { index == bytes.count }

        /// Goes past one byte, if it is one of `choices`.
        mutating func takes(_ choices: String) -> Bool {
            guard index < bytes.count, choices.utf8.contains(bytes[index]) else { return false }
            index += 1
            return true
        }

        /// A number of exactly `count` digits in `range`.
        mutating func number(_ count: Int, in range: ClosedRange<Int64>) -> Int64? {
            var number: Int64 = 0
            for _ in 0..<count {
                guard index < bytes.count, let digit = Self.digit(bytes[index]) else { return nil }
                number = number * 10 + digit
                index += 1
            }
            return range.contains(number) ? number : nil
        }

        static func digit(_ byte: UInt8) -> Int64? {
            (0x30...0x39).contains(byte) ? Int64(byte) - 0x30 : nil
        }

        /// `YYYY-MM-DD`, as days since 1970-01-01.
        mutating func date() -> Int64? {
            guard let year = number(4, in: 0...9999), takes("-"), let month = number(2, in: 1...12), takes("-"),
                let day = number(2, in: 1...Moment.daysIn(month: month, of: year))
            else { return nil }
            return Moment.days(year: year, month: month, day: day)
        }

        /// `hh:mm:ss` and a fraction, as microseconds since midnight.
        mutating func time() -> Int64? {
            guard let minutes = minutes(), takes(":"), let seconds = number(2, in: 0...59), let fraction = fraction()
            else { return nil }
            return (minutes * 60 + seconds) * 1_000_000 + fraction
        }

        /// `hh:mm`, as minutes.
        mutating func minutes() -> Int64? {
            guard let hours = number(2, in: 0...23), takes(":"), let minutes = number(2, in: 0...59) else { return nil }
            return hours * 60 + minutes
        }

        /// A point and at least one digit, or nothing; as microseconds, what is finer cut off.
        mutating func fraction() -> Int64? {
            guard takes(".") else { return 0 }
            var worth: Int64 = 100_000
            var microseconds: Int64 = 0
            let start = index
            while index < bytes.count, let digit = Self.digit(bytes[index]) {
                microseconds += digit * worth
                worth /= 10
                index += 1
            }
            return index > start ? microseconds : nil
        }

        /// `Z` or `±hh:mm`, as microseconds east of UTC.
        mutating func offset() -> Int64? {
            if takes("Zz") { return 0 }
            let isEast = takes("+")
            guard isEast || takes("-"), let minutes = minutes() else { return nil }
            return (isEast ? minutes : -minutes) * 60_000_000
        }
    }
}
