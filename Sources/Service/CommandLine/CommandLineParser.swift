/// Reads a command line by GNU's conventions.
///
/// `--name=value`, `--name value`, `-n value`, `-nvalue`, flags bundled as `-abc`, options after arguments too, and
/// `--`, behind which everything is an argument. Names are not abbreviated: a script must not break because an option
/// is added.
///
/// Source: https://www.gnu.org/prep/standards/html_node/Command_002dLine-Interfaces.html and
/// https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap12.html
package struct CommandLineParser {
    /// What a command line asks for.
    package enum Outcome: Hashable, Sendable {
        /// To do something.
        case run(Invocation)
        /// To be told how to.
        case help(path: [String])
        /// To know the version.
        case version
        /// A completion script.
        case completions(shell: String)
    }

    let root: Command

    /// A parser of a program's command line.
    package init(_ root: Command) { self.root = root }

    /// Reads the words behind the program's name.
    package func parse(_ words: [String]) throws(UsageError) -> Outcome {
        var scan = CommandLineScan(root)
        try scan.read(words)
        if scan.invocation.has("help") { return .help(path: scan.invocation.path) }
        if scan.chain.count == 1 || scan.invocation.path.isEmpty {
            if scan.invocation.has("version") { return .version }
            if let shell = scan.invocation.value("completions") { return .completions(shell: shell) }
        }
        try scan.checkEnd()
        return .run(scan.invocation)
    }
}
