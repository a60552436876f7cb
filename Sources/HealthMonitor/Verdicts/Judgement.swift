/// A verdict with its reasons.
package struct Judgement: Hashable, Sendable {
    /// The verdict.
    package var verdict: Verdict
    /// Why; the gravest first, none where all is well.
    package var reasons: [Reason]

    /// A judgement.
    package init(_ verdict: Verdict, _ reasons: [Reason] = []) {
        self.verdict = verdict
        self.reasons = reasons
    }

    /// The codes of its reasons.
    var codes: Set<ReasonCode> { Set(reasons.map(\.code)) }

    /// What people want to hear of when it changes: figures alone are no change.
    var gist: Gist { Gist(verdict: verdict, codes: reasons.map(\.code)) }

    /// A judgement without its figures.
    struct Gist: Hashable {
        let verdict: Verdict
        let codes: [ReasonCode]
    }
}
