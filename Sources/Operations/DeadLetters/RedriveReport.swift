internal import JSON
internal import Pipeline
internal import Service

/// What became of letters, one by one and in all.
struct RedriveReport {
    /// A letter and what became of it.
    struct Line {
        var letter: DeadLetter
        var outcome: RedriveOutcome
    }

    var lines: [Line] = []
    var isDryRun: Bool
    /// Whether somebody stopped it before its end.
    var isStopped = false

    func count(_ word: String) -> Int { lines.count { $0.outcome.word(isDryRun: isDryRun) == word } }

    /// Whether something is refused still, or not to be had.
    var hasFailures: Bool {
        lines.contains { line in
            switch line.outcome {
            case .refused, .missing: true
            case .applied, .gone: false
            }
        }
    }

    private var counts: [(String, Int)] {
        ["applied", "would apply", "still refused", "not to be had", "gone"].map { ($0, count($0)) }.filter { $0.1 > 0 }
    }

    /// The counts, for the audit log.
    var summary: JSONValue {
        .object(
            counts.map { JSONValue.Member(name: $0.0.replacing(" ", with: "_"), value: .integer($0.1)) }
                + [JSONValue.Member(name: "stopped", value: .bool(isStopped))])
    }

    var json: JSONValue {
        let letters = lines.map { line in
            JSONValue.object(
                line.letter.facts + [
                    .init(name: "outcome", value: .string(line.outcome.word(isDryRun: isDryRun))),
                    .init(name: "why", value: .text(line.outcome.why)),
                ])
        }
        return ["counts": summary, "dry_run": .bool(isDryRun), "letters": .array(letters)]
    }

    /// What failed, each with why (in a dry run all), and the counts.
    func text(prefix: String, width: Int) -> String {
        let shown = lines.filter { isDryRun || $0.outcome.why != nil }.prefix(200)
        var text = ""
        if !shown.isEmpty {
            var table = Table([.init("PIPELINE"), .init("RECORD"), .init("INSTANCE"), .init("OUTCOME"), .init("WHY")])
            for line in shown {
                table.add([
                    line.letter.pipeline, line.letter.place.short(prefix: prefix), line.letter.instance ?? "-",
                    line.outcome.word(isDryRun: isDryRun), line.outcome.why ?? "",
                ])
            }
            text = table.text(width: width) + "\n"
        }
        let words = counts.map { "\(ProgressLine.grouped($0.1)) \($0.0)" }.joined(separator: ", ")
        let noun = lines.count == 1 ? "letter" : "letters"
        return text + "\(ProgressLine.grouped(lines.count)) \(noun): \(words.isEmpty ? "none" : words)"
            + (isStopped ? "; stopped before the end" : "") + "\n"
    }
}

extension RedriveOutcome {
    /// The outcome in a word or two.
    func word(isDryRun: Bool) -> String {
        switch self {
        case .applied: isDryRun ? "would apply" : "applied"
        case .refused: "still refused"
        case .gone: "gone"
        case .missing: "not to be had"
        }
    }

    /// Why it isn't applied.
    var why: String? {
        switch self {
        case .applied, .gone: nil
        case .refused(let reason, let detail): "\(reason): \(detail)"
        case .missing(let reason): reason
        }
    }
}
