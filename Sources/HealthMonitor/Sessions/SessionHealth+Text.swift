import Bytes

/// What gateways say in words of their own.
extension SessionHealth {
    /// More bytes of it are no use to anybody, and a record of the health topic has only so much room.
    static let longestText = 500

    /// The text without U+0000, which no `jsonb` holds, and cut where it is long.
    static func text(_ view: ByteView) -> String {
        // A character that is cut off here is cut away below.
        let head = view.count > longestText + 4 ? view.slice(from: 0, count: longestText + 4) : view
        return bounded(withoutZeros(head.string))
    }

    /// The same of a text that was remembered; one that was cut stays as it is.
    static func bounded(_ text: String) -> String {
        guard text.utf8.count > longestText + "…".utf8.count else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: longestText)
        // No byte of the form 10xxxxxx begins a character.
        while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
        return text[..<end] + "…"
    }

    static func withoutZeros(_ text: String) -> String {
        text.utf8.contains(0)
            ? text.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\u{FFFD}") : text
    }
}
