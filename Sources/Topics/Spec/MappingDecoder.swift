/// Reads the known keys of one mapping, noting every problem on the way instead of stopping at the first.
struct MappingDecoder {
    /// The problems of a file so far.
    struct Problems {
        let file: String
        private(set) var list: [TopicFileError.Problem] = []

        init(file: String) { self.file = file }

        mutating func note(_ code: TopicFileError.Code, at mark: YAMLMark?, _ message: String) {
            list.append(TopicFileError.Problem(code: code, file: file, mark: mark, message: message))
        }
    }

    /// Where the mapping stands in the document, such as `spec`.
    private let path: String
    private let mark: YAMLMark
    private let entries: [YAMLNode.Entry]

    /// The mapping `node`; nil, with the problem noted, where it is none. Unknown keys are noted, each with the nearest known.
    init?(_ node: YAMLNode, path: String, known: [String], problems: inout Problems) {
        guard let entries = node.entries else {
            problems.note(.wrongType, at: node.mark, "`\(path)` must be a mapping, it is \(node.kind)")
            return nil
        }
        for entry in entries where !known.contains(entry.key) {
            let hint = NearestName.hint(for: entry.key, among: known)
            problems.note(.unknownKey, at: entry.mark, "`\(path)` has no key `\(entry.key)`\(hint)")
        }
        (self.path, self.mark, self.entries) = (path, node.mark, entries)
    }

    /// The value of `key`, or nil.
    func optional(_ key: String) -> YAMLNode? { entries.first { $0.key == key }?.value }

    /// The value of `key`; its absence is noted.
    func required(_ key: String, _ problems: inout Problems) -> YAMLNode? {
        if let value = optional(key) { return value }
        problems.note(.missingKey, at: mark, "`\(path)` needs `\(key)`")
        return nil
    }

    /// The text of `node`, which stands under `key` here; anything else, and nothing at all, is noted.
    func text(_ node: YAMLNode?, _ key: String, _ problems: inout Problems) -> String? {
        guard let node else { return nil }
        guard node.kind == "text", let text = node.text, !text.isEmpty else {
            let kind = node.kind == "text" ? "empty" : node.kind
            problems.note(.wrongType, at: node.mark, "`\(path).\(key)` must be text, it is \(kind)")
            return nil
        }
        return text
    }

    /// The integer of `node` in `range`.
    func integer(
        _ node: YAMLNode?, _ key: String, in range: ClosedRange<Int>, or word: String? = nil,
        _ problems: inout Problems
    ) -> Int? {
        guard let node, let text = text(node, key, &problems) else { return nil }
        if let number = Quantity.plainInteger(text), let value = Int(exactly: number), range.contains(value) {
            return value
        }
        let alternative = word.map { " or `\($0)`" } ?? ""
        problems.note(
            .badValue, at: node.mark,
            "`\(path).\(key)` must be an integer from \(range.lowerBound) to \(range.upperBound)\(alternative), not `\(text)`"
        )
        return nil
    }
}
