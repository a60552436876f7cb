/// How many columns of a terminal a text takes, and how to cut it to fewer.
package enum DisplayWidth {
    /// The columns of a text.
    package static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

    /// The text with what could reach the terminal as a command made visible: what comes from outside must not.
    package static func printable(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            let isSafe = character.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                    && !(0x2028...0x202E).contains(scalar.value)
                    && !(0x2066...0x2069).contains(scalar.value)
            }
            result += isSafe ? String(character) : "\u{FFFD}"
        }
    }

    /// The text, or its beginning and an ellipsis where it takes more than `width` columns.
    package static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        var result = ""
        var used = 0
        for character in text {
            guard used + of(character) <= width - 1 else { break }
            result.append(character)
            used += of(character)
        }
        return result + "…"
    }

    /// Two for East Asian wide characters and pictures, none for what only combines.
    private static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .format {
            return 0
        }
        let isPicture =
            scalar.properties.isEmojiPresentation || character.unicodeScalars.contains { $0.value == 0xFE0F }
        return isPicture || wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// Source: https://www.unicode.org/reports/tr11/, the blocks whose default is W, and the fullwidth forms.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x20000...0x3FFFD,
    ]
}
