/// Follows one JSON document byte by byte, just well enough to know where it ends and that it can't end well any more.
///
/// Numbers, literals and escapes are the parser's business, once the document is there as a whole.
struct JSONGrammar {
    /// What a byte did.
    enum Step: Hashable {
        /// The document goes on.
        case more
        /// It ends with this byte.
        case endsHere
        /// It ended before this byte.
        case endedBefore
        /// It is none.
        case fault(String)
    }

    private enum Awaited { case value, valueOrClose, nameOrClose, name, colon, commaOrClose }

    /// For each array or object that is open, whether it is an object.
    private var open: [Bool] = []
    private var awaited = Awaited.value
    private var isInScalar = false
    private var isInString = false
    private var isName = false
    private var isEscaped = false

    /// Takes the next byte.
    mutating func take(_ byte: UInt8) -> Step {
        if isInString { return takeInString(byte) }
        if isInScalar {
            if !Self.endsScalar(byte) { return .more }
            isInScalar = false
            if endValue() == .endsHere { return .endedBefore }
        }
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: return .more
        case UInt8(ascii: "\""): return beginString()
        case UInt8(ascii: "{"): return push(isObject: true)
        case UInt8(ascii: "["): return push(isObject: false)
        case UInt8(ascii: "}"): return pop(isObject: true, allowed: awaited == .nameOrClose || awaited == .commaOrClose)
        case UInt8(ascii: "]"):
            return pop(isObject: false, allowed: awaited == .valueOrClose || awaited == .commaOrClose)
        case UInt8(ascii: ","):
            guard awaited == .commaOrClose else { return .fault("a comma stands where none belongs") }
            awaited = open.last == true ? .name : .value
        case UInt8(ascii: ":"):
            guard awaited == .colon else { return .fault("a colon stands where none belongs") }
            awaited = .value
        default:
            guard awaitsValue else { return .fault("something stands where a name, a comma or the end belongs") }
            isInScalar = true
        }
        return .more
    }

    /// Whether what was taken would be whole if nothing followed: a bare number, for example.
    var isWholeAtEnd: Bool { isInScalar && open.isEmpty }

    private var awaitsValue: Bool { awaited == .value || awaited == .valueOrClose }

    private mutating func takeInString(_ byte: UInt8) -> Step {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte < 0x20 {
            return .fault("a string has a bare control character or line break in it")
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
            if isName { awaited = .colon } else { return endValue() }
        }
        return .more
    }

    private mutating func beginString() -> Step {
        isName = awaited == .name || awaited == .nameOrClose
        guard isName || awaitsValue else { return .fault("a string stands where a comma, a colon or the end belongs") }
        isInString = true
        return .more
    }

    private mutating func push(isObject: Bool) -> Step {
        guard awaitsValue else { return .fault("a value begins where a name, a comma or the end belongs") }
        open.append(isObject)
        awaited = isObject ? .nameOrClose : .valueOrClose
        return .more
    }

    private mutating func pop(isObject: Bool, allowed: Bool) -> Step {
        guard allowed, open.last == isObject else { return .fault("a bracket closes what isn't open") }
        open.removeLast()
        return endValue()
    }

    private mutating func endValue() -> Step {
        awaited = .commaOrClose
        return open.isEmpty ? .endsHere : .more
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }
}
