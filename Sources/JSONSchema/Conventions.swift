/// What values are held to where the standard counts or reads more loosely than whoever wrote the schemas.
package struct Conventions: Sendable {
    /// How long a string is, for `minLength` and `maxLength`.
    package var length: @Sendable (String) -> Int
    /// Whether an integer is digits and a sign alone: then `1.0` and `1e3` are none.
    package var hasPlainIntegers: Bool
    /// Whether a text is what `format: date-time` asks for.
    package var isDateTime: @Sendable (String) -> Bool

    /// Conventions of one's own.
    package init(
        length: @escaping @Sendable (String) -> Int, hasPlainIntegers: Bool,
        isDateTime: @escaping @Sendable (String) -> Bool
    ) {
        self.length = length
        self.hasPlainIntegers = hasPlainIntegers
        self.isDateTime = isDateTime
    }

    /// The standard's: lengths in characters, which are code points; `1.0` is an integer; times as RFC 3339 has them.
    package static let standard = Conventions(
        length: { $0.unicodeScalars.count }, hasPlainIntegers: false, isDateTime: DateTime.holds)
}
