/// Why a record is no event of the contract.
///
/// The detail names the field and the rule and never repeats what stood there: dead letters keep the bytes, logs must
/// not.
package struct Poison: Error, Hashable, Sendable {
    /// The class of the fault, as `dead_letters.reason` spells it.
    package enum Reason: String, CaseIterable, Sendable {
        case invalidJSON = "invalid-json"
        case invalidEvent = "invalid-event"
        case tooLarge = "too-large"
    }

    /// What is wrong with a value.
    enum Problem: Hashable, Sendable {
        /// It must be there and isn't, or it is and breaks its rule.
        case flaw(Flaw, of: Field)
        /// The bytes are not JSON; the offset is negative where it isn't known.
        case syntax(fault: String, offset: Int64)
        /// It has more bytes than the limit.
        case size(bytes: Int, limit: Int)
    }

    /// The class of the fault.
    package let reason: Reason
    /// What is wrong.
    let problem: Problem

    /// The field at fault, as the contract calls it; nil where it is the whole value.
    package var field: String? {
        guard case .flaw(_, let field) = problem else { return nil }
        return field.name
    }

    /// A sentence for whoever has to find the producer.
    package var detail: String {
        switch problem {
        case .flaw(let flaw, let field):
            return "`\(field.name)` \(flaw.text); it must be \(field.rule)"
        case .syntax(let fault, let offset):
            return "the value is not JSON: \(fault)\(offset < 0 ? "" : " (at byte \(offset))")"
        case .size(let bytes, let limit):
            return "the value has \(bytes) bytes; ZAPLINE_MAX_EVENT_BYTES allows \(limit)"
        }
    }
}

/// What can be wrong with a field.
enum Flaw: UInt8, Hashable, Sendable {
    case absent, null, type, range

    /// In words.
    var text: String {
        switch self {
        case .absent: "is required and absent"
        case .null: "is required and null"
        case .type: "has another type"
        case .range: "is out of range"
        }
    }
}

extension Poison {
    /// A required field's flaw.
    init(_ flaw: Flaw, of field: Field) { self.init(reason: .invalidEvent, problem: .flaw(flaw, of: field)) }
}
