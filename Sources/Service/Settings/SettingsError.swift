/// Settings that can't be used: every problem at once, so that nobody mends one only to meet the next.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing that is wrong.
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The variable.
        package var name: String
        /// What is wrong with it. Never the value of a secret.
        package var what: String
        /// What to do.
        package var remedy: String

        /// A problem.
        package init(_ name: String, _ what: String, remedy: String) {
            self.name = name
            self.what = what
            self.remedy = remedy
        }

        /// Both in one line.
        package var description: String { "\(name): \(what); \(remedy)" }
    }

    /// What is wrong, in the order of the names.
    package var problems: [Problem]

    /// An error of at least one problem.
    package init(_ problems: [Problem]) { self.problems = problems }

    /// What the process ends with.
    package var exitCode: ExitCode { .configuration }

    /// One line a problem.
    package var description: String {
        let title = problems.count == 1 ? "1 problem in the settings:" : "\(problems.count) problems in the settings:"
        return ([title] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}
