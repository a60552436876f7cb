import TestSupport
import Testing

@testable import HealthMonitor

@Suite("How long acknowledgements take")
struct AckLatencyTests {
    let hour = 60 * minute

    @Test("A percentile is at most 19 % off, and below 88 ms at most 74 ms")
    func error() throws {
        var random = SeededGenerator(1)
        for _ in 0..<2_000 {
            let length = Int64.random(in: 0...4_000_000_000, using: &random) >> Int64.random(in: 0..<32, using: &random)
            var counts = LatencyCounts()
            counts.add(1, at: LatencyScale.step(of: length))
            let said = Double(try #require(counts.percentile(50)))
            if length < 88_388 {
                #expect(abs(said - Double(length)) <= 74_400)
            } else {
                #expect(abs(said / Double(length) - 1) <= 0.19, "\(length) µs is said to be \(said)")
            }
        }
    }

    @Test("Lengths without bounds trap nobody", arguments: [Int64.min, -1, 0, 62_499, 62_500, .max / 2, .max])
    func extremes(_ length: Int64) {
        #expect((0..<LatencyScale.count).contains(LatencyScale.step(of: length)))
    }

    @Test("Steps follow the lengths")
    func steps() {
        let steps = (0...15).flatMap { octave in
            [Int64(62_500) << Int64(octave), (Int64(62_500) << Int64(octave)) * 14_143 / 10_000]
        }.map { LatencyScale.step(of: $0) }
        #expect(steps == Array(0..<32))
    }

    @Test("Median and 95th percentile of an hour against a sorted list")
    func percentiles() throws {
        var random = SeededGenerator(2)
        for count in [1, 2, 19, 20, 21, 100, 1_000] {
            var latency = AckLatency()
            let lengths = (0..<count).map { _ in Int64.random(in: 100_000...60_000_000, using: &random) }
            for length in lengths { latency.add(length, at: start) }
            let recent = latency.recent(at: start)
            #expect(recent.total == count)
            for hundredths in [50, 95] {
                let exact = Double(lengths.sorted()[(count * hundredths + 99) / 100 - 1])
                let said = Double(try #require(recent.percentile(hundredths)))
                #expect(abs(said / exact - 1) <= 0.19)
            }
        }
    }

    @Test("The last hour slides, and what leaves it becomes the usual, for this week and the next")
    func sliding() {
        var latency = AckLatency()
        latency.add(second, at: start)
        for (after, recent, usual) in [
            (Int64(0), 1, 0), (44 * minute, 1, 0), (61 * minute, 0, 1), (24 * hour, 0, 1), (15 * 24 * hour, 0, 0),
        ] {
            #expect(latency.recent(at: start + after).total == recent, "after \(after / minute) minutes")
            #expect(latency.usual(at: start + after).total == usual, "after \(after / minute) minutes")
            var later = latency
            later.add(second, at: start + after)
            #expect(later.recent(at: start + after).total == 1 + recent)
            #expect(later.usual(at: start + after).total == usual)
        }
    }

    @Test("Any order of the same samples is the same state", arguments: 0..<50)
    func order(_ seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        let span = [hour, 30 * hour, 40 * 24 * hour][seed % 3]
        let samples = (0..<200).map { _ in
            (Int64.random(in: 0...100_000_000, using: &random), start + Int64.random(in: 0...span, using: &random))
        }
        var (one, other) = (AckLatency(), AckLatency())
        for (length, time) in samples { one.add(length, at: time) }
        for (length, time) in samples.shuffled(using: &random) { other.add(length, at: time) }
        #expect(one == other)
        #expect(AckLatency(numbers: one.numbers[...]) == one)
        let now = start + span
        #expect(one.all(at: now).total == one.usual(at: now).total + one.recent(at: now).total)
    }
}
