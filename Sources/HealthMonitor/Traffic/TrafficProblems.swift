/// What is wrong with a session's message traffic. One byte, made for every session at every look.
package struct TrafficProblems: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Messages wait longer than usual.
    package static let pending = TrafficProblems(rawValue: 1)
    /// Many messages fail.
    package static let failing = TrafficProblems(rawValue: 2)
    /// Acknowledgements take longer than usual.
    package static let slowAcks = TrafficProblems(rawValue: 4)
    /// Events never came.
    package static let sequenceGap = TrafficProblems(rawValue: 8)

    /// Each with its reason's code, the gravest first.
    package static let codes: [(problem: TrafficProblems, code: ReasonCode)] = [
        (.pending, .pending), (.failing, .failing), (.slowAcks, .slowAcks), (.sequenceGap, .sequenceGap),
    ]
}
