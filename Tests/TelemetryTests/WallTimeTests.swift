import Telemetry
import Testing

@Suite("Moments are written as RFC 3339 in UTC")
struct WallTimeTests {
    @Test(
        "Days, leap years and fractions come out right",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00.000000Z"),
            (1, "1970-01-01T00:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_078_012_799_999_999, "2004-02-28T23:59:59.999999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
            (1_795_428_000_123_456, "2026-11-23T10:00:00.123456Z"),
        ])
    func known(microseconds: Int64, text: String) {
        #expect(WallTime(microseconds: microseconds).rfc3339 == text)
    }

    @Test("The ends of the range are written, not trapped on")
    func extremes() {
        #expect(WallTime(microseconds: .max).rfc3339.hasPrefix("294247-01-10T"))
        #expect(WallTime(microseconds: .min).rfc3339.hasPrefix("-290308-12-21T"))
    }

    @Test("Now is after this was written")
    func now() {
        #expect(WallTime.now() > WallTime(microseconds: 1_700_000_000_000_000))
        #expect(WallTime.now().rfc3339.count == "2026-11-23T10:00:00.123456Z".count)
    }
}
