import Bytes
import TestSupport
import Testing

@testable import HealthMonitor

@Suite("Failures by code")
struct FailureCountsTests {
    let codes = ["463", "131026", "131047", "131049", "130472", "405", "x"].map { FailureCode($0) }

    @Test(
        "A code is the first 16 bytes, printable",
        arguments: [
            ("463", "463"), ("", "none"), ("131026", "131026"), ("sixteen-bytes-16", "sixteen-bytes-16"),
            ("seventeen-bytes-17", "seventeen-bytes-"), ("a b\u{0}c", "a?b?c"), ("é", "??"), ("-1", "-1"),
        ])
    func text(_ code: String, _ text: String) {
        let arena = Arena(blockSize: 512)
        #expect(FailureCode(arena.copy(code)).text == text)
        #expect(FailureCode(FailureCode(arena.copy(code)).text) == FailureCode(arena.copy(code)))
    }

    @Test("No code is a code")
    func none() { #expect(FailureCode(nil as ByteView?).text == "none") }

    @Test("Counts slide by quarters of an hour")
    func sliding() {
        var counts = FailureCounts()
        counts.sent(at: start)
        counts.failed(codes[0], at: start)
        counts.failed(codes[1], at: start + 30 * minute)
        #expect(counts.failures(at: start + 30 * minute) == 2)
        #expect(counts.attempts(at: start + 44 * minute) == 1)
        #expect(counts.byCode(at: start + 61 * minute).map(\.code) == ["131026"])
        #expect(counts.failures(at: start + 120 * minute) == 0)
        // Old news changes nothing.
        counts.failed(codes[0], at: start - 120 * minute)
        #expect(counts.failures(at: start + 30 * minute) == 2)
    }

    @Test("Eight codes at most, and none is lost among them")
    func bounded() {
        var counts = FailureCounts()
        for number in 0..<100 { counts.failed(FailureCode("\(number)"), at: start) }
        let lines = counts.byCode(at: start)
        #expect(lines.count == FailureCounts.limit)
        #expect(lines.first?.code == "other" && lines.first?.count == 93)
        #expect(counts.failures(at: start) == 100)
        // When the hour is over there is room again.
        counts.failed(FailureCode("463"), at: start + 120 * minute)
        #expect(counts.byCode(at: start + 120 * minute).map(\.code) == ["463"])
    }

    @Test("Any order of the same failures is the same count", arguments: 0..<50)
    func order(_ seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        let events = (0..<100).map { _ in
            (
                Int.random(in: 0...codes.count, using: &random),
                start + Int64.random(in: 0...180, using: &random) * minute
            )
        }
        func counts(_ events: [(Int, Moment)]) -> FailureCounts {
            var counts = FailureCounts()
            for (code, time) in events {
                if code == codes.count { counts.sent(at: time) } else { counts.failed(codes[code], at: time) }
            }
            return counts
        }
        let (one, other) = (counts(events), counts(events.shuffled(using: &random)))
        let now = start + 180 * minute
        #expect(one.byCode(at: now).map { "\($0)" } == other.byCode(at: now).map { "\($0)" })
        #expect(one.attempts(at: now) == other.attempts(at: now))
        let again = FailureCounts(
            numbers: one.numbers, codes: one.codes.map { (code: FailureCode($0.code), numbers: $0.numbers) })
        #expect(again.byCode(at: now).map { "\($0)" } == one.byCode(at: now).map { "\($0)" })
        #expect(again.numbers == one.numbers)
    }
}
