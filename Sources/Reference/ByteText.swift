/// Bytes as the tables show them.
enum ByteText {
    /// A `bytea` as Postgres prints it: `\x` and two digits a byte.
    static func hexadecimal(_ bytes: [UInt8]) -> Text {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("\\x".utf8)
        text.reserveCapacity(2 + 2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return Text(String(decoding: text, as: UTF8.self))
    }

    /// RFC 4648 §4, with padding.
    static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            let characters = (0...group.count).map { digits[bits >> (18 - 6 * $0) & 63] }
            return String(characters) + String(repeating: "=", count: 3 - group.count)
        }.joined()
    }
}
