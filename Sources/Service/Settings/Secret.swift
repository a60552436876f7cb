/// A text that no print, dump, log or error shows. Who needs it says so: `reveal`.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Hides a text.
    package init(_ text: String) { self.text = text }

    /// The text.
    package func reveal() -> String { text }

    /// Whether there is nothing to hide.
    package var isEmpty: Bool { text.isEmpty }

    /// Says that there is something.
    package var description: String { "[redacted]" }

    /// The same.
    package var debugDescription: String { description }

    /// Nothing to see.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
