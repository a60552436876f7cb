import TestSupport

/// All that a run leaves to chance comes from here, so that its seed repeats it.
struct Dice {
    private var generator: SeededGenerator

    init(_ seed: UInt64) { generator = SeededGenerator(seed) }

    /// A number in 0 ..< `limit`; 0 where there is none.
    mutating func below(_ limit: Int) -> Int {
        limit > 1 ? Int(truncatingIfNeeded: generator.next() >> 33) % limit : 0
    }

    /// A number in `range`.
    mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True in `perMille` of 1,000 throws.
    mutating func chance(_ perMille: Int) -> Bool { below(1_000) < perMille }

    /// One of `choices`, which is not empty.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }

    /// A seed for somebody who throws dice of their own.
    mutating func seed() -> UInt64 { generator.next() }
}
