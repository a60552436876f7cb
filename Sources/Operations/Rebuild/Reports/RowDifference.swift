internal import JSON
internal import Service

/// A row in which the live tables and those made again from the log are not the same.
struct RowDifference: Hashable, Sendable {
    /// A column with both values, as Postgres prints them; nil: NULL.
    struct Column: Hashable, Sendable {
        var name: String
        /// As live has it.
        var live: String?
        /// As the log says.
        var shadow: String?
    }

    /// What differs.
    enum Kind: Hashable, Sendable {
        /// Live hasn't the row.
        case missing
        /// Live has a row that the log doesn't tell of, though events once named it.
        case tooMany
        /// Values of some columns.
        case changed([Column])
    }

    var table: String
    /// The values of the key's columns.
    var key: [String?]
    var kind: Kind

    /// `whatsapp_messages (loja, 3EB0, false)`.
    var name: String { "\(table) (\(key.map { $0 ?? "NULL" }.joined(separator: ", ")))" }

    /// The difference in words, a line a column.
    var lines: [String] {
        switch kind {
        case .missing: ["\(name): the row is missing"]
        case .tooMany: ["\(name): there should be no such row"]
        case .changed(let columns):
            columns.map {
                "\(name) \($0.name): expected \(Self.quoted($0.shadow)), is \(Self.quoted($0.live))"
            }
        }
    }

    /// A value as SQL would have it, short enough for a line or two.
    private static func quoted(_ value: String?) -> String {
        guard let value else { return "NULL" }
        return "'\(DisplayWidth.cut(DisplayWidth.printable(value), to: 60))'"
    }

    /// All of it, values whole.
    var json: JSONValue {
        let key = JSONValue.array(key.map { .text($0) })
        return switch kind {
        case .missing: ["table": .string(table), "key": key, "kind": "missing"]
        case .tooMany: ["table": .string(table), "key": key, "kind": "too_many"]
        case .changed(let columns):
            [
                "table": .string(table), "key": key, "kind": "changed",
                "columns": .array(
                    columns.map {
                        ["name": .string($0.name), "expected": .text($0.shadow), "actual": .text($0.live)]
                    }),
            ]
        }
    }
}

extension [RowDifference] {
    /// The first ones for people, and how many there are beyond.
    func text(limit: Int, width: Int) -> String {
        var text = ""
        for line in prefix(limit).flatMap(\.lines) {
            text += TextWrap.wrap(DisplayWidth.printable(line), width: width, rest: "    ").map { $0 + "\n" }.joined()
        }
        return count > limit ? text + "… and \(ProgressLine.grouped(count - limit)) more\n" : text
    }
}
