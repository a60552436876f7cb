package import JSON

/// What is wrong with a folder of topics, all of it at once.
package struct FilesReport: Hashable, Sendable {
    /// The topics' full names, sorted; empty where their files can't be used.
    package internal(set) var topics: [String] = []
    /// The types of event that have a schema, sorted.
    package internal(set) var types: [String] = []
    /// Whether the topics' files can be used: without them no command can do its work. What lies beside them is for producers.
    package internal(set) var isUsable = true
    /// What is wrong, file by file.
    package internal(set) var problems: [TopicFileError.Problem] = []
    /// What was not looked at, and why.
    package internal(set) var notes: [String] = []

    /// Nothing looked at yet.
    package init() {}

    /// The topics that a program was built with, which have no files beside them.
    package init(builtIn topics: TopicSet) {
        self.topics = topics.topics.map(\.name)
        notes = ["the topics built in; --directory also looks at the asyncapi.yaml and schemas of a folder"]
    }

    /// A line a problem, as editors jump to them, and a line that sums up.
    package var text: String {
        let lines = notes + problems.map(\.description)
        let counts = "\(Self.count(topics.count, "topic")), \(Self.count(types.count, "schema"))"
        let verdict = problems.isEmpty ? "nothing wrong" : Self.count(problems.count, "problem")
        return (lines + ["\(counts): \(verdict)"]).joined(separator: "\n") + "\n"
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// The same for scripts: `{"valid": …, "problems": [{"code", "file", "line", "column", "message"}], …}`.
    package var json: JSONValue {
        [
            "valid": .bool(problems.isEmpty), "usable": .bool(isUsable),
            "topics": .array(topics.map { .string($0) }), "types": .array(types.map { .string($0) }),
            "problems": .array(problems.map(\.json)), "notes": .array(notes.map { .string($0) }),
        ]
    }
}

extension TopicFileError.Problem {
    fileprivate var json: JSONValue {
        [
            "code": .string(code.rawValue), "file": .string(file),
            "line": mark.map { .integer($0.line) } ?? .null, "column": mark.map { .integer($0.column) } ?? .null,
            "message": .string(message),
        ]
    }
}
