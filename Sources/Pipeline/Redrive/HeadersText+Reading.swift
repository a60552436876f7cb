import JSON

extension HeadersText {
    /// The headers that `write` made the text of; nil where it is no such text.
    package static func read(_ text: String) -> [StoredRecord.Header]? {
        guard let pairs = try? JSONValue(parsing: text).array else { return nil }
        var headers: [StoredRecord.Header] = []
        for pair in pairs {
            guard let parts = pair.array, parts.count == 2, let name = bytes(parts[0]) else { return nil }
            if parts[1] == .null {
                headers.append(StoredRecord.Header(name: name, value: nil))
            } else {
                guard let value = bytes(parts[1]) else { return nil }
                headers.append(StoredRecord.Header(name: name, value: value))
            }
        }
        return headers
    }

    private static func bytes(_ value: JSONValue) -> [UInt8]? {
        if let text = value.string { return Array(text.utf8) }
        return value["base64"]?.string.flatMap(decode)
    }

    /// RFC 4648 §4, with padding.
    private static func decode(_ text: String) -> [UInt8]? {
        let letters = Array(text.utf8.prefix { $0 != UInt8(ascii: "=") })
        guard text.utf8.count % 4 == 0, text.utf8.count - letters.count <= 2 else { return nil }
        var (bits, count): (UInt32, Int) = (0, 0)
        var result: [UInt8] = []
        for letter in letters {
            guard let digit = digit(letter) else { return nil }
            (bits, count) = (bits << 6 | digit, count + 6)
            guard count >= 8 else { continue }
            count -= 8
            result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return result
    }

    private static func digit(_ letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
