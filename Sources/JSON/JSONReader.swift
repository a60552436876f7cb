/// Reads JSON values one after the other: one document, NDJSON, or documents that merely follow each other.
///
/// Strict RFC 8259 in UTF-8: no comments, no trailing commas, no `NaN`, no byte order mark. It walks the bytes with a
/// stack of its own, so no input overflows the thread's; `depthLimit` is there because a tree is freed and compared by
/// recursion.
package struct JSONReader {
    /// How deep arrays and objects may stand in each other. The contract promises nothing beyond 1,000.
    package static let depthLimit = 1_024

    let bytes: [UInt8]
    /// Where the next value is looked for; after a value, the byte behind it.
    package private(set) var offset: Int
    private var open: [Container] = []

    /// A reader of `bytes` from `offset` on.
    package init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = min(max(offset, 0), bytes.count)
    }

    /// The next value, or nil where nothing but white space is left. After an error `offset` is where the faulty value
    /// began.
    package mutating func next() throws(JSONError) -> JSONValue? {
        skipWhiteSpace()
        guard offset < bytes.count else { return nil }
        let start = offset
        do {
            return try value()
        } catch {
            offset = start
            open.removeAll()
            throw error
        }
    }

    /// Goes to the line after the one that `offset` is in: how NDJSON goes on behind a bad line.
    package mutating func skipLine() {
        let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n"))
        offset = end.map { $0 + 1 } ?? bytes.count
    }

    /// Throws unless only white space is left.
    mutating func expectEnd() throws(JSONError) {
        skipWhiteSpace()
        guard offset >= bytes.count else { throw fault(.trailingBytes, "something follows the value") }
    }
}

/// An array or object that isn't closed yet.
private struct Container {
    var isObject: Bool
    var elements: [JSONValue] = []
    var members: [JSONValue.Member] = []
    var name = ""

    mutating func add(_ value: JSONValue) {
        if isObject { members.append(JSONValue.Member(name: name, value: value)) } else { elements.append(value) }
    }

    var closed: JSONValue { isObject ? .object(members) : .array(elements) }
}

extension JSONReader {
    /// Reads a value of any depth: each turn begins one value, and then closes whatever ends with it.
    private mutating func value() throws(JSONError) -> JSONValue {
        while true {
            skipWhiteSpace()
            guard let begun = try beginValue() else { continue }
            if let whole = try finish(begun) { return whole }
        }
    }

    /// A scalar or an empty container, or nil after the opening of one that has something in it.
    private mutating func beginValue() throws(JSONError) -> JSONValue? {
        switch peek {
        case UInt8(ascii: "{"): return try beginContainer(isObject: true, close: UInt8(ascii: "}"))
        case UInt8(ascii: "["): return try beginContainer(isObject: false, close: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("a value")
        }
    }

    private mutating func beginContainer(isObject: Bool, close: UInt8) throws(JSONError) -> JSONValue? {
        guard open.count < Self.depthLimit else {
            throw fault(.tooDeep, "more than \(Self.depthLimit) arrays and objects stand in each other")
        }
        advance()
        skipWhiteSpace()
        if peek == close {
            advance()
            return isObject ? .object([]) : .array([])
        }
        open.append(Container(isObject: isObject))
        if isObject { try memberName() }
        return nil
    }

    /// Puts a value where it belongs and closes what ends behind it; the outermost value once nothing is open.
    private mutating func finish(_ begun: JSONValue) throws(JSONError) -> JSONValue? {
        var value = begun
        while !open.isEmpty {
            let isObject = open[open.count - 1].isObject
            open[open.count - 1].add(value)
            skipWhiteSpace()
            if peek == UInt8(ascii: ",") {
                advance()
                skipWhiteSpace()
                if isObject { try memberName() }
                return nil
            }
            guard peek == UInt8(ascii: isObject ? "}" : "]") else {
                throw unexpected(isObject ? "a comma or a closing brace" : "a comma or a closing bracket")
            }
            advance()
            value = open.removeLast().closed
        }
        return value
    }

    /// Reads `"name":` into the innermost object.
    private mutating func memberName() throws(JSONError) {
        guard peek == UInt8(ascii: "\"") else { throw unexpected("a member's name in quotes") }
        open[open.count - 1].name = try string()
        skipWhiteSpace()
        guard peek == UInt8(ascii: ":") else { throw unexpected("a colon") }
        advance()
    }
}

extension JSONReader {
    /// The byte at `offset`; 0, which begins no token, at the end.
    var peek: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    /// One byte on.
    mutating func advance(by count: Int = 1) { offset += count }

    /// JSON's own four; no other blank is one.
    mutating func skipWhiteSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    /// A fault at `offset`, or at `place`.
    func fault(_ code: JSONError.Code, _ message: String, at place: Int? = nil) -> JSONError {
        JSONError(code, message, in: bytes, at: place ?? offset)
    }

    /// A fault that says what should have stood here.
    func unexpected(_ wanted: String) -> JSONError {
        guard offset < bytes.count else { return fault(.unexpectedEnd, "the input ends where \(wanted) should be") }
        return fault(.unexpectedByte, "\(wanted) should be here")
    }
}
