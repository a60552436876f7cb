import Events
import Testing

@Suite("Times are RFC 3339 to the microsecond")
struct EventTimeTests {
    @Test(
        "A time is written with the digits it needs",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (1_795_428_000_123_000, "2026-11-23T10:00:00.123Z"),
            (1, "1970-01-01T00:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (EventTime.range.lowerBound, "0001-01-01T00:00:00Z"),
            (EventTime.range.upperBound, "9999-12-31T23:59:59.999999Z"),
            (.min, "0001-01-01T00:00:00Z"),
            (.max, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)])
    func writing(microseconds: Int64, text: String) {
        #expect(EventTime.text(microseconds) == text)
    }

    @Test(
        "Every form that the contract allows is read",
        arguments: [
            ("2026-11-23T10:00:00Z", 1_795_428_000_000_000),
            ("2026-11-23t10:00:00.5z", 1_795_428_000_500_000),
            ("2026-11-23T07:00:00-03:00", 1_795_428_000_000_000),
            ("2026-11-24T09:59:00+23:59", 1_795_428_000_000_000),
            ("2026-11-23T10:00:00.1234567890123Z", 1_795_428_000_123_456),
            ("2026-11-23T10:00:00-00:00", 1_795_428_000_000_000),
            ("0001-01-01T00:00:00Z", EventTime.range.lowerBound),
            ("0000-12-31T23:00:00-01:00", EventTime.range.lowerBound),
            ("9999-12-31T23:59:59.9999999Z", EventTime.range.upperBound),
        ] as [(String, Int64)])
    func reading(text: String, microseconds: Int64) {
        #expect(EventTime.microseconds(text) == microseconds)
    }

    @Test(
        "Anything else is no time",
        arguments: [
            "",
            "2026-11-23",
            "2026-11-23T10:00:00",
            "2026-11-23 10:00:00Z",
            "2026-11-23T10:00Z",
            "2026-11-23T10:00:60Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T10:60:00Z",
            "2026-02-29T10:00:00Z",
            "1900-02-29T10:00:00Z",
            "2026-13-01T10:00:00Z",
            "2026-00-01T10:00:00Z",
            "2026-01-00T10:00:00Z",
            "2026-11-31T10:00:00Z",
            "2026-11-23T10:00:00.Z",
            "2026-11-23T10:00:00+24:00",
            "2026-11-23T10:00:00+01:60",
            "2026-11-23T10:00:00+0100",
            "2026-11-23T10:00:00+01",
            "2026-11-23T10:00:00ZZ",
            " 2026-11-23T10:00:00Z",
            "26-11-23T10:00:00Z",
            "+026-11-23T10:00:00Z",
            "1795428000",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "２026-11-23T10:00:00Z",
            "2026-11-23T10:00:00\u{0}Z",
        ])
    func refusing(text: String) {
        #expect(EventTime.microseconds(text) == nil)
    }

    @Test("What is written is read back, over the whole range")
    func roundTrip() {
        var time = EventTime.range.lowerBound
        while time < EventTime.range.upperBound {
            #expect(EventTime.microseconds(EventTime.text(time)) == time)
            time += 86_400_000_000 * 367 + 7_919
        }
    }
}
