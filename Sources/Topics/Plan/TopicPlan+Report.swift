extension TopicPlan {
    /// The results by name, a line each of 80 columns: what `check` prints, and `apply` when it is done.
    ///
    /// - parameter verbose: also each that is as its file says; otherwise a topic's are counted.
    package func report(verbose: Bool = false) -> String {
        var lines = TextWrap.lines(headline, indent: 0)
        for topic in Self.groups(results) {
            let same = topic.results.filter(\.isSame)
            if !verbose, !same.isEmpty {
                lines += TopicResult.lines("ok", "\(topic.name): \(same.count) as \(Self.source(same)) says")
            }
            for result in topic.results where verbose || !result.isSame {
                lines += TopicResult.lines(result.verdict, "\(result.name): \(result.words)")
            }
        }
        return (lines + TextWrap.lines(summary, indent: 0)).joined(separator: "\n") + "\n"
    }

    private static func source(_ results: [TopicResult]) -> String { results.first?.file ?? "its file" }
}

extension TopicResult {
    /// `TOPIC/CHECK`, which stays the same from run to run.
    package var name: String { "\(topic)/\(check.name)" }

    /// A verdict and what it is on, in the ninth column, where all verdicts are over.
    fileprivate static func lines(_ verdict: String, _ text: String) -> [String] {
        let lines = TextWrap.lines(text, indent: 9)
        let first = verdict + (lines.first ?? "").dropFirst(verdict.count)
        return [first] + lines.dropFirst()
    }

    /// The verdict in one word.
    var verdict: String {
        switch outcome {
        case .same: "ok"
        case .change(.create): "missing"
        case .change, .differs: "drift"
        case .done(let change): change.participle
        case .failed: "failed"
        case .refused: "refused"
        case .skipped: "skipped"
        case .note: "note"
        }
    }

    fileprivate var words: String {
        switch outcome {
        case .same(let value): readable(value)
        case .change(let change), .done(let change): unnamed(change.lines.joined(separator: "; "))
        case .failed(let change, let reason): unnamed("\(change.lines.first ?? ""): \(reason)")
        case .differs(let found, let wanted, let advice):
            "\(readable(found)), wanted: \(readable(wanted)); \(advice)"
        case .refused(let text), .skipped(let text), .note(let text): text
        }
    }

    /// A change's words without the check's name, which the result's has.
    private func unnamed(_ text: String) -> String {
        text.hasPrefix("\(check.name): ") ? String(text.dropFirst(check.name.count + 2)) : text
    }
}

extension TopicChange {
    fileprivate var participle: String {
        switch self {
        case .create: "made"
        case .set, .unset, .grow: "changed"
        case .delete: "deleted"
        }
    }
}
