/// Random numbers that are the same each time, so that what fails once fails again (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator for a seed.
    package init(_ seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var result = state
        result = (result ^ (result >> 30)) &* 0xBF58_476D_1CE4_E5B9
        result = (result ^ (result >> 27)) &* 0x94D0_49BB_1331_11EB
        return result ^ (result >> 31)
    }

    /// A text of up to `length` characters, of which many mean something to somebody.
    package mutating func text(upTo length: Int, alphabet: String? = nil) -> String {
        let hostile =
            "aZ09 \"\\\n\r\t=:;-_/.,%@[]{}()<>|&$'`#*~^é漢😀\u{0}\u{1B}\u{7F}\u{9B}\u{2028}\u{202E}\u{FFFD}\u{301}"
        let letters = Array(alphabet ?? hostile)
        return String(
            (0..<Int.random(in: 0...length, using: &self)).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &self)]
            })
    }
}
