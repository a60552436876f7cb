internal import JSON
internal import Pipeline
internal import Service

extension Difference {
    /// `whatsapp_messages (loja, 3EB0, false)`.
    var name: String { "\(table) (\(key.map { $0 ?? "NULL" }.joined(separator: ", ")))" }

    /// The difference in words, a line a column.
    var lines: [String] {
        switch kind {
        case .missing: ["\(name): the row is missing"]
        case .tooMany: ["\(name): there should be no such row"]
        case .changed(let changes):
            changes.map { "\(name) \($0.column): expected \(Self.quoted($0.shadow)), is \(Self.quoted($0.live))" }
        }
    }

    /// A value as SQL would have it, short enough for a line or two.
    private static func quoted(_ value: String?) -> String {
        guard let value else { return "NULL" }
        return "'\(DisplayWidth.cut(DisplayWidth.printable(value), to: 60))'"
    }

    /// All of it.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("table", .string(table)), ("key", .array(key.map { .text($0) })), ("kind", .string(word)),
        ]
        if case .changed(let changes) = kind {
            let columns = changes.map { change -> JSONValue in
                ["name": .string(change.column), "expected": .text(change.shadow), "actual": .text(change.live)]
            }
            members.append(("columns", .array(columns)))
        }
        return .object(members.map { JSONValue.Member(name: $0.0, value: $0.1) })
    }

    private var word: String {
        switch kind {
        case .missing: "missing"
        case .tooMany: "too_many"
        case .changed: "changed"
        }
    }
}

extension [Difference] {
    /// The first ones for people, and how many there are beyond.
    ///
    /// - parameter total: how many there are in all, those that aren't among these too.
    func text(limit: Int, total: Int, width: Int) -> String {
        var text = ""
        for line in prefix(limit).flatMap(\.lines) {
            text += TextWrap.wrap(DisplayWidth.printable(line), width: width, rest: "    ").map { $0 + "\n" }.joined()
        }
        let rest = total - Swift.min(count, limit)
        return rest > 0 ? text + "… and \(ProgressLine.grouped(rest)) more\n" : text
    }
}
