package import Bytes

/// RFC 3339 times as the contract has them, without a calendar library.
package enum EventTimestamp {
    /// The years 1 to 9999 in UTC, in microseconds since the Unix epoch.
    package static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    /// Microseconds since the Unix epoch; nil for what is no such time.
    ///
    /// `T` and `Z` may be lower-case and nothing else may be different: no space for the `T`, no 24:00, no leap
    /// second. Digits past the microsecond are cut off.
    package static func microseconds(of view: ByteView) -> Int64? {
        unsafe view.withBytes { unsafe parse($0) }
    }

    /// Kafka's timestamp, in milliseconds, as microseconds; nil for none or one that no row can hold.
    package static func microseconds(ofMilliseconds milliseconds: Int64) -> Int64? {
        guard milliseconds >= 0 else { return nil }
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        return !overflow && range.contains(microseconds) ? microseconds : nil
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count >= 20, unsafe bytes[4] == UInt8(ascii: "-"), unsafe bytes[7] == UInt8(ascii: "-"),
            unsafe bytes[10] | 0x20 == UInt8(ascii: "t"), unsafe bytes[13] == UInt8(ascii: ":"),
            unsafe bytes[16] == UInt8(ascii: ":")
        else { return nil }
        // A byte that is no digit makes its number negative, and that fails the ranges below.
        let year = unsafe pair(bytes, 0) < 0 ? -1 : pair(bytes, 0) &* 100 &+ pair(bytes, 2)
        let month = unsafe pair(bytes, 5)
        let day = unsafe pair(bytes, 8)
        let hour = unsafe pair(bytes, 11)
        let minute = unsafe pair(bytes, 14)
        let second = unsafe pair(bytes, 17)
        guard year >= 0, unsafe pair(bytes, 2) >= 0, 1...12 ~= month, 1...daysIn(month: month, of: year) ~= day,
            0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second
        else { return nil }
        var place = 19
        guard let fraction = unsafe fraction(bytes, &place), let offset = unsafe offset(bytes, place) else {
            return nil
        }
        let seconds = days(year, month, day) &* 86400 &+ hour &* 3600 &+ minute &* 60 &+ second &- offset
        let result = seconds &* 1_000_000 &+ fraction
        return range.contains(result) ? result : nil
    }

    /// The two digits at `place`; negative where they aren't digits.
    private static func pair(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int64 {
        let tens = unsafe bytes[place] &- UInt8(ascii: "0")
        let ones = unsafe bytes[place + 1] &- UInt8(ascii: "0")
        return tens <= 9 && ones <= 9 ? Int64(tens) &* 10 &+ Int64(ones) : -1
    }

    /// Microseconds of a fraction at `place`, which moves behind it; 0 where there is none, nil for a point without
    /// digits.
    private static func fraction(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> Int64? {
        guard unsafe bytes[place] == UInt8(ascii: ".") else { return 0 }
        place += 1
        let start = place
        var unit: Int64 = 100_000
        var result: Int64 = 0
        while place < bytes.count, unsafe bytes[place] &- UInt8(ascii: "0") <= 9 {
            result &+= unsafe Int64(bytes[place] &- UInt8(ascii: "0")) &* unit
            unit /= 10
            place += 1
        }
        return place > start ? result : nil
    }

    /// The seconds that a zone at `place`, with which the text must end, is ahead of UTC.
    private static func offset(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int64? {
        let rest = bytes.count - place
        if rest == 1, unsafe bytes[place] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard rest == 6, unsafe bytes[place + 3] == UInt8(ascii: ":") else { return nil }
        let hours = unsafe pair(bytes, place + 1)
        let minutes = unsafe pair(bytes, place + 4)
        guard 0...23 ~= hours, 0...59 ~= minutes else { return nil }
        let seconds = hours &* 3600 &+ minutes &* 60
        switch unsafe bytes[place] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }

    private static func daysIn(month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since the Unix epoch of a date in the proleptic Gregorian calendar, counted in years that begin with
    /// March, so that the leap day is the last (Howard Hinnant, "chrono-compatible low-level date algorithms").
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = year &- (month <= 2 ? 1 : 0) &+ 400
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 &* (month > 2 ? month &- 3 : month &+ 9) &+ 2) / 5 &+ day &- 1
        return era &* 146_097 &+ yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear &- 719_468 &- 146_097
    }
}
