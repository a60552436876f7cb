/// Where something stands in a file; both count from 1, columns in characters.
package struct YAMLMark: Hashable, Sendable, CustomStringConvertible {
    package var line: Int
    package var column: Int

    /// A place as an editor shows it.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column)" }
}

/// A value of a YAML document, with its place.
///
/// Scalars stay text: what `3` or `30d` means is for the reader of the key to say, so that `no` is never a boolean by
/// accident and a version number never loses its zero.
package struct YAMLNode: Hashable, Sendable {
    /// One `key: value`.
    package struct Entry: Hashable, Sendable {
        package var key: String
        /// Where the key stands; the value has a place of its own.
        package var mark: YAMLMark
        package var value: YAMLNode
    }

    /// What the value is.
    package enum Content: Hashable, Sendable {
        /// Text; `isPlain` where it stood without quotes.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the file's order; no key occurs twice.
        case mapping([Entry])
    }

    package var content: Content
    package var mark: YAMLMark
}

extension YAMLNode {
    /// The value under `key`, where this is a mapping that has it.
    package subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The text of a scalar.
    package var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The members of a sequence.
    package var items: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// The entries of a mapping.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// What stands here, for an error: "text", "a list", "a mapping", "nothing".
    var kind: String {
        switch content {
        case .scalar("", isPlain: true), .scalar("~", isPlain: true), .scalar("null", isPlain: true): "nothing"
        case .scalar: "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
