package import JSON

/// Why a verdict is not better than it is.
package struct Reason: Hashable, Sendable {
    /// A word that stays the same from version to version: alerts and runbooks go by it.
    package let code: ReasonCode
    /// A sentence for people.
    package let text: String
    /// The figures behind it.
    package let facts: JSONValue

    /// A reason.
    package init(_ code: ReasonCode, _ text: String, facts: JSONValue = [:]) {
        self.code = code
        self.text = text
        self.facts = facts
    }

    /// As `reasons` has it.
    package var json: JSONValue { ["code": .string(code.rawValue), "text": .string(text), "facts": facts] }
}
