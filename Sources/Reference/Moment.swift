/// A point in time, in microseconds since the Unix epoch, which is all that a `timestamptz` can tell.
package struct Moment: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    /// The moment so many microseconds after 1970-01-01T00:00:00Z.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Moment {
    static let microsecondsADay: Int64 = 86_400_000_000

    /// Contract §1: "years 1–9999 in UTC". From 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999Z.
    static let eventYears: ClosedRange<Int64> =
        days(year: 1, month: 1, day: 1) * microsecondsADay...days(year: 10000, month: 1, day: 1) * microsecondsADay - 1

    /// What a `timestamptz` holds, from 4714-11-24 BC on; 64 bits of microseconds end in 294247, 30 years before it does.
    static let postgresYears: ClosedRange<Int64> =
        days(year: -4713, month: 11, day: 24) * microsecondsADay...Int64.max

    /// Kafka's timestamp, nil where there is none (−1) or it lies outside `years`.
    init?(kafka milliseconds: Int64, in years: ClosedRange<Int64>) {
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        guard milliseconds != -1, !overflow, years.contains(microseconds) else { return nil }
        self.init(microseconds: microseconds)
    }

    /// The days from 1970-01-01 to a date of the proleptic Gregorian calendar; year 0 is 1 BC.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        daysBefore(year: year) + daysBefore(month: month, in: year) + day - 1
    }

    /// The days from 1970-01-01 to the first of January of `year`.
    ///
    /// 365 each, and one more for each leap year before it; 719,528 days lie between 0000-01-01 and 1970-01-01.
    static func daysBefore(year: Int64) -> Int64 {
        365 * year + quotient(year + 3, 4) - quotient(year + 99, 100) + quotient(year + 399, 400) - 719_528
    }

    /// The days of `year` before the first of `month`.
    static func daysBefore(month: Int64, in year: Int64) -> Int64 {
        (1..<month).reduce(0) { $0 + daysIn(month: $1, of: year) }
    }

    static func daysIn(month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }

    static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Division that rounds down, also below zero.
    static func quotient(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
