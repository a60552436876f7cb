/// How many messages were sent and how many of them failed in the last hour, by code.
///
/// Sliding by quarters of an hour of the events' own times. Eight codes have counts of their own, those of others go into one. 32 bytes, and
/// 24 more a code from the first failure on.
package struct FailureCounts: Hashable, Sendable {
    /// How many codes have counts of their own.
    package static let limit = 8

    private struct Line: Hashable, Sendable {
        var code: FailureCode
        var counts = SlotCounts()
    }

    private var newest: Slot?
    private var attempts = SlotCounts()
    private var lines: [Line] = []
    /// The time of the newest failure.
    package private(set) var lastAt: Moment?

    /// Nothing sent.
    package init() {}

    /// A message was sent.
    package mutating func sent(at time: Moment) {
        if let slot = open(time) { attempts.add(slot) }
    }

    /// A message failed.
    package mutating func failed(_ code: FailureCode, at time: Moment) {
        lastAt = max(time, lastAt ?? time)
        guard let slot = open(time) else { return }
        lines[line(of: code)].counts.add(slot)
    }

    /// A message that was said to have failed was delivered after all.
    package mutating func takeBack(_ code: FailureCode, at time: Moment) {
        guard let slot = open(time) else { return }
        let place = lines.firstIndex { $0.code == code } ?? lines.firstIndex { $0.code == .other }
        if let place { lines[place].counts.remove(slot) }
    }

    /// The slot of `time`; nil where it has left the window.
    private mutating func open(_ time: Moment) -> Slot? {
        let slot = Slot(of: time)
        guard let last = newest else {
            newest = slot
            return slot
        }
        if slot > last {
            newest = slot
            attempts.open(slot, after: last)
            for place in lines.indices { lines[place].counts.open(slot, after: last) }
        }
        return slot.isOut(of: newest ?? slot) ? nil : slot
    }

    /// The place of a code's counts, which are made where there are none yet.
    private mutating func line(of code: FailureCode) -> Int {
        if let place = lines.firstIndex(where: { $0.code == code }) { return place }
        if lines.count >= Self.limit { lines.removeAll { $0.counts.isEmpty } }
        // The last place is for all that find none.
        let own = lines.count < Self.limit - 1 ? code : .other
        if let place = lines.firstIndex(where: { $0.code == own }) { return place }
        lines.append(Line(code: own))
        return lines.count - 1
    }

    // MARK: - What they say

    /// How many messages were sent in the hour before `moment`.
    package func attempts(at moment: Moment) -> Int { sum(attempts, at: moment) }

    /// How many failed.
    package func failures(at moment: Moment) -> Int { lines.reduce(0) { $0 + sum($1.counts, at: moment) } }

    /// How many failed by each code, most first. Allocates: not for the data path.
    package func byCode(at moment: Moment) -> [(code: String, count: Int)] {
        lines.map { (code: $0.code.text, count: sum($0.counts, at: moment)) }.filter { $0.count > 0 }
            .sorted { ($1.count, $0.code) < ($0.count, $1.code) }
    }

    private func sum(_ counts: SlotCounts, at moment: Moment) -> Int {
        newest.map { counts.sum(at: Slot(of: moment), newest: $0) } ?? 0
    }

    // MARK: - Memory

    /// The newest slot, the newest failure and the attempts; nothing where nothing was ever sent.
    var numbers: [Int64] { newest.map { [Int64($0.number), lastAt ?? -1] + attempts.numbers } ?? [] }

    /// Each code with its counts.
    var codes: [(code: String, numbers: [Int64])] {
        lines.filter { !$0.counts.isEmpty }.map { ($0.code.text, $0.counts.numbers) }
    }

    /// What `numbers` and `codes` tell of.
    init(numbers: [Int64], codes: [(code: FailureCode, numbers: [Int64])]) {
        guard numbers.count >= 2, let slot = Int32(exactly: numbers[0]), slot >= 0 else { return }
        newest = Slot(number: slot)
        lastAt = numbers[1] < 0 ? nil : numbers[1]
        attempts = SlotCounts(numbers: numbers.dropFirst(2))
        lines = codes.prefix(Self.limit).map { Line(code: $0.code, counts: SlotCounts(numbers: $0.numbers[...])) }
    }
}
