/// The last day of every subject in slots of five minutes, in memory alone: two bytes a slot, 5.8 MB for ten thousand sessions.
///
/// Slots are numbered from the epoch, so all subjects share one clock; one in which nobody looked stays empty.
package struct HistoryBook: Sendable {
    /// The length of a slot.
    package static let step: Int64 = 5 * Span.minute
    /// How many there are: a day.
    package static let length = 288

    /// Subjects that have a history at most: those past it have none.
    private let limit: Int
    private var rows: [String: Int] = [:]
    private var free: [Int] = []
    private var samples: [UInt16] = []
    private var newest: Int64?
    /// Since when there is history: the monitor's start, or when it became active first.
    package private(set) var since: Moment?

    /// A book without history.
    package init(limit: Int = 25_000) { self.limit = limit }

    /// How many subjects have a history.
    package var count: Int { rows.count }

    /// The subject's row, a new one where it has none; nil where the book is full.
    package mutating func row(of subject: String) -> Int? {
        if let row = rows[subject] { return row }
        guard rows.count < limit else { return nil }
        let row = free.popLast() ?? samples.count / Self.length
        if row == samples.count / Self.length { samples += repeatElement(0, count: Self.length) }
        rows[subject] = row
        return row
    }

    /// Forgets a subject.
    package mutating func remove(_ subject: String) {
        guard let row = rows.removeValue(forKey: subject) else { return }
        for place in row * Self.length..<(row + 1) * Self.length { samples[place] = 0 }
        free.append(row)
    }

    /// Moves on to the slot of `now`. A clock that was set back goes on in the newest slot until it has caught up.
    package mutating func advance(to now: Moment) {
        since = since ?? now
        let slot = Self.slot(now)
        defer { newest = max(slot, newest ?? slot) }
        guard let newest, slot > newest else { return }
        for skipped in max(newest + 1, slot - Int64(Self.length) + 1)...slot {
            for start in stride(from: 0, to: samples.count, by: Self.length) {
                samples[start + Self.column(skipped)] = 0
            }
        }
    }

    /// Notes how a subject stands, in the slot that `advance` came to.
    package mutating func note(_ row: Int, _ sample: Sample) {
        guard let newest else { return }
        let place = row * Self.length + Self.column(newest)
        samples[place] = Sample(bits: samples[place]).merged(sample).bits
    }

    /// Notes how a subject stands.
    package mutating func note(_ subject: String, _ verdict: Verdict, _ figure: Double) {
        if let row = row(of: subject) { note(row, Sample(verdict, figure)) }
    }

    /// The subject's day, oldest slot first, the last one that of `now`; nil where it has no history.
    package func day(of subject: String, now: Moment) -> [Sample]? {
        guard let row = rows[subject], let newest else { return nil }
        let last = max(Self.slot(now), newest)
        return (last - Int64(Self.length) + 1...last).map { slot in
            // Slots that nobody has come to yet still hold what was there a day before.
            slot > newest || slot <= newest - Int64(Self.length)
                ? .none : Sample(bits: samples[row * Self.length + Self.column(slot)])
        }
    }

    /// The slot of a moment.
    package static func slot(_ moment: Moment) -> Int64 { max(0, moment) / step }

    private static func column(_ slot: Int64) -> Int { Int(slot % Int64(length)) }
}
