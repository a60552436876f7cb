import JSON

/// The hash of a file as gateways write it, brought to the 64 lower-case hexadecimal digits that people compare.
enum SHA256Text {
    /// Reads hexadecimal digits, base 64, a list of bytes, and the two objects that JavaScript makes of bytes:
    /// `{"0":194,…}` and `{"type":"Buffer","data":[…]}`.
    static func hex(_ value: JSONValue?) -> String? {
        guard let bytes = bytes(value), bytes.count == 32 else { return nil }
        return bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    private static func bytes(_ value: JSONValue?) -> [UInt8]? {
        switch value {
        case .string(let text): hexBytes(text) ?? base64Bytes(text)
        case .array(let elements): all(elements)
        case .object(let members): value?["data"]?.array.map(all) ?? all(members.map(\.value))
        default: nil
        }
    }

    private static func all(_ elements: [JSONValue]) -> [UInt8]? {
        let bytes = elements.compactMap { $0.int64.flatMap(UInt8.init(exactly:)) }
        return bytes.count == elements.count ? bytes : nil
    }

    private static func hexBytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard text.utf8.count == 64, digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func base64Bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var held = 0
        for character in text.utf8.prefix(64) where character != UInt8(ascii: "=") {
            guard let value = base64Value(character) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        return bytes
    }

    private static func base64Value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
