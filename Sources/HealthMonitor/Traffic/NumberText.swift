/// Lists of integers as text, in base 36 with spaces between: a third of what `jsonb` makes of an array, since a session's memory is
/// written every few seconds.
enum NumberText {
    private static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    /// The text of a list.
    static func text(_ numbers: [Int64]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * 4)
        for number in numbers {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
            if number < 0 { bytes.append(UInt8(ascii: "-")) }
            let start = bytes.count
            var rest = number.magnitude
            repeat {
                bytes.append(digits[Int(rest % 36)])
                rest /= 36
            } while rest > 0
            bytes[start...].reverse()
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The list of a text; what is no number ends it.
    static func numbers(_ text: String?) -> [Int64] {
        var numbers: [Int64] = []
        for word in (text ?? "").split(separator: " ") {
            guard let number = Int64(word, radix: 36) else { break }
            numbers.append(number)
        }
        return numbers
    }
}
