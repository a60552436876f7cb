import Testing

@testable import Reference

@Suite("Times are RFC 3339, by the contract's rules")
struct MomentTests {
    func shown(_ text: String) -> String? {
        Moment(rfc3339: text)?.postgresText.string
    }

    @Test(
        "What is a time, and how Postgres prints it",
        arguments: [
            ("2026-11-23T10:00:00.123Z", "2026-11-23 10:00:00.123+00"),
            ("2026-11-23T10:00:00Z", "2026-11-23 10:00:00+00"),
            ("2026-11-23t10:00:00.500z", "2026-11-23 10:00:00.5+00"),
            ("2026-11-23T10:00:00.1234569Z", "2026-11-23 10:00:00.123456+00"),
            ("2026-11-23T10:00:00.0000009999999999999999Z", "2026-11-23 10:00:00+00"),
            ("2026-11-23T10:00:00.000001+00:00", "2026-11-23 10:00:00.000001+00"),
            ("2026-11-23T00:30:00+01:00", "2026-11-22 23:30:00+00"),
            ("2026-12-31T23:30:00-01:00", "2027-01-01 00:30:00+00"),
            ("2026-11-23T10:00:00-00:00", "2026-11-23 10:00:00+00"),
            ("2026-11-23T10:00:00+23:59", "2026-11-22 10:01:00+00"),
            ("2026-11-23T10:00:00-23:59", "2026-11-24 09:59:00+00"),
            ("2024-02-29T12:00:00Z", "2024-02-29 12:00:00+00"),
            ("2000-02-29T12:00:00Z", "2000-02-29 12:00:00+00"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31 23:59:59.999999+00"),
            ("1970-01-01T00:00:00Z", "1970-01-01 00:00:00+00"),
            ("0001-01-01T00:00:00Z", "0001-01-01 00:00:00+00"),
            ("0000-12-31T23:30:00-01:00", "0001-01-01 00:30:00+00"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31 23:59:59.999999+00"),
        ])
    func good(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test(
        "What is none",
        arguments: [
            "", "2026", "2026-11-23", "2026-11-23T10:00Z", "2026-11-23 10:00:00Z", "2026-11-23T10:00:00",
            "2026-11-23T10:00:60Z", "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z", "2026-13-23T10:00:00Z",
            "2026-00-23T10:00:00Z", "2026-11-31T10:00:00Z", "2026-11-00T10:00:00Z", "2026-02-29T10:00:00Z",
            "1900-02-29T10:00:00Z", "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00,5Z", "2026-11-23T10:00:00+24:00",
            "2026-11-23T10:00:00+01:60", "2026-11-23T10:00:00+0100", "2026-11-23T10:00:00+01", "2026-11-23T10:00:00Z ",
            " 2026-11-23T10:00:00Z", "2026-11-23T10:00:00ZZ", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01", "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "26-11-23T10:00:00Z",
            "2026-1-23T10:00:00Z", "２026-11-23T10:00:00Z", "2026-11-23T1a:00:00Z", "1763892000",
        ])
    func bad(text: String) {
        #expect(shown(text) == nil)
    }

    @Test("Years that only Kafka's timestamps reach are printed as Postgres prints them")
    func farYears() {
        let day = Moment.microsecondsADay
        #expect(Moment(microseconds: .max).postgresText == "294247-01-10 04:00:54.775807+00")
        #expect(Moment(microseconds: -210_866_803_200_000_000).postgresText == "4714-11-24 00:00:00+00 BC")
        #expect(
            Moment(microseconds: Moment.days(year: 0, month: 1, day: 1) * day + 1).postgresText
                == "0001-01-01 00:00:00.000001+00 BC")
        #expect(
            Moment(microseconds: Moment.days(year: 12000, month: 1, day: 1) * day + 100_000).postgresText
                == "12000-01-01 00:00:00.1+00")
    }

    @Test("Kafka's timestamp is none at −1 and beyond what the years allow")
    func kafka() {
        #expect(Moment(kafka: -1, in: Moment.eventYears) == nil)
        #expect(Moment(kafka: 0, in: Moment.eventYears)?.microseconds == 0)
        #expect(Moment(kafka: -2, in: Moment.eventYears)?.microseconds == -2000)
        #expect(Moment(kafka: .max, in: Moment.postgresYears) == nil)
        #expect(Moment(kafka: .min, in: Moment.postgresYears) == nil)
        #expect(Moment(kafka: 253_402_300_799_999, in: Moment.eventYears) != nil)
        #expect(Moment(kafka: 253_402_300_800_000, in: Moment.eventYears) == nil)
        #expect(Moment(kafka: 253_402_300_800_000, in: Moment.postgresYears)?.postgresText == "10000-01-01 00:00:00+00")
    }

    @Test("Every day of 800 years is the day after the one before it")
    func calendar() {
        var expected = Moment.days(year: 1600, month: 1, day: 1)
        for year in Int64(1600)..<2400 {
            for month in Int64(1)...12 {
                #expect(Moment.days(year: year, month: month, day: 1) == expected)
                expected += Moment.daysIn(month: month, of: year)
            }
        }
    }
}
