/// One command of a program, with all there is to know of it: the parser, `--help` and the completions read the same
/// value.
package struct Command: Sendable {
    /// Its word on the command line; of the root the program's name.
    package var name: String
    /// One line.
    package var summary: String
    /// What it does, paragraphs with an empty line between.
    package var discussion: String
    /// Its options; those of the commands above it are taken as well.
    package var options: [Option]
    /// What follows, in order; only the last may be repeated.
    package var arguments: [Argument]
    /// Commands below it. One that has them does nothing by itself.
    package var subcommands: [Command]
    /// Command lines to copy, each with what it does.
    package var examples: [Example]
    /// What it ends with, beside what every command does (0, 64).
    package var exitCodes: [ExitCode]
    /// The environment variables that it reads.
    package var settings: [SettingDescription]

    /// A command line and what it does.
    package struct Example: Hashable, Sendable {
        /// The command line, with the program's name.
        package var line: String
        /// What it does.
        package var meaning: String

        /// An example.
        package init(_ line: String, _ meaning: String) {
            self.line = line
            self.meaning = meaning
        }
    }

    /// A command.
    package init(
        _ name: String, summary: String, discussion: String = "", options: [Option] = [], arguments: [Argument] = [],
        subcommands: [Command] = [], examples: [Example] = [], exitCodes: [ExitCode] = [],
        settings: [SettingDescription] = []
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.options = options
        self.arguments = arguments
        self.subcommands = subcommands
        self.examples = examples
        self.exitCodes = exitCodes
        self.settings = settings
    }

    /// Options that every command takes.
    static let common: [Option] = [Option.flag("help", short: "h", help: "Show this help and end.")]
    /// Options that only the program itself takes.
    static let rootOnly: [Option] = [
        Option.flag("version", help: "Show the version and end."),
        Option.value(
            "completions", "SHELL", choices: ["bash", "zsh"],
            help: "Print a completion script for that shell and end."),
    ]

    /// The commands from this one down to the one that `path` names, or nil where there is no such command.
    package func chain(_ path: [String]) -> [Command]? {
        var chain = [self]
        for word in path {
            guard let next = chain[chain.count - 1].subcommands.first(where: { $0.name == word }) else { return nil }
            chain.append(next)
        }
        return chain
    }
}
