/// What is wrong with topic files, all of it at once.
package struct TopicFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of problem, for programs; people read the message.
    package enum Code: String, Hashable, Sendable {
        /// Not YAML.
        case syntax
        /// YAML that we don't take: anchors, tags, further documents, depth, size.
        case unsupported
        /// Nothing in it.
        case empty
        case duplicateKey = "duplicate-key"
        case unknownKey = "unknown-key"
        case missingKey = "missing-key"
        /// A list where text belongs, and the like.
        case wrongType = "wrong-type"
        case badValue = "bad-value"
        case unknownSetting = "unknown-setting"
        /// Two places that can't both be meant.
        case conflict
        /// Two files of one topic.
        case duplicateTopic = "duplicate-topic"
        /// The file or folder can't be read.
        case unreadable
        /// A file that others speak of isn't there.
        case missingFile = "missing-file"
        /// A JSON Schema that can't be used, or an example that breaks its own.
        case badSchema = "bad-schema"
        /// Two files that say different things.
        case disagreement
    }

    /// One of them.
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        package var code: Code
        package var file: String
        package var mark: YAMLMark?
        /// What is wrong and what to write instead.
        package var message: String

        /// `file:line:column: message`, which editors jump to.
        package var description: String {
            mark.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
        }
    }

    /// At least one.
    package private(set) var problems: [Problem]

    /// All of `problems`; nil where there is none.
    init?(_ problems: [Problem]) {
        guard !problems.isEmpty else { return nil }
        self.problems = problems
    }

    /// One problem.
    init(_ code: Code, file: String, at mark: YAMLMark? = nil, _ message: String) {
        problems = [Problem(code: code, file: file, mark: mark, message: message)]
    }

    /// A line a problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
