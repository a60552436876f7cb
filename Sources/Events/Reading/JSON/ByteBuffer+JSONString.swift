import Bytes

extension ByteBuffer {
    /// Adds a JSON string as Postgres' `escape_json` writes it: `\b \f \n \r \t \" \\`, `\u00xx` for the other
    /// control characters, and the rest as it is.
    mutating func append(jsonString view: ByteView) {
        append(UInt8(ascii: "\""))
        var start = 0
        for index in 0..<view.count {
            let byte = view[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(view.slice(from: start, count: index - start))
            append(escaped: byte)
            start = index + 1
        }
        append(view.slice(from: start, count: view.count - start))
        append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        default:
            append("\\u00")
            append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }
}
