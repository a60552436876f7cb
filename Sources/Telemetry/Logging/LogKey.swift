/// The name of a field: dotted, from the general to the particular, `kafka.topic` for example.
///
/// Keys that more than one place uses are declared once, as static members in the module that owns the word.
package struct LogKey: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name.
    package let name: String

    /// A key from its literal.
    package init(stringLiteral name: String) { self.name = name }

    /// What went wrong, in words.
    package static let error: LogKey = "error"
}
