/// `2026-11-23T10:00:00.123456Z INFO  archiver: batch committed kafka.topic=whatsapp.messages records=512`
///
/// What comes from outside is quoted where it holds anything but plain characters, so that no value can forge a line or
/// reach the terminal as an escape sequence.
struct TextLine {
    let colours: Bool

    func line(_ entry: LogEntry) -> [UInt8] {
        let level = entry.level.rawValue.uppercased()
        let padding = String(repeating: " ", count: max(0, 8 - level.count))
        var text =
            coloured(entry.time.rfc3339, "2") + " " + coloured(level, Self.colour(of: entry.level)) + padding + " "
        text += entry.label + ": " + coloured(entry.message, "1")
        for field in entry.distinctFields {
            text += " " + coloured(field.key.name + "=", "2") + Self.text(of: field.value)
        }
        return Array(text.utf8)
    }

    private func coloured(_ text: String, _ code: String) -> String {
        colours ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private static func colour(of level: LogLevel) -> String {
        switch level {
        case .trace, .debug: "2"
        case .info: "32"
        case .notice: "36"
        case .warning: "33"
        case .error: "31"
        case .critical: "1;31"
        }
    }

    private static func text(of value: LogValue) -> String {
        switch value {
        case .string(let text): quotedIfNeeded(text)
        case .integer(let number): String(number)
        case .number(let number): number.description
        case .bool(let flag): flag ? "true" : "false"
        case .duration(let duration): "\(duration.seconds)s"
        case .redacted: "[redacted]"
        case .list(let values): "[" + values.map(text(of:)).joined(separator: ",") + "]"
        }
    }

    private static func quotedIfNeeded(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && !(0x7F...0xA0).contains(scalar.value) && scalar != "\"" && scalar != "="
                    && !(0x2028...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
            }
        if isPlain { return text }
        return "\"" + text.unicodeScalars.reduce(into: "") { $0 += escaped($1) } + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _
        where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value):
            "\\u{" + String(scalar.value, radix: 16) + "}"
        default: String(Character(scalar))
        }
    }
}
