internal import Events

extension TrafficText {
    /// Adds the text's UTF-8.
    func write(into bytes: inout [UInt8], _ times: inout SecondText) {
        switch self {
        case .plain(let text): bytes.append(contentsOf: text.utf8)
        case .address(let address):
            bytes.append(decimal: address.number)
            bytes.append(contentsOf: address.server.rawValue.utf8)
        case .messageID(let number):
            bytes.append(contentsOf: "3EB0".utf8)
            bytes.append(hexadecimal: number)
        case .number(let number): bytes.append(decimal: number)
        case .second(let second):
            bytes.append(contentsOf: times.text(second))
            bytes.append(UInt8(ascii: "Z"))
        case .words(let words): Vocabulary.write(words, into: &bytes)
        case .name(let number): Vocabulary.write(name: number, into: &bytes)
        }
    }
}

/// The RFC 3339 text of a second without its `Z`, remembered: most times of a stream are in the second of the one before.
struct SecondText {
    private var second = Int64.min
    private var bytes: [UInt8] = []

    mutating func text(_ second: Int64) -> [UInt8] {
        if second != self.second {
            self.second = second
            bytes = Array(EventTime.text(second &* 1_000_000).utf8.dropLast())
        }
        return bytes
    }
}

extension [UInt8] {
    /// Adds a number's digits.
    mutating func append(decimal number: UInt64, isNegative: Bool = false) {
        if isNegative { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Adds a number as sixteen hexadecimal digits.
    mutating func append(hexadecimal number: UInt64) {
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place) & 15)
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") - 10 + digit)
        }
    }

    /// Escapes what was added since `start` as JSON asks for; most texts have nothing to escape.
    mutating func escapeJSON(from start: Int) {
        guard self[start...].contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else { return }
        let raw = Array(self[start...])
        removeSubrange(start...)
        for byte in raw {
            if byte == 0x0A {
                append(contentsOf: "\\n".utf8)
            } else {
                if byte == 0x22 || byte == 0x5C { append(0x5C) }
                append(byte)
            }
        }
    }
}
