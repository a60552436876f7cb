/// Chance that a seed decides, the same on every machine. Eight bytes of state, so a generator in every place that wants its own.
///
/// Source: https://prng.di.unimi.it/splitmix64.c
package struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// The sequence of that seed.
    package init(seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is above 0. The bias of so small bounds against 2⁶⁴ is nothing that traffic would show.
    mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(clamping: max(1, bound))) }

    /// True `share` times of a thousand.
    mutating func permille(_ share: Int) -> Bool { below(1_000) < share }
}
