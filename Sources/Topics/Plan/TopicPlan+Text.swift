extension TopicPlan {
    /// The plan as a diff of 80 columns: `+` to make, `~` to change, `-` to delete, `!` differs or refused, `*` done, `x` failed,
    /// `?` not looked at, `.` a note, `=` as the file says.
    ///
    /// - parameter verbose: also what is as the file says, check by check.
    package func text(verbose: Bool = false) -> String {
        var lines = TextWrap.lines(headline, indent: 0)
        for topic in Self.groups(results) {
            lines.append("\(topic.sign) \(topic.name)")
            for result in topic.results where verbose || !result.isSame {
                for line in result.lines { lines += TextWrap.lines(line, indent: 4) }
            }
        }
        return (lines + TextWrap.lines(summary, indent: 0)).joined(separator: "\n") + "\n"
    }

    var headline: String {
        let kind = isMock ? "mock cluster" : "cluster"
        return "\(kind) \(clusterID ?? "(tells no id)"), \(brokers) \(brokers == 1 ? "broker" : "brokers")"
    }

    /// How many of each, in one sentence.
    var summary: String {
        let counts = [
            (results.count { $0.pending != nil }, "to change"),
            (results.count { if case .done = $0.outcome { true } else { false } }, "done"),
            (results.count { if case .failed = $0.outcome { true } else { false } }, "failed"),
            (results.count { if case .refused = $0.outcome { true } else { false } }, "refused"),
            (results.count { if case .differs = $0.outcome { true } else { false } }, "different and left alone"),
            (results.count { if case .skipped = $0.outcome { true } else { false } }, "not looked at"),
            (results.count(where: \.isSame), "as in the files"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return words.isEmpty ? "nothing to look at" : words
    }

    /// The results topic by topic, in the plan's order.
    static func groups(_ results: [TopicResult]) -> [Group] {
        var groups: [Group] = []
        for result in results {
            if groups.last?.name == result.topic {
                groups[groups.count - 1].results.append(result)
            } else {
                groups.append(Group(name: result.topic, results: [result]))
            }
        }
        return groups
    }

    struct Group {
        var name: String
        var results: [TopicResult]

        /// The gravest of its results' signs; a topic that is made or deleted has just that one.
        fileprivate var sign: String {
            let signs = Set(results.map(\.sign))
            return ["x", "!", "+", "-", "~", "*", "?", "."].first(where: signs.contains) ?? "="
        }
    }
}

// MARK: - Lines of a result

extension TopicResult {
    var isSame: Bool { if case .same = outcome { true } else { false } }

    fileprivate var sign: String {
        switch outcome {
        case .same: "="
        case .change(let change): change.sign
        case .done: "*"
        case .failed: "x"
        case .differs, .refused: "!"
        case .skipped: "?"
        case .note: "."
        }
    }

    fileprivate var lines: [String] {
        switch outcome {
        case .same(let value): ["\(sign) \(check.name): \(readable(value))"]
        case .change(let change):
            change.lines.map { "\(sign) \($0)" } + (change.lossBeyondWords.map { ["  \($0)"] } ?? [])
        case .done(let change): change.lines.map { "\(sign) \($0)" }
        case .failed(let change, let reason): change.lines.prefix(1).map { "\(sign) \($0)" } + ["  failed: \(reason)"]
        case .differs(let found, let wanted, let advice):
            ["\(sign) \(check.name): \(readable(found)), wanted: \(readable(wanted))", "  \(advice)"]
        case .refused(let reason): ["\(sign) \(check.name): refused: \(reason)"]
        case .skipped(let reason): ["\(sign) \(check.name): not looked at: \(reason)"]
        case .note(let text): ["\(sign) \(text)"]
        }
    }

    func readable(_ value: String) -> String { SettingCatalogue.readable(value, of: check.name) }
}

extension TopicChange {
    fileprivate var sign: String {
        switch self {
        case .create: "+"
        case .set, .unset, .grow: "~"
        case .delete: "-"
        }
    }

    var lines: [String] {
        switch self {
        case .create(let topic):
            ["make: partitions \(topic.partitions), replication \(topic.replication)"]
                + topic.settings.sorted { $0.key < $1.key }.map { "\($0): \(SettingCatalogue.readable($1, of: $0))" }
        case .set(let name, let from, let to): ["\(name): \(Self.readable(from, name)) -> \(Self.readable(to, name))"]
        case .unset(let name, let from): ["\(name): \(Self.readable(from, name)) -> the broker's own"]
        case .grow(let from, let to): ["partitions: \(from) -> \(to)"]
        case .delete: ["delete, with all its records"]
        }
    }

    /// What isn't told by the change's own words.
    fileprivate var lossBeyondWords: String? { self == .delete ? nil : loss }

    private static func readable(_ value: String?, _ name: String) -> String {
        value.map { SettingCatalogue.readable($0, of: name) } ?? "hidden"
    }
}
