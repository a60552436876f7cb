/// Counts in the slots of a window, each up to 65,535. 8 bytes.
struct SlotCounts: Hashable, Sendable {
    private var counts = SIMD4<UInt16>()

    /// Adds one.
    mutating func add(_ slot: Slot) { if counts[slot.place] < .max { counts[slot.place] += 1 } }

    /// Takes one back.
    mutating func remove(_ slot: Slot) { if counts[slot.place] > 0 { counts[slot.place] -= 1 } }

    /// Makes room for the slots behind `last` up to `slot`.
    mutating func open(_ slot: Slot, after last: Slot) {
        for number in max(last.number, slot.number - Slot.window) + 1...slot.number {
            counts[Slot(number: number).place] = 0
        }
    }

    /// The sum of the slots that are still in the window that ends with `now`; `newest` is the last one that was opened.
    func sum(at now: Slot, newest: Slot) -> Int {
        var sum = 0
        for number in newest.number - Slot.window + 1...newest.number {
            let slot = Slot(number: number)
            if !slot.isOut(of: now) { sum += Int(counts[slot.place]) }
        }
        return sum
    }

    /// Whether there is nothing in any slot.
    var isEmpty: Bool { counts == .zero }

    /// The counts, by place.
    var numbers: [Int64] { (0..<4).map { Int64(counts[$0]) } }

    init() {}

    /// What `numbers` tell of.
    init(numbers: ArraySlice<Int64>) {
        for (place, number) in numbers.prefix(4).enumerated() { counts[place] = UInt16(clamping: number) }
    }
}
