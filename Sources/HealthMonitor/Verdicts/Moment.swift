import Events
import JSON

/// Points in time are microseconds since the Unix epoch everywhere in this module, as in events.
package typealias Moment = Int64

/// Lengths of time in the same unit.
enum Span {
    static let millisecond: Int64 = 1_000
    static let second: Int64 = 1_000_000
    static let minute: Int64 = 60 * second
    static let hour: Int64 = 60 * minute
    static let day: Int64 = 24 * hour
}

extension JSONValue {
    /// A point in time as RFC 3339; null where there is none.
    static func time(_ moment: Moment?) -> JSONValue { moment.map { .string(EventTime.text($0)) } ?? .null }

    /// A text; null where there is none.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A number; null where there is none.
    static func number(_ number: Int64?) -> JSONValue { number.map { .integer($0) } ?? .null }
}
