/// The codes that were shown since somebody last scanned one.
package struct CodeWatch: Hashable, Sendable {
    /// How many.
    private(set) var shown: Int64 = 0
    /// When the first was shown.
    private(set) var first: Moment = 0
    /// When there were so many that nobody seems to be there.
    private(set) var many: Moment = 0

    /// None yet.
    init() {}

    /// What was remembered.
    init(shown: Int64, first: Moment, many: Moment) {
        self.shown = shown
        self.first = first
        self.many = many
    }

    /// Takes a code in.
    mutating func note(_ time: Moment, _ rules: SessionRules) {
        if shown == 0 { first = time }
        shown &+= 1
        if shown == rules.codes { many = time }
    }

    /// When they became unanswered: enough of them, and for long enough that one who was asked would have come; nil where they
    /// aren't, as far as is known up to `horizon`.
    func unanswered(at horizon: Moment, _ rules: SessionRules) -> Moment? {
        guard shown >= rules.codes else { return nil }
        let begin = max(many, first &+ rules.scanning)
        return horizon >= begin ? begin : nil
    }
}
