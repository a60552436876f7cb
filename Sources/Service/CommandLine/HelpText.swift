/// What `--help` prints: how to call it, what it does, what can be said, examples, exit codes. It fits 80 columns.
package struct HelpText {
    private let chain: [Command]
    private let width: Int
    private var lines: [String] = []

    /// The help of the last command of `chain`, which begins with the program.
    package init(_ chain: [Command], width: Int = 80) {
        self.chain = chain
        self.width = width
        guard let command = chain.last else { return }
        usage(command)
        paragraphs([command.summary] + command.discussion.split(separator: "\n\n").map(String.init))
        entries("Commands", command.subcommands.map { ($0.name, $0.summary) })
        entries("Arguments", command.arguments.map { ($0.usage, $0.help + Self.choices($0.choices)) })
        optionEntries()
        settings(command.settings)
        examples(command.examples)
        exitCodes(command)
    }

    /// The text.
    package var text: String { lines.joined(separator: "\n") + "\n" }

    private mutating func usage(_ command: Command) {
        let words =
            chain.map(\.name) + ["[OPTION]..."] + (command.subcommands.isEmpty ? [] : ["COMMAND"])
            + command.arguments.map(\.usage)
        lines += TextWrap.wrap(words.joined(separator: " "), width: width, first: "Usage: ", rest: "       ")
    }

    private mutating func paragraphs(_ paragraphs: [String]) {
        for paragraph in paragraphs where !paragraph.isEmpty {
            lines.append("")
            // A paragraph that is indented is set as it stands: a table, a command.
            if paragraph.hasPrefix("  ") {
                lines += paragraph.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            } else {
                lines += TextWrap.wrap(paragraph, width: width)
            }
        }
    }

    private mutating func optionEntries() {
        let own = chain.count == 1 ? Command.common + Command.rootOnly : Command.common
        entries("Options", ((chain.last?.options ?? []) + own).map(Self.entry))
        entries("Options of the commands above", chain.dropLast().flatMap(\.options).map(Self.entry))
    }

    private static func entry(_ option: Option) -> (String, String) {
        let short = option.short.map { "-\($0), " } ?? "    "
        let value = option.placeholder.map { "=\($0)" } ?? ""
        var help = option.help + choices(option.choices) + (option.isRepeatable ? " May be repeated." : "")
        if let text = option.defaultText { help += " (default: \(text))" }

        return ("\(short)--\(option.name)\(value)", help)
    }

    private static func choices(_ choices: [String]) -> String {
        choices.isEmpty ? "" : " One of: \(choices.joined(separator: ", "))."
    }

    private mutating func settings(_ settings: [SettingDescription]) {
        entries(
            "Settings (environment variables)",
            settings.map { setting in
                let value = setting.defaultText.map { $0.isEmpty ? "" : " (default: \($0))" } ?? ""
                return ("\(setting.name)=\(setting.placeholder)", setting.help + value)
            }, isNarrow: true)
    }

    private mutating func examples(_ examples: [Command.Example]) {
        guard !examples.isEmpty else { return }
        lines += ["", "Examples:"]
        for example in examples {
            lines += TextWrap.wrap(example.meaning, width: width, first: "  # ", rest: "  # ")
            lines.append("  " + example.line)
        }
    }

    private mutating func exitCodes(_ command: Command) {
        guard command.subcommands.isEmpty else { return }
        let codes = Set([.done, .usage] + command.exitCodes)
        entries("Exit codes", ExitCode.allCases.filter(codes.contains).map { (String($0.rawValue), $0.meaning) })
    }

    /// Names to the left, what they mean to the right, below where the name is too long or the list is `isNarrow`.
    private mutating func entries(_ title: String, _ entries: [(name: String, meaning: String)], isNarrow: Bool = false)
    {
        guard !entries.isEmpty else { return }
        lines += ["", title + ":"]
        let column = isNarrow ? 6 : min(28, (entries.map(\.name.count).max() ?? 0) + 4)
        for entry in entries {
            let indent = String(repeating: " ", count: column)
            let name = "  " + entry.name
            if name.count + 2 > column {
                lines.append(name)
                lines += TextWrap.wrap(entry.meaning, width: width, first: indent, rest: indent)
            } else {
                let first = name + String(repeating: " ", count: column - name.count)
                lines += TextWrap.wrap(entry.meaning, width: width, first: first, rest: indent)
            }
        }
    }
}
