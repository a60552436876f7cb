/// Reads the one document of a file into a tree.
///
/// A subset on purpose: anchors, aliases, tags, merge keys and further documents are refused, each with its place, so that
/// what stands in a topic file is what a reviewer reads, and no file grows when it is loaded.
package struct YAMLReader: ~Copyable {
    /// Deeper nesting than any topic file has use for.
    package static let maxDepth = 32
    /// Larger than any topic file has a reason to be.
    package static let maxBytes = 1 << 20

    private var parser: YAMLParser

    /// The tree of `bytes`; `file` names them in errors.
    package static func read(_ bytes: [UInt8], file: String) throws(TopicFileError) -> YAMLNode {
        guard bytes.count <= maxBytes else {
            throw TopicFileError(.unsupported, file: file, "is larger than \(maxBytes) bytes")
        }
        do {
            return try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(YAMLStop) in
                guard let parser = unsafe YAMLParser(over: bytes) else {
                    throw YAMLStop(.syntax, "out of memory", nil)
                }
                var reader = YAMLReader(parser: parser)
                return try reader.document()
            }
        } catch {
            throw TopicFileError(error.code, file: file, at: error.mark, error.message)
        }
    }

    private init(parser: consuming YAMLParser) { self.parser = parser }

    private mutating func document() throws(YAMLStop) -> YAMLNode {
        while true {
            let event = try next()
            switch event.kind {
            case .documentStart:
                let root = try node(try next(), depth: 0)
                try end()
                return root
            case .streamEnd: throw YAMLStop(.empty, "is empty: it needs `meta` and `spec`", nil)
            default: continue
            }
        }
    }

    /// After the document only the end of the stream may come.
    private mutating func end() throws(YAMLStop) {
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return
            case .documentStart: throw YAMLStop(.unsupported, "a second document: one topic a file", event.mark)
            default: continue
            }
        }
    }

    private mutating func next() throws(YAMLStop) -> YAMLEvent {
        do {
            return try parser.next()
        } catch {
            throw YAMLStop(.syntax, error.message, error.mark)
        }
    }
}

/// Why reading stopped, before the file's name is known to it.
private struct YAMLStop: Error {
    var code: TopicFileError.Code
    var message: String
    var mark: YAMLMark?

    init(_ code: TopicFileError.Code, _ message: String, _ mark: YAMLMark?) {
        self.code = code
        self.message = message
        self.mark = mark
    }
}

// MARK: - Nodes

extension YAMLReader {
    /// The node that begins with `event`.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLStop) -> YAMLNode {
        try check(event, depth: depth)
        switch event.kind {
        case .scalar(let text, let isPlain):
            return YAMLNode(content: .scalar(text, isPlain: isPlain), mark: event.mark)
        case .sequenceStart: return try sequence(at: event.mark, depth: depth)
        case .mappingStart: return try mapping(at: event.mark, depth: depth)
        default: throw YAMLStop(.syntax, "a value was expected here", event.mark)
        }
    }

    private func check(_ event: YAMLEvent, depth: Int) throws(YAMLStop) {
        if case .alias(let name) = event.kind {
            throw YAMLStop(.unsupported, "the alias `*\(name)`: write the value out", event.mark)
        }
        if let decoration = event.decoration {
            throw YAMLStop(
                .unsupported, "`\(decoration)`: anchors and tags are not taken, write the value out", event.mark)
        }
        guard depth <= Self.maxDepth else {
            throw YAMLStop(.unsupported, "is nested deeper than \(Self.maxDepth) levels", event.mark)
        }
    }

    private mutating func sequence(at mark: YAMLMark, depth: Int) throws(YAMLStop) -> YAMLNode {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return YAMLNode(content: .sequence(items), mark: mark) }
            items.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(at mark: YAMLMark, depth: Int) throws(YAMLStop) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        var places: [String: YAMLMark] = [:]
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { return YAMLNode(content: .mapping(entries), mark: mark) }
            let key = try key(event, depth: depth)
            if let first = places.updateValue(event.mark, forKey: key) {
                throw YAMLStop(.duplicateKey, "`\(key)` stands here a second time, first at \(first)", event.mark)
            }
            let value = try node(try next(), depth: depth + 1)
            entries.append(YAMLNode.Entry(key: key, mark: event.mark, value: value))
        }
    }

    private func key(_ event: YAMLEvent, depth: Int) throws(YAMLStop) -> String {
        try check(event, depth: depth)
        guard case .scalar(let key, _) = event.kind else {
            throw YAMLStop(.unsupported, "a key must be text", event.mark)
        }
        return key
    }
}
