/// One way in which a value breaks its schema. Holds nothing of the value itself, which may be a message's text.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// The place in the value, as a JSON pointer (RFC 6901); empty for the whole.
    package var pointer: String
    /// The keyword's place: `name.json#/pointer`.
    package var schema: String
    /// The keyword that is broken; empty where the schema is `false`.
    package var keyword: String
    /// What is wrong, for people. Of the value it tells its kind at most, so `schema` and `message` name a kind of
    /// violation.
    package var message: String
    /// The name of the member that `required` asks for in vain.
    package var missing: String?

    /// What an operator reads.
    package var description: String { "\(pointer.isEmpty ? "the value" : pointer) \(message) (\(schema))" }
}
