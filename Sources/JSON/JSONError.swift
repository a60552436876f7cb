/// Why bytes are no JSON, and where. Never holds the bytes themselves: they may be a message's text.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of fault.
    package enum Code: String, Sendable {
        case unexpectedEnd = "unexpected-end"
        case unexpectedByte = "unexpected-byte"
        case badNumber = "bad-number"
        case badLiteral = "bad-literal"
        case badEscape = "bad-escape"
        case controlCharacter = "control-character"
        case notUTF8 = "not-utf8"
        case tooDeep = "too-deep"
        case trailingBytes = "trailing-bytes"
    }

    /// The kind of fault.
    package var code: Code
    /// What is wrong, in words.
    package var message: String
    /// The line, from 1.
    package var line: Int
    /// The column, from 1, in characters (Unicode scalars) and not in bytes: what an editor shows.
    package var column: Int
    /// The place from the input's beginning, from 0.
    package var byteOffset: Int

    /// What an operator reads.
    package var description: String { "\(message) at line \(line), column \(column) (byte \(byteOffset))" }

    /// A fault at `offset` of `bytes`.
    init(_ code: Code, _ message: String, in bytes: [UInt8], at offset: Int) {
        self.code = code
        self.message = message
        byteOffset = offset
        line = 1
        column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }
}
