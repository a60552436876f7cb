package import Bytes

/// Why a message failed, as its gateway says it (`error.code`): the first 16 bytes of the code, inline.
///
/// What isn't printable ASCII becomes `?`: it is a name among facts, and codes are numbers and words.
package struct FailureCode: Hashable, Sendable {
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    /// The code of a failure that has none.
    package static let none = FailureCode(ByteView("none"))
    /// What failures are counted under that find no room of their own.
    package static let other = FailureCode(ByteView("other"))

    /// A code; nil or an empty one is `none`.
    package init(_ text: ByteView?) {
        let given = text ?? .empty
        let text = given.isEmpty ? ByteView("none") : given
        for place in 0..<16 {
            let byte = text[place]
            let isPrintable = 0x21...0x7E ~= byte || place >= text.count
            push(isPrintable ? byte : UInt8(ascii: "?"))
        }
    }

    /// A code as it was stored.
    init(_ text: String) {
        for byte in (Array(text.utf8) + Array(repeating: 0, count: 16)).prefix(16) { push(byte) }
    }

    /// A code as its words have it.
    init(words high: Int64, _ low: Int64) {
        (self.high, self.low) = (UInt64(bitPattern: high), UInt64(bitPattern: low))
    }

    /// Both words.
    var words: [Int64] { self == .none ? [0, 0] : [Int64(bitPattern: high), Int64(bitPattern: low)] }

    private mutating func push(_ byte: UInt8) {
        high = high << 8 | low >> 56
        low = low << 8 | UInt64(byte)
    }

    /// The code as a string. Allocates: not for the data path.
    package var text: String {
        let bytes = (0..<16).map { place -> UInt8 in
            let word = place < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - place % 8 * 8))
        }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
