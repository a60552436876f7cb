/// `{"time":…,"level":…,"message":…,"label":…,"kafka.topic":…}`: what collectors take without a parser of their own.
enum JSONLine {
    /// Names that the entry's own parts have; a field of such a name is written with an underscore in front.
    private static let reserved: Set<String> = ["time", "level", "message", "label"]

    static func line(_ entry: LogEntry) -> [UInt8] {
        var output = JSONText()
        output.raw("{")
        output.member("time", entry.time.rfc3339, first: true)
        output.member("level", entry.level.rawValue)
        output.member("message", entry.message)
        output.member("label", entry.label)
        for field in entry.distinctFields {
            output.raw(",")
            output.string(reserved.contains(field.key.name) ? "_" + field.key.name : field.key.name)
            output.raw(":")
            output.value(field.value)
        }
        output.raw("}")
        return output.bytes
    }
}

/// JSON as text, for lines and small bodies; a value tree would be more than they need.
package struct JSONText: Sendable {
    /// What was written.
    package private(set) var bytes: [UInt8] = []

    /// Nothing yet.
    package init() {}

    /// Adds syntax.
    package mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Adds a member whose value is text.
    package mutating func member(_ name: String, _ value: String, first: Bool = false) {
        if !first { raw(",") }
        string(name)
        raw(":")
        string(value)
    }

    /// Adds a string. Beyond what RFC 8259 asks for, U+007F and the line separators are escaped, since a line must
    /// stay one.
    package mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": raw("\\\"")
            case "\\": raw("\\\\")
            case "\n": raw("\\n")
            case "\r": raw("\\r")
            case "\t": raw("\\t")
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || (0x2028...0x2029).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                raw("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a field's value; a number that JSON doesn't know (NaN, infinity) goes as text.
    package mutating func value(_ value: LogValue) {
        switch value {
        case .string(let text): string(text)
        case .integer(let number): raw(String(number))
        case .number(let number): number.isFinite ? raw(number.description) : string(number.description)
        case .bool(let flag): raw(flag ? "true" : "false")
        case .duration(let duration): raw(duration.seconds.description)
        case .redacted: string("[redacted]")
        case .list(let values):
            raw("[")
            for (index, element) in values.enumerated() {
                if index > 0 { raw(",") }
                self.value(element)
            }
            raw("]")
        }
    }
}
