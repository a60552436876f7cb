import Bytes
import CSimdJSON

extension EventReader {
    /// The value of a field that must be there.
    func required<Value>(_ field: Field, _ found: Found<Value>) throws(Poison) -> Value {
        switch found {
        case .value(let value): return value
        case .flawed(let flaw): throw Poison(flaw, of: field)
        }
    }

    /// The value of a field that may be absent; whatever is wrong with it is counted and no more: nobody loses a
    /// message over a bad caption.
    func optional<Value>(_ found: Found<Value>) -> Value? {
        switch found {
        case .value(let value): return value
        case .flawed(.absent): return nil
        case .flawed:
            invalidFields &+= 1
            return nil
        }
    }

    /// A string that keeps `rule`.
    func text(_ field: Field, _ rule: TextRule, in members: Members) throws(Poison) -> Found<ByteView> {
        guard let token = members[field] else { return .absent }
        guard token.isString else { return .flawed(token.otherType) }
        let (text, zeros) = try string(token)
        // A subject's U+0000 is a byte below 0x20 first, and only then what Postgres can't keep.
        guard rule.admits(text), zeros == 0 || rule != .subject else { return .flawed(.range) }
        return .value(text)
    }

    /// A time.
    func time(_ field: Field, in members: Members) throws(Poison) -> Found<Int64> {
        switch try text(field, .any, in: members) {
        case .value(let text): EventTimestamp.microseconds(of: text).map { .value($0) } ?? .flawed(.range)
        case .flawed(let flaw): .flawed(flaw)
        }
    }

    /// A status.
    func status(_ field: Field, in members: Members) throws(Poison) -> Found<MessageStatus> {
        switch try text(field, .any, in: members) {
        case .value(let text): MessageStatus(text).map { .value($0) } ?? .flawed(.range)
        case .flawed(let flaw): .flawed(flaw)
        }
    }

    /// True or false.
    func flag(_ field: Field, in members: Members) -> Found<Bool> {
        guard let token = members[field] else { return .absent }
        switch token.kind {
        case .true: return .value(true)
        case .false: return .value(false)
        case .null: return .flawed(.null)
        default: return .flawed(.type)
        }
    }

    /// A plain integer in `range`: `1.0` and `1e3` are none.
    func integer(_ field: Field, _ range: ClosedRange<Int64>, in members: Members) -> Found<Int64> {
        guard let token = members[field] else { return .absent }
        guard token.kind == .integer else { return .flawed(token.otherType) }
        guard let number = token.integer, range ~= number else { return .flawed(.range) }
        return .value(number)
    }

    /// An object's members; `found` gets them. Another type is a flaw.
    func object(_ field: Field, wanted: FieldSet, in members: Members) throws(Poison) -> Found<Members> {
        guard let token = members[field] else { return .absent }
        guard token.isObject else { return .flawed(token.otherType) }
        return .value(try document.object(at: token.place, .inner, wanted: wanted))
    }
}
