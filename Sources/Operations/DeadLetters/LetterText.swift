internal import JSON
internal import Service

/// Bytes as people can read them.
enum LetterText {
    /// The text, where the bytes are UTF-8.
    static func utf8(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }

    /// The text line by line, fit for a terminal; else a hex dump.
    static func lines(_ bytes: [UInt8]) -> [String] {
        guard let text = utf8(bytes) else { return dump(bytes) }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayWidth.printable(String($0)) }
    }

    /// Sixteen bytes a line, with their place and what of them is ASCII.
    static func dump(_ bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let line = bytes[start..<min(start + 16, bytes.count)]
            let digits = line.map(hex).joined(separator: " ")
            let padding = String(repeating: " ", count: 47 - digits.count)
            let text = line.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
            return "\(hex(UInt8(start >> 24 & 255)))\(hex(UInt8(start >> 16 & 255)))\(hex(UInt8(start >> 8 & 255)))"
                + "\(hex(UInt8(start & 255)))  \(digits)\(padding)  \(text)"
        }
    }

    /// A string, or an object that says that it is none: as the archive writes headers.
    static func json(_ bytes: [UInt8]?) -> JSONValue {
        guard let bytes else { return .null }
        return utf8(bytes).map { .string($0) } ?? ["base64": .string(base64(bytes))]
    }

    /// RFC 4648 §4, with padding.
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                result.append(
                    place <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
