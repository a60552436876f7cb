/// How long a session may be in a state before that is worth a word.
package struct SessionRules: Hashable, Sendable {
    /// How long a code may wait for somebody to scan it.
    package var scanning: Int64 = 5 * Span.minute
    /// How long a start may take otherwise.
    package var connecting: Int64 = 5 * Span.minute
    /// How long a connected session may give no sign of life.
    package var silence: Int64 = 15 * Span.minute

    /// The usual lengths.
    package init() {}
}
