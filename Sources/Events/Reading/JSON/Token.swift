import Bytes
import CSimdJSON

/// One token of a document, as it stands there.
@safe
struct Token {
    private let raw: csj_token

    init(_ raw: csj_token) { unsafe self.raw = unsafe raw }

    /// What it is.
    var kind: csj_kind { unsafe raw.kind }
    /// A string's body between its quotes, escapes and all; of another token its text.
    var text: ByteView { unsafe ByteView(UnsafeRawBufferPointer(start: raw.text, count: Int(raw.length))) }
    /// A string with its quotes.
    var quoted: ByteView { unsafe ByteView(UnsafeRawBufferPointer(start: raw.text - 1, count: Int(raw.length) + 2)) }
    /// Whether an object begins.
    var isObject: Bool { kind == .objectBegin }
    /// Whether an array begins.
    var isArray: Bool { kind == .arrayBegin }
    /// Whether it is a string.
    var isString: Bool { kind == .string }
    /// What is wrong with it where something else is asked for.
    var otherType: Flaw { kind == .null ? .null : .type }
    /// Whether a string has a backslash in it.
    var isEscaped: Bool { unsafe raw.escaped }
    /// Where an object or array can be entered.
    var place: UInt32 { unsafe raw.place }

    /// The number that a plain integer token spells; nil for one past 64 bits.
    var integer: Int64? {
        let text = text
        let isNegative = text[0] == UInt8(ascii: "-")
        guard text.count <= 20 else { return nil }
        var result: Int64 = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            let digit = Int64(text[index] &- UInt8(ascii: "0"))
            let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
            let (next, carry) =
                isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            result = next
        }
        return result
    }
}

/// What an object gave of the fields that were asked for: the first member of each name.
@safe
struct Members {
    private let found: UInt64
    private let slots: UnsafePointer<csj_token>?

    init(found: UInt64, slots: UnsafePointer<csj_token>?) {
        self.found = found
        unsafe self.slots = unsafe slots
    }

    /// An empty object's.
    static var none: Members { unsafe Members(found: 0, slots: nil) }

    /// The value of `field`, valid until another object is read into the same slots.
    subscript(field: Field) -> Token? {
        guard has(field), let slots = unsafe slots else { return nil }
        return unsafe Token(slots[Int(field.rawValue)])
    }

    /// Whether it has `field`, be it null.
    func has(_ field: Field) -> Bool { found & 1 &<< UInt64(field.rawValue) != 0 }
}
