import Events
import JSON

extension JSONValue {
    /// An object of those members that have a value.
    static func fields(_ pairs: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(pairs.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// A string, or nothing.
    static func text(_ text: String?) -> JSONValue? { text.map(JSONValue.string) }

    /// A string that says something, or nothing.
    static func word(_ text: String?) -> JSONValue? { text.flatMap { $0.isEmpty ? nil : .string($0) } }

    /// An address, or nothing.
    static func address(_ address: Address?) -> JSONValue? { address.map { .string($0.text) } }

    /// A truth value, or nothing.
    static func flag(_ truth: Bool?) -> JSONValue? { truth.map(JSONValue.bool) }

    /// A time as RFC 3339, or nothing.
    static func time(_ microseconds: Int64?) -> JSONValue? { microseconds.map { .string(EventTime.text($0)) } }

    /// The value unless it is null, as so many gateways write for what they don't know.
    var present: JSONValue? { isNull ? nil : self }

    /// The text of a string that isn't empty.
    var word: String? { string.flatMap { $0.isEmpty ? nil : $0 } }

    /// A string of an id's length or a whole number, as text: for ids that are now one, now the other.
    var label: String? {
        guard let text = string ?? int64.map({ String($0) }) else { return nil }
        return (1...255).contains(text.utf8.count) ? text : nil
    }

    /// The value at a path of names.
    func at(_ path: String...) -> JSONValue? { at(path) }

    /// The value at a path of names.
    func at(_ path: [String]) -> JSONValue? {
        path.reduce(self as JSONValue?) { value, name in value?[name] }
    }
}
