import Bytes

/// What the contract asks of a string, beyond being one. Lengths are those of the UTF-8 that it means, not of how it
/// is escaped.
enum TextRule {
    /// Nothing.
    case any
    /// Not empty.
    case some
    /// An id or address: 1 to 255 bytes.
    case address
    /// An instance's name: 1 to 255 bytes, none below 0x20, no 0x7F.
    case subject
    /// An address of digits.
    case digits

    /// Whether `text` keeps the rule.
    func admits(_ text: ByteView) -> Bool {
        switch self {
        case .any: true
        case .some: !text.isEmpty
        case .address: 1...255 ~= text.count
        case .subject: 1...255 ~= text.count && Self.all(text) { $0 >= 0x20 && $0 != 0x7F }
        case .digits: 1...255 ~= text.count && Self.all(text) { $0 &- UInt8(ascii: "0") <= 9 }
        }
    }

    /// Whether every byte is as `predicate` wants it.
    private static func all(_ text: ByteView, _ predicate: (UInt8) -> Bool) -> Bool {
        unsafe text.withBytes { bytes in unsafe bytes.allSatisfy(predicate) }
    }
}
