import Bytes
import Testing

@testable import Events

@Suite("Times are RFC 3339, in microseconds")
struct EventTimestampTests {
    @Test(
        "Good ones",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01T00:00:00.5Z", 500_000),
            ("1969-12-31T23:59:59.999999Z", -1), ("2026-11-23T10:00:00.123Z", 1_795_428_000_123_000),
            ("2026-11-23T10:00:00.1234567899999999999999999999999Z", 1_795_428_000_123_456),
            ("1969-12-31T23:59:59.9999999Z", -1), ("1970-01-01T23:59:00+23:59", 0), ("1969-12-31T00:01:00-23:59", 0),
            ("1970-01-01T00:00:00-00:00", 0), ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("2024-02-29T12:00:00+05:30", 1_709_188_200_000_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("0000-12-31T23:59:59-00:01", -62_135_596_741_000_000),
            ("0001-01-01T23:59:00+23:59", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
            ("1900-03-01T00:00:00Z", -2_203_891_200_000_000), ("1600-02-29T00:00:00Z", -11_670_998_400_000_000),
        ])
    func good(_ text: String, microseconds: Int) {
        let arena = Arena()
        #expect(EventTimestamp.microseconds(of: arena.copy(text)) == Int64(microseconds))
    }

    @Test(
        "Bad ones",
        arguments: [
            "", "Z", "2026", "2026-11-23", "2026-11-23T10:00Z", "2026-11-23T10:00:00", "2026-11-23 10:00:00Z",
            "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00.1", "2026-11-23T10:00:00,1Z", "2026-11-23T24:00:00Z",
            "2026-11-23T23:59:60Z", "2016-12-31T23:59:60Z", "2026-11-23T10:60:00Z", "2026-13-01T10:00:00Z",
            "2026-00-01T10:00:00Z", "2026-11-00T10:00:00Z", "2026-11-31T10:00:00Z", "2026-02-29T10:00:00Z",
            "1900-02-29T10:00:00Z", "2100-02-29T10:00:00Z", "2026-11-23T10:00:00+24:00", "2026-11-23T10:00:00+23:60",
            "2026-11-23T10:00:00+0530", "2026-11-23T10:00:00+05", "2026-11-23T10:00:00+5:30", "2026-11-23T10:00:00Z ",
            " 2026-11-23T10:00:00Z", "2026-11-23T10:00:00ZZ", "2026-11-23T10:00:00+00:00Z", "+2026-11-23T10:00:00Z",
            "-001-11-23T10:00:00Z", "20a6-11-23T10:00:00Z", "2026-1a-23T10:00:00Z", "2026-11-23T10:00:0/Z",
            "2026/11/23T10:00:00Z", "2026-11-23T10.00.00Z", "２026-11-23T10:00:00Z", "12026-11-23T10:00:00Z",
            "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z",
            "2026-11-23T10:00:00x05:30", "2026-11-23T10:00:00.123456789", "1795428000123", "2026-11-23T:0:00:00Z",
        ])
    func bad(_ text: String) {
        let arena = Arena()
        #expect(EventTimestamp.microseconds(of: arena.copy(text)) == nil)
    }

    @Test("Every day of eight centuries follows the one before")
    func everyDay() {
        let arena = Arena()
        var expected = EventTimestamp.microseconds(of: ByteView("1599-12-31T00:00:00Z"))
        for year in 1600...2400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    let text = [year, month + 1, day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
                    expected = expected.map { $0 + 86_400_000_000 }
                    guard EventTimestamp.microseconds(of: arena.copy(text + "T00:00:00Z")) != expected else { continue }
                    Issue.record("\(text) is not the day after the one before")
                    return
                }
            }
            arena.reset()
        }
    }

    @Test("Kafka's milliseconds, where there are some that a row can hold")
    func kafka() {
        #expect(EventTimestamp.microseconds(ofMilliseconds: 0) == 0)
        #expect(EventTimestamp.microseconds(ofMilliseconds: 1_700_000_000_123) == 1_700_000_000_123_000)
        #expect(EventTimestamp.microseconds(ofMilliseconds: 253_402_300_799_999) == 253_402_300_799_999_000)
        for none in [-1, -2, .min, .max, 253_402_300_800_000] as [Int64] {
            #expect(EventTimestamp.microseconds(ofMilliseconds: none) == nil)
        }
    }
}
