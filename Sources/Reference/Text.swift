/// A string as the tables hold and compare it: by its UTF-8 bytes.
///
/// Swift's own `==` and `<` follow canonical equivalence, which takes `é` and `e` + U+0301 for one string; the
/// database doesn't, and two instances may be named so.
package struct Text: Hashable, Sendable {
    /// The characters.
    package let string: String

    /// The text of `string`, byte for byte.
    package init(_ string: String) {
        self.string = string
    }

    /// The text that stands in the database for `string`: U+0000, which Postgres can't hold, becomes U+FFFD.
    package init(stored string: String) {
        guard string.utf8.contains(0) else {
            self.string = string
            return
        }
        self.string = String(String.UnicodeScalarView(string.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
    }

    /// Whether Swift knows the text to be ASCII, where its order is the bytes'.
    private var isASCII: Bool { string.utf8Span.isKnownASCII }

    /// The length that the contract's limits speak of.
    package var byteCount: Int { string.utf8.count }

    /// Whether the bytes are equal. What Swift's `==` tells apart differs in bytes too, and in ASCII it tells all apart.
    package static func == (left: Text, right: Text) -> Bool {
        guard left.string == right.string else { return false }
        return left.isASCII && right.isASCII || left.string.utf8.elementsEqual(right.string.utf8)
    }

    /// Equal bytes are equal strings, so Swift's hash serves.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(string)
    }

    /// Whether the first bytes are those of `prefix`; `String.hasPrefix` would look at whole characters.
    package func hasPrefix(_ prefix: String) -> Bool {
        String(string.utf8.prefix(prefix.utf8.count)).map { Text($0) == Text(prefix) } ?? false
    }

    /// What follows `prefix`, nil where the text doesn't begin with it.
    package func dropping(prefix: String) -> String? {
        hasPrefix(prefix) ? String(string.utf8.dropFirst(prefix.utf8.count)) : nil
    }

    /// Whether the last bytes are those of `suffix`.
    package func hasSuffix(_ suffix: String) -> Bool {
        String(string.utf8.suffix(suffix.utf8.count)).map { Text($0) == Text(suffix) } ?? false
    }
}

extension Text: Comparable {
    /// The order of the bytes, which in ASCII is Swift's own.
    package static func < (left: Text, right: Text) -> Bool {
        if left.isASCII, right.isASCII { return left.string < right.string }
        return left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }
}

extension Text: ExpressibleByStringLiteral {
    /// The text of a literal.
    package init(stringLiteral value: String) {
        self.init(value)
    }
}

extension Text: CustomStringConvertible {
    /// The characters.
    package var description: String { string }
}
