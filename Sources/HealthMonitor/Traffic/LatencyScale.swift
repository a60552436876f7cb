/// How long something took, in half octaves from 62 ms to 68 minutes: what a histogram of 32 counts says of a percentile is at most 19 %
/// off (2^¼), and below 88 ms at most 74 ms.
enum LatencyScale {
    /// How many steps there are; the last one takes all that is longer.
    static let count = 32
    /// A sixteenth of a second, where the first octave begins.
    private static let unit: Int64 = 62_500

    /// The step of a length of time.
    static func step(of length: Int64) -> Int {
        guard length >= unit else { return 0 }
        let octave = 63 - (length / unit).leadingZeroBitCount
        // In an octave from 1,000,000 to 2,000,000 the middle is √2.
        let part = (min(length, 1 << 50) &* 16) >> Int64(octave)
        return min(2 * octave + (part >= 1_414_214 ? 1 : 0), count - 1)
    }

    /// The length of time in the middle of a step.
    static func middle(of step: Int) -> Int64 {
        Int64(unit << Int64(step / 2)) &* (step % 2 == 0 ? 1_189 : 1_682) / 1_000
    }
}

/// Counts by step, for as long as a question takes: on the stack.
struct LatencyCounts {
    private var counts = InlineArray<32, UInt32>(repeating: 0)
    /// How many there are.
    private(set) var total = 0

    /// Adds to a step.
    mutating func add(_ count: UInt32, at step: Int) {
        counts[step] &+= count
        total += Int(count)
    }

    /// The length of time that so many hundredths are not above; nil where there is none.
    func percentile(_ hundredths: Int) -> Int64? {
        guard total > 0 else { return nil }
        var rest = (total * hundredths + 99) / 100
        for step in 0..<LatencyScale.count {
            rest -= Int(counts[step])
            if rest <= 0 { return LatencyScale.middle(of: step) }
        }
        return LatencyScale.middle(of: LatencyScale.count - 1)
    }
}
