/// Why a build can't begin, go on, or be put in live's place.
package struct RebuildError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Code: String, Hashable, Sendable {
        /// Another process works on it.
        case busy
        /// There is none, or one of another kind.
        case state
        /// A partition may not go on.
        case halted
        /// What it holds would be wrong in live's place.
        case refused
        /// A server didn't answer in time.
        case unavailable
        /// It was told to stop.
        case stopped
    }

    /// What kind of trouble it is.
    package let code: Code
    /// What happened and what to do, a line each.
    package let problems: [String]
    package var description: String { problems.joined(separator: "\n") }

    /// Trouble.
    package init(_ code: Code, _ problems: String...) {
        self.code = code
        self.problems = problems
    }

    /// The same, of several problems.
    package init(_ code: Code, problems: [String]) {
        self.code = code
        self.problems = problems
    }
}
