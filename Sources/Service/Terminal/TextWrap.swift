/// Breaks text into lines of a width, between words.
package enum TextWrap {
    /// The lines, the first behind `first`, the others behind `rest`. A word longer than a line stands alone on one.
    package static func wrap(_ text: String, width: Int, first: String = "", rest: String = "") -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if !isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
                lines.append(line)
                line = rest
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [isEmpty ? String(line.reversed().drop { $0 == " " }.reversed()) : line]
    }
}
