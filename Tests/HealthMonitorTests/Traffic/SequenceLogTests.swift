import TestSupport
import Testing

@testable import HealthMonitor

@Suite("Gaps in the sequence")
struct SequenceLogTests {
    /// What came, in its order: number, epoch, seconds into the story; read at once.
    func log(_ events: [(UInt64, Int32, Int64)]) -> SequenceLog {
        var log = SequenceLog()
        for (number, epoch, seconds) in events {
            log.take(number, epoch: epoch, at: start + seconds * second, now: start + seconds * second)
        }
        return log
    }

    let day = Int64(24 * 60) * minute

    func missing(_ log: SequenceLog, at seconds: Int64) -> UInt64 {
        log.missing(at: start + seconds * second, age: day).count
    }

    @Test(
        "What counts as missing",
        arguments: [
            ([], 0), ([(7, 0, 0)], 0), ([(1, 0, 0), (2, 0, 1), (3, 0, 2)], 0), ([(1, 0, 0), (3, 0, 2)], 1),
            // Order is normal, and so are records that come twice.
            ([(3, 0, 2), (1, 0, 0), (2, 0, 1)], 0), ([(1, 0, 0), (3, 0, 2), (3, 0, 2), (1, 0, 0), (2, 0, 1)], 0),
            ([(5, 0, 4), (1, 0, 0), (3, 0, 2)], 2), ([(1, 0, 0), (10, 0, 9), (5, 0, 4)], 7),
            // A new epoch counts anew, wherever it begins; of the old one what is late still counts.
            ([(1, 1, 0), (2, 1, 1), (7, 2, 2), (8, 2, 3)], 0), ([(1, 1, 0), (4, 1, 1), (1, 2, 2), (3, 1, 1)], 1),
            ([(1, 2, 5), (4, 1, 1), (1, 1, 0), (3, 1, 1)], 1),
            // An epoch before the last two only closes what it left open.
            ([(1, 1, 0), (3, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 1)], 0),
            ([(1, 2, 2), (1, 3, 3), (1, 1, 0), (9, 1, 1)], 0),
            ([(0, 0, 0), (.max, 0, 1)], .max - 1), ([(.max, 0, 1), (0, 0, 0), (.max - 1, 0, 1)], .max - 2),
        ] as [([(UInt64, Int32, Int64)], UInt64)])
    func table(_ events: [(UInt64, Int32, Int64)], _ count: UInt64) {
        #expect(missing(log(events), at: 100) == count)
    }

    @Test("A gap counts once every partition is read well past the event behind it, and is closed by what comes later")
    func open() {
        var log = log([(1, 0, 0), (3, 0, 10)])
        #expect(missing(log, at: 25) == 0)
        #expect(missing(log, at: 26) == 1)
        log.take(2, epoch: 0, at: start + 5 * second, now: start + 60 * second)
        #expect(missing(log, at: 100) == 0)
    }

    @Test("An event that was read late, whatever its time, waits for a look at the log that is later still")
    func readLate() {
        var log = SequenceLog()
        for number in [1, 3] as [UInt64] { log.take(number, epoch: 0, at: start, now: start + 100 * second) }
        #expect(missing(log, at: 115) == 0)
        #expect(missing(log, at: 116) == 1)
    }

    @Test("A gap is forgotten after a day")
    func old() {
        var log = log([(1, 0, 0), (3, 0, 10), (9, 0, 80_000)])
        let later = start + day + 11 * second
        #expect(log.missing(at: later, age: day).count == 5)
        #expect(log.missing(at: later, age: day).since == start + 80_000 * second)
        log.look(at: later)
        #expect(log.gaps.count == 1)
    }

    @Test("Gaps are bounded, the largest stay, and nothing is said to be missing that came", arguments: 0..<20)
    func bounded(_ seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        var (log, seen) = (SequenceLog(), Set<UInt64>())
        for _ in 0..<2_000 {
            let number = UInt64.random(in: 0..<4_000, using: &random)
            seen.insert(number)
            log.take(number, epoch: 0, at: start, now: start)
        }
        #expect(log.gaps.count <= SequenceLog.limit)
        #expect(log.gaps.allSatisfy { gap in (gap.first...gap.last).allSatisfy { !seen.contains($0) } })
        log.take(1_000_000, epoch: 0, at: start, now: start)
        #expect(log.gaps.contains { $0.count > 900_000 })
    }

    @Test("Any interleaving of partitions gives what is really missing", arguments: 0..<200)
    func order(_ seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        var partitions = Array(repeating: [(UInt64, Int32, Int64)](), count: 4)
        var missing: UInt64 = 0
        for epoch in 1...2 as ClosedRange<Int32> {
            let count = UInt64.random(in: 2...30, using: &random)
            for number in 1...count {
                // The first and the last of an epoch can't be missed.
                if number > 1, number < count, Int.random(in: 0..<4, using: &random) == 0 {
                    missing += 1
                } else {
                    partitions[Int.random(in: 0..<4, using: &random)].append(
                        (number, epoch, Int64(epoch) * 100 + Int64(number)))
                }
            }
        }
        var (log, since) = (SequenceLog(), Set<Moment?>())
        for _ in 0..<2 {
            log = self.log(interleaved(partitions, &random))
            #expect(self.missing(log, at: 1_000) == missing)
            since.insert(log.missing(at: start + 1_000 * second, age: day).since)
        }
        #expect(since.count == 1)
        #expect(SequenceLog(numbers: log.numbers) == log)
    }
}

/// The events of partitions in one order of the many that they can be read in: each partition's own stays.
func interleaved<Event>(_ partitions: [[Event]], _ random: inout SeededGenerator) -> [Event] {
    var (rest, result) = (partitions.map { $0[...] }, [Event]())
    while let place = rest.indices.filter({ !rest[$0].isEmpty }).randomElement(using: &random) {
        result.append(rest[place].removeFirst())
    }
    return result
}
