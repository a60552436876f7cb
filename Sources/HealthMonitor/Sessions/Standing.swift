/// How a session stands, by what is known up to a point in time: all that its judges found, in a machine word.
package struct Standing: Hashable, Sendable {
    private var bits: UInt64 = 0
    /// The verdict of the gravest finding.
    package private(set) var verdict = Verdict.ok

    /// All is well.
    package init() {}

    /// These were found.
    package init(_ findings: Finding...) {
        for finding in findings { add(finding) }
    }

    /// Takes a finding in.
    package mutating func add(_ finding: Finding) {
        bits |= 1 << UInt64(finding.rawValue)
        verdict = max(verdict, finding.verdict)
    }

    /// Whether it was found.
    package func has(_ finding: Finding) -> Bool { bits & 1 << UInt64(finding.rawValue) != 0 }

    /// All of them, the gravest first.
    package var findings: [Finding] { Finding.allCases.filter(has) }
}
