/// Reads a pattern; what isn't a plain chain is refused.
struct PatternReader {
    /// Why a pattern is refused.
    struct Refusal: Error { var message: String }

    /// The most steps that one pattern may have.
    static let stepLimit = 1_000

    private var rest: Substring.UnicodeScalarView
    private var pattern = Pattern()

    /// The pattern that a text is.
    static func read(_ text: String) throws(Refusal) -> Pattern {
        var reader = PatternReader(rest: Substring(text).unicodeScalars)
        try reader.readAll()
        return reader.pattern
    }

    private mutating func readAll() throws(Refusal) {
        pattern.isAnchoredAtStart = skip("^")
        while let scalar = rest.popFirst() {
            if scalar == "$", rest.isEmpty {
                pattern.isAnchoredAtEnd = true
            } else {
                try readQuantifier(of: try atom(scalar))
            }
        }
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func atom(_ scalar: Unicode.Scalar) throws(Refusal) -> Pattern.Step {
        switch scalar {
        case "[": return try characterClass()
        case "\\":
            let value = try escaped().value
            return Pattern.Step(ranges: [value...value])
        case "^", "$", ".", "*", "+", "?", "(", ")", "]", "{", "}", "|":
            throw Refusal(message: "\"\(scalar)\" is beyond what patterns may have here")
        default: return Pattern.Step(ranges: [scalar.value...scalar.value])
        }
    }

    private mutating func escaped() throws(Refusal) -> Unicode.Scalar {
        guard let scalar = rest.popFirst() else { throw Refusal(message: "nothing follows \"\\\"") }
        if "^$\\.*+?()[]{}|/-".unicodeScalars.contains(scalar) { return scalar }
        let digits = String(String.UnicodeScalarView(rest.prefix(4)))
        guard scalar == "u", digits.utf8.count == 4, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let value = UInt32(digits, radix: 16), let named = Unicode.Scalar(value)
        else { throw Refusal(message: "the escape \"\\\(scalar)\" is beyond what patterns may have here") }
        rest.removeFirst(4)
        return named
    }

    private mutating func characterClass() throws(Refusal) -> Pattern.Step {
        var step = Pattern.Step(ranges: [], isNegated: skip("^"))
        while let scalar = rest.popFirst(), scalar != "]" {
            let first = scalar == "\\" ? try escaped() : scalar
            var last = first
            if rest.first == "-", rest.dropFirst().first != "]" {
                rest.removeFirst()
                guard let end = rest.popFirst() else { throw Refusal(message: "a class isn't closed") }
                last = end == "\\" ? try escaped() : end
            }
            guard first <= last else { throw Refusal(message: "a range goes backwards") }
            step.ranges.append(first.value...last.value)
            if rest.isEmpty { throw Refusal(message: "a class isn't closed") }
        }
        guard !step.ranges.isEmpty else { throw Refusal(message: "a class is empty or isn't closed") }
        return step
    }

    private mutating func readQuantifier(of step: Pattern.Step) throws(Refusal) {
        var (least, most): (Int, Int?) = (1, 1)
        switch rest.first {
        case "*": (least, most) = (0, nil)
        case "+": (least, most) = (1, nil)
        case "?": (least, most) = (0, 1)
        case "{": (least, most) = try bounds()
        default: return try append(step, 1, 1)
        }
        rest.removeFirst()
        try append(step, least, most)
    }

    /// Reads `{2}`, `{2,}` or `{2,3}` up to the brace at its end.
    private mutating func bounds() throws(Refusal) -> (Int, Int?) {
        let text = String(String.UnicodeScalarView(rest.dropFirst().prefix { $0 != "}" }))
        rest.removeFirst(text.unicodeScalars.count + 1)
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard rest.first == "}", parts.count <= 2, let least = Self.count(parts[0]) else {
            throw Refusal(message: "\"{\" begins no quantifier")
        }
        guard parts.count == 2 else { return (least, least) }
        if parts[1].isEmpty { return (least, nil) }
        guard let most = Self.count(parts[1]), most >= least else {
            throw Refusal(message: "a quantifier's bounds are wrong")
        }
        return (least, most)
    }

    private static func count(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private mutating func append(_ step: Pattern.Step, _ least: Int, _ most: Int?) throws(Refusal) {
        guard max(least, most ?? 0) <= Self.stepLimit, pattern.steps.count <= Self.stepLimit else {
            throw Refusal(message: "the pattern is longer than \(Self.stepLimit) steps")
        }
        pattern.steps += Array(repeating: step, count: least)
        var optional = step
        optional.isOptional = true
        if let most {
            pattern.steps += Array(repeating: optional, count: most - least)
        } else if least == 0 {
            optional.isRepeated = true
            pattern.steps.append(optional)
        } else {
            pattern.steps[pattern.steps.count - 1].isRepeated = true
        }
    }
}
