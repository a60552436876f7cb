/// A value that rides beside a statement, never in its text.
package enum Parameter: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral, ExpressibleByBooleanLiteral
{
    /// NULL.
    case null
    /// Text, in UTF-8 without U+0000.
    case text(String)
    /// A number, in the statement's own type.
    case integer(Int64)
    /// A truth value.
    case bool(Bool)
    /// Bytes.
    case bytea([UInt8])
    /// A `text[]`.
    case textArray([String])

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// The text form, nil for NULL.
    var text: String? {
        switch self {
        case .null: nil
        case .text(let text): text
        case .integer(let number): String(number)
        case .bool(let value): value ? "t" : "f"
        case .bytea(let bytes): "\\x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        case .textArray(let elements): "{" + elements.map(Self.quoted).joined(separator: ",") + "}"
        }
    }

    /// An array's element: quoted always, so that `NULL` and an empty string are themselves.
    private static func quoted(_ element: String) -> String {
        var result = "\""
        for character in element.unicodeScalars {
            if character == "\"" || character == "\\" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(character)
        }
        return result + "\""
    }
}
