package import Bytes

/// A record's headers as the archive keeps them (contract §4): a JSON array of `[name, value]` in order, a value being a string,
/// `null`, or `{"base64": …}` where it isn't UTF-8.
package enum HeadersText {
    /// Writes the array; false and nothing written where the record has no headers.
    package static func write(_ headers: PackedHeaders, into text: inout ByteBuffer) -> Bool {
        guard !headers.isEmpty else { return false }
        text.append(UInt8(ascii: "["))
        // The closure may not take the buffer along, so the pairs are gathered first; records have few.
        var pairs: [(ByteView, ByteView?)] = []
        headers.forEach { name, value in pairs.append((name, value)) }
        for (place, pair) in pairs.enumerated() {
            if place > 0 { text.append(UInt8(ascii: ",")) }
            text.append(UInt8(ascii: "["))
            value(pair.0, into: &text)
            text.append(UInt8(ascii: ","))
            if let content = pair.1 { value(content, into: &text) } else { text.append("null") }
            text.append(UInt8(ascii: "]"))
        }
        text.append(UInt8(ascii: "]"))
        return true
    }

    private static func value(_ bytes: ByteView, into text: inout ByteBuffer) {
        if bytes.isValidUTF8 {
            string(bytes, into: &text)
        } else {
            text.append("{\"base64\":\"")
            base64(bytes, into: &text)
            text.append("\"}")
        }
    }

    /// A JSON string; U+0000 as an escape, which `text` takes and `jsonb` does not.
    private static func string(_ bytes: ByteView, into text: inout ByteBuffer) {
        text.append(UInt8(ascii: "\""))
        for index in 0..<bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0..<0x20:
                text.append("\\u00")
                text.append(hex(byte >> 4))
                text.append(hex(byte & 15))
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    /// RFC 4648 §4, with padding.
    private static func base64(_ bytes: ByteView, into text: inout ByteBuffer) {
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        let letters = ByteView(alphabet)
        var index = 0
        while index < bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            let present = min(3, bytes.count - index)
            for place in 0..<4 {
                let digit = Int(group >> UInt32(18 - 6 * place) & 63)
                text.append(place <= present ? letters[digit] : UInt8(ascii: "="))
            }
            index += 3
        }
    }
}
