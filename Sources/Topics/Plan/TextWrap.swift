/// Breaks text at spaces, for terminals and for logs of CI that are 80 columns wide.
enum TextWrap {
    /// The lines of `text`, the first indented by `indent`, the others by two more; a word that is longer than a line stays whole.
    static func lines(_ text: String, indent: Int, width: Int = 80) -> [String] {
        let first = String(repeating: " ", count: indent)
        // The sign or the two spaces that an entry begins with are no word to break after.
        let lead = text.prefix { $0 == " " }
        var lines: [String] = []
        var line = first + lead
        var isBare = true
        for word in text.dropFirst(lead.count).split(separator: " ") {
            if !isBare, line.count + 1 + word.count > width {
                lines.append(line)
                line = first + "  " + word
            } else {
                line += (isBare ? "" : " ") + word
                isBare = false
            }
        }
        return lines + [line]
    }
}
