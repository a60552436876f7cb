/// How long messages waited for their first acknowledgement: the last hour, and what was usual before it.
///
/// Counts by length and by the time of the acknowledgement, so the order in which they are added makes no difference. The last hour
/// slides by quarters; what leaves it becomes part of the usual, which is this week's and the last's.
///
/// 16 bytes, and 800 more from the first sample on.
package struct AckLatency: Hashable, Sendable {
    /// The newest slot that a sample fell in.
    private(set) var newest: Slot?
    /// The window's slots, then two weeks; empty before the first sample.
    private var counts: [UInt32] = []

    private static let weeks = Int(Slot.window)
    private static let size = (weeks + 2) * LatencyScale.count

    /// No sample.
    package init() {}

    /// Whether there was never one.
    package var isEmpty: Bool { newest == nil }

    /// Adds a message that waited for `length` and was acknowledged at `time`.
    package mutating func add(_ length: Int64, at time: Moment) {
        let slot = Slot(of: time)
        let step = LatencyScale.step(of: length)
        open(slot)
        guard let newest else { return }
        if slot.isOut(of: newest) {
            addUsual(1, step, slot, newest)
        } else {
            bump(slot.place * LatencyScale.count + step, 1)
        }
    }

    /// Makes `slot` the newest, where it is newer than all.
    private mutating func open(_ slot: Slot) {
        guard let last = newest else {
            if counts.isEmpty { counts = Array(repeating: 0, count: Self.size) }
            return newest = slot
        }
        guard slot > last else { return }
        newest = slot
        // Of two weeks that stand in the same place the older one is over.
        for week in [last.week - 1, last.week] where week < slot.week - 1 { clear(usual(week)) }
        for number in last.number - Slot.window + 1...last.number {
            let old = Slot(number: number)
            guard old.isOut(of: slot) else { continue }
            for step in 0..<LatencyScale.count {
                addUsual(counts[old.place * LatencyScale.count + step], step, old, slot)
            }
            clear(old.place)
        }
    }

    private func usual(_ week: Int32) -> Int { Self.weeks + Int(week & 1) }

    private mutating func addUsual(_ count: UInt32, _ step: Int, _ slot: Slot, _ newest: Slot) {
        if slot.week >= newest.week - 1 { bump(usual(slot.week) * LatencyScale.count + step, count) }
    }

    private mutating func bump(_ place: Int, _ count: UInt32) {
        let (sum, overflow) = counts[place].addingReportingOverflow(count)
        counts[place] = overflow ? .max : sum
    }

    private mutating func clear(_ row: Int) {
        for place in row * LatencyScale.count..<(row + 1) * LatencyScale.count { counts[place] = 0 }
    }

    // MARK: - What they say

    /// The samples of the hour before `moment`.
    func recent(at moment: Moment) -> LatencyCounts {
        sum(at: Slot(of: moment), isWanted: { !$0 }, withWeeks: false)
    }

    /// The samples of before that hour.
    func usual(at moment: Moment) -> LatencyCounts { sum(at: Slot(of: moment), isWanted: { $0 }, withWeeks: true) }

    /// Both.
    func all(at moment: Moment) -> LatencyCounts { sum(at: Slot(of: moment), isWanted: { _ in true }, withWeeks: true) }

    /// - parameter isWanted: told whether a slot has left the hour before `now`.
    private func sum(at now: Slot, isWanted: (Bool) -> Bool, withWeeks: Bool) -> LatencyCounts {
        var sum = LatencyCounts()
        guard let newest else { return sum }
        func add(_ row: Int) {
            for step in 0..<LatencyScale.count { sum.add(counts[row * LatencyScale.count + step], at: step) }
        }
        for number in newest.number - Slot.window + 1...newest.number {
            let slot = Slot(number: number)
            // What left the hour two weeks ago is no habit any more, though nothing came after it.
            let isOut = slot.isOut(of: now)
            if isWanted(isOut), !isOut || slot.week >= now.week - 1 { add(slot.place) }
        }
        if withWeeks {
            for week in [newest.week - 1, newest.week] where week >= now.week - 1 { add(usual(week)) }
        }
        return sum
    }

    // MARK: - Memory

    /// The newest slot, and each count that isn't 0 behind its place.
    var numbers: [Int64] {
        guard let newest else { return [] }
        var numbers = [Int64(newest.number)]
        for (place, count) in counts.enumerated() where count > 0 { numbers += [Int64(place), Int64(count)] }
        return numbers
    }

    /// What `numbers` tell of.
    init(numbers: ArraySlice<Int64>) {
        guard let first = numbers.first, let slot = Int32(exactly: first), slot >= 0 else { return }
        newest = Slot(number: slot)
        counts = Array(repeating: 0, count: Self.size)
        var place = numbers.startIndex + 1
        while place + 1 < numbers.endIndex {
            if counts.indices.contains(Int(clamping: numbers[place])) {
                counts[Int(numbers[place])] = UInt32(clamping: numbers[place + 1])
            }
            place += 2
        }
    }
}
