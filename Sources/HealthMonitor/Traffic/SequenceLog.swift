/// Which numbers of `sequence` came, of one session on one topic (contract §1): one run of numbers an epoch, and the gaps in them.
///
/// Records of several partitions come in any order, so a number that is passed over is a gap only once every partition has been read past
/// the event behind it; a number that comes later still closes it again. Where an epoch begins is not said, so what is before the
/// least number that came is no gap. Two epochs are kept, since a gateway that starts anew may still have events of the old epoch on their
/// way; of older ones only the gaps are known. Gaps are forgotten after a day, and where there are more than 32, the smallest first:
/// what is said to be missing is missing, but may be too little.
///
/// 72 bytes, and 32 more a gap.
package struct SequenceLog: Hashable, Sendable {
    /// How many gaps are remembered.
    package static let limit = 32
    /// For how long, in seconds.
    static let memory: UInt32 = 24 * 3_600

    private struct Run: Hashable, Sendable {
        let epoch: Int32
        /// The time of the least number's event, in seconds.
        var time: UInt32
        var least: UInt64
        var greatest: UInt64
    }

    private var newest: Run?
    private var before: Run?
    private(set) var gaps: [SequenceGap] = []

    /// No number came.
    package init() {}

    /// Takes the number of an event of `time` that was read at `now`.
    package mutating func take(_ number: UInt64, epoch: Int32, at time: Moment, now: Moment) {
        let (time, now) = (SequenceGap.seconds(time), SequenceGap.seconds(now))
        func run() -> Run { Run(epoch: epoch, time: time, least: number, greatest: number) }
        guard let current = newest else { return newest = run() }
        if epoch == current.epoch {
            newest = taking(number, into: current, time, now)
        } else if epoch > current.epoch {
            (before, newest) = (current, run())
        } else if let older = before, epoch == older.epoch {
            before = taking(number, into: older, time, now)
        } else if before.map({ epoch > $0.epoch }) ?? true {
            before = run()
        } else {
            fill(number, epoch, time)
        }
    }

    private mutating func taking(_ number: UInt64, into run: Run, _ time: UInt32, _ now: UInt32) -> Run {
        var run = run
        if number > run.greatest {
            passOver(run.greatest &+ 1, number &- 1, run.epoch, time, now)
            run.greatest = number
        } else if number < run.least {
            passOver(number &+ 1, run.least &- 1, run.epoch, run.time, now)
            (run.least, run.time) = (number, time)
        } else if !gaps.isEmpty {
            fill(number, run.epoch, time)
        }
        return run
    }

    private mutating func passOver(_ first: UInt64, _ last: UInt64, _ epoch: Int32, _ time: UInt32, _ now: UInt32) {
        guard first <= last else { return }
        add(SequenceGap(epoch: epoch, first: first, last: last, time: time, readAt: now))
    }

    private mutating func add(_ gap: SequenceGap) {
        gaps.append(gap)
        guard gaps.count > Self.limit else { return }
        // Of gaps of one size the first is the one that has been there longest.
        var smallest = 0
        for place in gaps.indices where gaps[place].count < gaps[smallest].count { smallest = place }
        gaps.remove(at: smallest)
    }

    /// The number came after all. What is before it in the gap now ends with it.
    private mutating func fill(_ number: UInt64, _ epoch: Int32, _ time: UInt32) {
        guard let place = gaps.firstIndex(where: { $0.epoch == epoch && $0.first <= number && number <= $0.last })
        else { return }
        let gap = gaps.remove(at: place)
        if number > gap.first {
            add(SequenceGap(epoch: epoch, first: gap.first, last: number &- 1, time: time, readAt: gap.readAt))
        }
        if number < gap.last {
            add(SequenceGap(epoch: epoch, first: number &+ 1, last: gap.last, time: gap.time, readAt: gap.readAt))
        }
    }

    // MARK: - What it says

    /// Forgets what is old at `horizon`.
    package mutating func look(at horizon: Moment) {
        guard !gaps.isEmpty else { return }
        let now = SequenceGap.seconds(horizon)
        gaps.removeAll { !$0.isOpen(at: now) && now &- $0.time > Self.memory }
    }

    /// How many numbers are missing by what is known up to `horizon`, of events not older than `age`, and since when.
    package func missing(at horizon: Moment, age: Int64) -> (count: UInt64, since: Moment?) {
        let (now, age) = (SequenceGap.seconds(horizon), SequenceGap.seconds(age))
        var (count, since) = (UInt64(0), UInt32.max)
        for gap in gaps where !gap.isOpen(at: now) && now &- gap.time <= age {
            let (sum, overflow) = count.addingReportingOverflow(gap.count)
            count = overflow ? .max : sum
            since = min(since, gap.time)
        }
        return (count, count > 0 ? Int64(since) * Span.second : nil)
    }

    // MARK: - Memory

    /// The runs, newest first, then the gaps.
    var numbers: [Int64] {
        let runs = [newest, before].compactMap(\.self)
        let heads = runs.flatMap {
            [Int64($0.epoch), Int64($0.time), Int64(bitPattern: $0.least), Int64(bitPattern: $0.greatest)]
        }
        let tails = gaps.flatMap {
            [
                Int64($0.epoch), Int64(bitPattern: $0.first), Int64(bitPattern: $0.last), Int64($0.time),
                Int64($0.readAt),
            ]
        }
        return runs.isEmpty ? [] : [Int64(runs.count)] + heads + tails
    }

    /// What `numbers` tell of.
    init(numbers: [Int64]) {
        guard let count = numbers.first, 1...2 ~= count, numbers.count > 4 * count else { return }
        func run(_ at: Int) -> Run {
            Run(
                epoch: Int32(clamping: numbers[at]), time: UInt32(clamping: numbers[at + 1]),
                least: UInt64(bitPattern: numbers[at + 2]), greatest: UInt64(bitPattern: numbers[at + 3]))
        }
        newest = run(1)
        if count == 2 { before = run(5) }
        var place = Int(1 + 4 * count)
        while place + 5 <= numbers.count, gaps.count < Self.limit {
            gaps.append(
                SequenceGap(
                    epoch: Int32(clamping: numbers[place]), first: UInt64(bitPattern: numbers[place + 1]),
                    last: UInt64(bitPattern: numbers[place + 2]), time: UInt32(clamping: numbers[place + 3]),
                    readAt: UInt32(clamping: numbers[place + 4])))
            place += 5
        }
    }
}
