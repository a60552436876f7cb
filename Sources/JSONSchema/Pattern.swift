/// A regular expression of ECMA-262's that is a plain chain: characters and classes, each with a quantifier, and `^` and
/// `$` at the ends. Time grows with the text's length times the chain's, whatever the pattern.
struct Pattern: Sendable {
    /// One character to match.
    struct Step: Sendable {
        /// The code points, or with `isNegated` all others.
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false
        /// It may be left out.
        var isOptional = false
        /// It may match again.
        var isRepeated = false

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }

    var steps: [Step] = []
    var isAnchoredAtStart = false
    var isAnchoredAtEnd = false

    /// Whether the pattern is found in a text; characters are code points, as with the flag `u`.
    func matches(_ text: String) -> Bool {
        // states[n]: a match may go on at the step n; the last one is the end.
        var states = [Bool](repeating: false, count: steps.count + 1)
        states[0] = true
        skipOptional(&states)
        for scalar in text.unicodeScalars {
            if states[steps.count], !isAnchoredAtEnd { return true }
            states = advanced(states, by: scalar)
            if !isAnchoredAtStart { states[0] = true }
            skipOptional(&states)
        }
        return states[steps.count]
    }

    private func advanced(_ states: [Bool], by scalar: Unicode.Scalar) -> [Bool] {
        var next = [Bool](repeating: false, count: states.count)
        for (index, step) in steps.enumerated() where states[index] && step.matches(scalar) {
            next[index + 1] = true
            if step.isRepeated { next[index] = true }
        }
        return next
    }

    private func skipOptional(_ states: inout [Bool]) {
        for (index, step) in steps.enumerated() where states[index] && step.isOptional { states[index + 1] = true }
    }
}
