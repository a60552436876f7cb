/// Why schemas can't be used: something beyond the subset, or a reference to nothing.
package struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it stands: `name.json#/pointer`.
    package var place: String
    /// What is wrong, in words.
    package var message: String

    /// What an operator reads.
    package var description: String { "\(place): \(message)" }
}
