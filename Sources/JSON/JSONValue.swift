/// A JSON value as a tree, for everything that isn't the consumers' data path: publishing, gateways' payloads, the
/// tools.
///
/// Nothing is lost on the way: numbers keep the text they stood in, objects their order and their duplicate names.
/// Equality is of that text too, so `1.0` isn't `1`.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A name and its value in an object.
    package struct Member: Hashable, Sendable {
        /// The name, escapes resolved.
        package var name: String
        /// What stands under it.
        package var value: JSONValue

        /// A member of an object.
        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

extension JSONValue {
    /// An integer as JSON writes it.
    package static func integer(_ number: some BinaryInteger) -> JSONValue { .number(String(number)) }

    /// The value of the first member of that name, which is the one that counts; nil where this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The element at that place; nil where this is no array, or a shorter one.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of a string.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A truth value.
    package var bool: Bool? {
        guard case .bool(let truth) = self else { return nil }
        return truth
    }

    /// A number written as a plain integer, digits and a sign alone: `1.0` and `1e3` are none, nor is what 64 bits
    /// can't hold.
    package var int64: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    /// A number as the nearest double; nil where it is past a double's range.
    package var double: Double? {
        guard case .number(let text) = self, let number = Double(text), number.isFinite else { return nil }
        return number
    }

    /// The elements of an array.
    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object, in order, duplicates too.
    package var object: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// True for `null`, which is a value and not the absence of one.
    package var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }
}
