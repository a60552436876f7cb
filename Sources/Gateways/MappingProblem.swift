/// Why a payload can't be mapped. Names the field and never its value, which may be a message or a secret.
package struct MappingProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of problem.
    package enum Code: String, Sendable {
        case missingEvent = "missing-event"
        case unknownEvent = "unknown-event"
        case missingInstance = "missing-instance"
        case badInstance = "bad-instance"
        case missingField = "missing-field"
        case badField = "bad-field"
    }

    /// The kind of problem.
    package var code: Code
    /// The field in question, by its path in the payload; empty where it is the payload as such.
    package var field: String
    /// A sentence for the operator.
    package var reason: String

    /// The same as `reason`.
    package var description: String { reason }
}

extension MappingProblem {
    static let missingEvent = MappingProblem(
        code: .missingEvent, field: "event", reason: "The payload doesn't say which event it is; name it.")
    static let missingInstance = MappingProblem(
        code: .missingInstance, field: "instance",
        reason: "The payload doesn't say which instance it belongs to; name it.")
    static let badInstance = MappingProblem(
        code: .badInstance, field: "instance",
        reason: "An instance's name has 1 to 255 bytes and no control characters; this one doesn't.")

    static func unknownEvent(_ gateway: Gateway) -> MappingProblem {
        MappingProblem(
            code: .unknownEvent, field: "event", reason: "This is no event of \(gateway.rawValue) that we know.")
    }

    static func missing(_ field: String) -> MappingProblem {
        MappingProblem(
            code: .missingField, field: field, reason: "The payload has no \(field), without which it can't be mapped.")
    }

    static func bad(_ field: String, _ wanted: String) -> MappingProblem {
        MappingProblem(code: .badField, field: field, reason: "The payload's \(field) is not \(wanted).")
    }
}
