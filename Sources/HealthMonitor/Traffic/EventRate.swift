/// How many events there were in the last hour, sliding by quarters. 16 bytes.
package struct EventRate: Hashable, Sendable {
    private var newest: Slot?
    private var counts = SlotCounts()

    /// No event.
    package init() {}

    /// Counts an event.
    package mutating func add(_ time: Moment) {
        let slot = Slot(of: time)
        guard let last = newest else {
            newest = slot
            return counts.add(slot)
        }
        if slot > last {
            counts.open(slot, after: last)
            newest = slot
        }
        if let newest, !slot.isOut(of: newest) { counts.add(slot) }
    }

    /// Tenths of events an hour, by what is known up to `moment`: the window is between 45 and 60 minutes long.
    package func tenthsPerHour(at moment: Moment) -> Int64 {
        guard let newest else { return 0 }
        let count = Int64(counts.sum(at: Slot(of: moment), newest: newest))
        let length = max(0, moment) % Slot.length + Int64(Slot.window - 1) * Slot.length
        return (count * 10 * 60 * Span.minute + length / 2) / length
    }

    /// The newest slot and the counts.
    var numbers: [Int64] { newest.map { [Int64($0.number)] + counts.numbers } ?? [] }

    /// What `numbers` tell of.
    init(numbers: [Int64]) {
        guard let first = numbers.first, let slot = Int32(exactly: first), slot >= 0 else { return }
        newest = Slot(number: slot)
        counts = SlotCounts(numbers: numbers.dropFirst())
    }
}
