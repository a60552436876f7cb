internal import JSON

/// A JSON value as Postgres prints it after it was stored as `jsonb`.
enum JSONB {
    /// What remains to be printed: text as it is, or a value.
    private enum Piece {
        case text(String)
        case value(JSONValue)
    }

    /// The text of `value`; nil where it holds a number that is no `numeric`.
    ///
    /// Depth is bounded by memory alone: what remains stands in a list and not on the stack.
    static func text(_ value: JSONValue) -> String? {
        var text = ""
        var rest = [Piece.value(value)]
        while let piece = rest.popLast() {
            switch piece {
            case .text(let printed): text += printed
            case .value(.null): text += "null"
            case .value(.bool(let flag)): text += flag ? "true" : "false"
            case .value(.string(let string)): text += quoted(string)
            case .value(.number(let token)):
                guard let number = Numeric.text(token) else { return nil }
                text += number
            case .value(.array(let elements)): rest += list("[", elements.map { [.value($0)] }, "]")
            case .value(.object(let members)):
                rest += list("{", ordered(members).map { [.text($0.name + ": "), .value($0.value)] }, "}")
            }
        }
        return text
    }

    /// The pieces of a list, the first one last.
    private static func list(_ open: String, _ entries: [[Piece]], _ close: String) -> [Piece] {
        let separated = entries.enumerated().flatMap { $0.offset == 0 ? $0.element : [.text(", ")] + $0.element }
        return ([.text(open)] + separated + [.text(close)]).reversed()
    }

    /// The members with their names quoted, in the order of `jsonb`: the shorter name first, then by bytes. Of a name that
    /// occurs twice the first counts.
    private static func ordered(_ members: [JSONValue.Member]) -> [(name: String, value: JSONValue)] {
        var first: [Text: JSONValue] = [:]
        for member in members {
            let name = Text(stored: member.name)
            if first[name] == nil { first[name] = member.value }
        }
        let sorted = first.sorted { ($0.key.byteCount, $0.key) < ($1.key.byteCount, $1.key) }
        return sorted.map { (quoted($0.key.string), $0.value) }
    }

    /// The string as Postgres's `escape_json` writes it.
    static func quoted(_ string: String) -> String {
        "\"" + Text(stored: string).string.unicodeScalars.map(escaped).joined() + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\u{8}": "\\b"
        case "\u{C}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\"": "\\\""
        case "\\": "\\\\"
        case ..."\u{F}": "\\u000" + String(scalar.value, radix: 16)
        case ..."\u{1F}": "\\u00" + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }
}
