extension JSONReader {
    /// Reads `word`, which must end as a word.
    mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let start = offset
        for character in word.description.utf8 {
            guard peek == character else { throw fault(.badLiteral, "only true, false and null are words", at: start) }
            advance()
        }
        guard !continuesWord(peek) else { throw fault(.badLiteral, "only true, false and null are words", at: start) }
        return value
    }

    /// Reads a number and keeps its text: `-`, digits without a needless zero, a fraction, an exponent.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        if peek == UInt8(ascii: "-") { advance() }
        if peek == UInt8(ascii: "0") { advance() } else { try digits(from: start) }
        if peek == UInt8(ascii: ".") {
            advance()
            try digits(from: start)
        }
        if peek | 0x20 == UInt8(ascii: "e") {
            advance()
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { advance() }
            try digits(from: start)
        }
        guard !continuesWord(peek) else { throw fault(.badNumber, "this is not how JSON writes a number", at: start) }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    /// Reads one digit or more.
    private mutating func digits(from start: Int) throws(JSONError) {
        let first = offset
        while UInt8(ascii: "0")...UInt8(ascii: "9") ~= peek { advance() }
        guard offset > first else { throw fault(.badNumber, "this is not how JSON writes a number", at: start) }
    }

    /// True for what can't follow a number or a word directly.
    private func continuesWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension JSONReader {
    /// Reads a string. One without escapes, and nearly all are, is checked and copied in one go.
    mutating func string() throws(JSONError) -> String {
        let start = offset
        advance()
        let plain = try plainRun()
        guard peek == UInt8(ascii: "\\") else {
            advance()
            return try validated(bytes[plain], from: start)
        }
        var text = Array(bytes[plain])
        while peek == UInt8(ascii: "\\") {
            try escape(into: &text)
            text.append(contentsOf: bytes[try plainRun()])
        }
        advance()
        return try validated(text[...], from: start)
    }

    /// Passes bytes up to the next quote or backslash; behind it one of the two is certain to stand.
    private mutating func plainRun() throws(JSONError) -> Range<Int> {
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return start..<offset }
            guard byte >= 0x20 else {
                throw fault(.controlCharacter, "a control character in a string must be escaped")
            }
            advance()
        }
        throw fault(.unexpectedEnd, "the input ends inside a string")
    }

    private func validated(_ text: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw fault(.notUTF8, "this string is not UTF-8", at: start)
        }
        return string
    }

    /// Reads an escape and adds what it means, as UTF-8.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = offset
        advance()
        guard offset < bytes.count else { throw fault(.unexpectedEnd, "the input ends inside a string") }
        let letter = peek
        advance()
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar(from: start)).utf8)
        default: throw fault(.badEscape, "no such escape", at: start)
        }
    }

    /// Reads the digits behind `\u`, and those of a second escape where the two are a surrogate pair. A surrogate alone
    /// is no character: it becomes U+FFFD, one for one, and what follows it stays.
    private mutating func scalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try fourDigits(from: start)
        guard 0xD800...0xDFFF ~= unit else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        guard unit < 0xDC00, peek == UInt8(ascii: "\\"), offset + 1 < bytes.count,
            bytes[offset + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let behindFirst = offset
        advance(by: 2)
        let second = try fourDigits(from: behindFirst)
        guard 0xDC00...0xDFFF ~= second else {
            advance(by: behindFirst - offset)
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (UInt32(unit - 0xD800) << 10) + UInt32(second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func fourDigits(from start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = hexValue(peek) else {
                throw fault(.badEscape, "four hexadecimal digits follow \\u", at: start)
            }
            unit = unit << 4 | digit
            advance()
        }
        return unit
    }

    private func hexValue(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
