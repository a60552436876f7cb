import Events
import JSON
import Testing

@testable import Gateways

@Suite("Times are understood in every unit and form")
struct MomentTests {
    @Test(
        "Seconds, milliseconds, fractions, strings, RFC 3339 and halves of 64 bits",
        arguments: [
            (1_795_428_000, 1_795_428_000_000_000),
            (1_795_428_000_123, 1_795_428_000_123_000),
            ("1795428000", 1_795_428_000_000_000),
            ("1795428000123", 1_795_428_000_123_000),
            (1710481111.853, 1_710_481_111_853_000),
            ("1710481111.853", 1_710_481_111_853_000),
            ("2026-11-23T10:00:00.000Z", 1_795_428_000_000_000),
            ("2026-11-23T07:00:00-03:00", 1_795_428_000_000_000),
            (["low": 1_795_428_000, "high": 0, "unsigned": true], 1_795_428_000_000_000),
            (["low": 1_795_428_000, "high": 0, "unsigned": false], 1_795_428_000_000_000),
            (["low": 130_153_591, "high": 418], 1_795_426_483_319_000),
            (["low": -1, "high": 0, "unsigned": true], 4_294_967_295_000_000),
            (1, 1_000_000),
            (789_456_123, 789_456_123_000_000),
        ] as [(JSONValue, Int64)])
    func understood(value: JSONValue, microseconds: Int64) {
        #expect(Moment.microseconds(value) == microseconds)
    }

    @Test(
        "What no clock shows is no time",
        arguments: [
            nil,
            .null,
            0,
            -1,
            .number("18446744073709551615"),
            "18446744073709551615",
            .number("9223372036854775807"),
            .number("1e300"),
            .number("1e9"),
            0.25,
            "",
            "some-timestamp-here",
            "NaN",
            "inf",
            ".",
            "1.2.3",
            "-5",
            " 1795428000",
            "2026-11-23",
            "1969-12-31T23:59:59Z",
            true,
            [],
            [1_795_428_000],
            [:],
            ["low": 1],
            ["low": -1, "high": -1, "unsigned": true],
            ["low": -1, "high": -1, "unsigned": false],
            ["low": "1", "high": "0"],
            100_000_000_000_000,
        ] as [JSONValue?])
    func refused(value: JSONValue?) {
        #expect(Moment.microseconds(value) == nil)
    }

    @Test("Whatever is understood can be written")
    func writable() {
        for exponent in 0..<63 {
            for number in [Int64(1) << exponent, (Int64(1) << exponent) - 1, -(Int64(1) << exponent)] {
                guard let time = Moment.microseconds(.integer(number)) else { continue }
                #expect(EventTime.range.contains(time))
            }
        }
    }

    @Test("Counts are whole numbers, however they were written")
    func counts() {
        #expect(Moment.count(183_204) == 183_204)
        #expect(Moment.count("15321") == 15_321)
        #expect(Moment.count(["low": 183_204, "high": 0, "unsigned": true]) == 183_204)
        #expect(Moment.count(["low": 0, "high": 1]) == 4_294_967_296)
        #expect(Moment.count("7.5") == nil)
        #expect(Moment.count(7.5) == nil)
        #expect(Moment.count(nil) == nil)
    }
}
