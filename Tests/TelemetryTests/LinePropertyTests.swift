import Telemetry
import TestSupport
import Testing

/// Reads back what a JSON line says, strictly: an object of strings, numbers and truth values.
private struct LineReader {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) { rest = Substring(text).unicodeScalars }

    /// The members in their order, or nil where the line is no such object.
    mutating func members() -> [(name: String, value: String)]? {
        guard take("{") else { return nil }
        var result: [(String, String)] = []
        repeat {
            guard let name = string(), take(":"), let value = string() ?? plain() else { return nil }
            result.append((name, value))
        } while take(",")
        return take("}") && rest.isEmpty ? result : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func plain() -> String? {
        let token = rest.prefix { !",}".unicodeScalars.contains($0) }
        rest.removeFirst(token.count)
        return token.isEmpty ? nil : String(token)
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var result = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return String(result) }
            guard scalar.value >= 0x20 else { return nil }
            guard scalar == "\\" else {
                result.append(scalar)
                continue
            }
            guard let escape = rest.popFirst(), let unescaped = unescaped(escape) else { return nil }
            result.append(unescaped)
        }
        return nil
    }

    private mutating func unescaped(_ escape: Unicode.Scalar) -> Unicode.Scalar? {
        switch escape {
        case "\"", "\\": return escape
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            let digits = String(rest.prefix(4))
            rest.removeFirst(min(4, rest.count))
            return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
        default: return nil
        }
    }
}

@Suite("Whatever the values are, lines can be read back")
struct LinePropertyTests {
    @Test("JSON lines keep every text, and stay one line", arguments: 0..<20 as Range<UInt64>)
    func json(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        for _ in 0..<40 {
            let values = (0..<4).map { _ in random.text(upTo: 30) }
            let entry = LogEntry(
                time: WallTime(microseconds: Int64.random(in: .min ... .max, using: &random)), level: .warning,
                label: values[0], message: values[1],
                fields: [.init("a", .string(values[2])), .init("b.c", .string(values[3])), .init("n", 7)])
            let line = LogFormat.json.line(entry)
            #expect(!line.contains(UInt8(ascii: "\n")))
            var reader = LineReader(String(decoding: line, as: UTF8.self))
            let read = reader.members()
            let members = try #require(read)
            #expect(members.map(\.name) == ["time", "level", "message", "label", "a", "b.c", "n"])
            #expect(members.map(\.value).dropFirst() == ["warning", values[1], values[0], values[2], values[3], "7"])
        }
    }

    @Test("Text lines let no control character through, whatever a field holds", arguments: 0..<20 as Range<UInt64>)
    func text(seed: UInt64) {
        var random = SeededGenerator(seed)
        for _ in 0..<40 {
            let entry = LogEntry(
                time: WallTime(microseconds: 0), level: .info, label: "l", message: "m",
                fields: [.init("a", .string(random.text(upTo: 40))), .init("b", [.string(random.text(upTo: 9)), 1])])
            let line = String(decoding: LogFormat.text.line(entry), as: UTF8.self)
            let isClean = line.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                    && ![0x2028, 0x202E].contains(scalar.value)
            }
            #expect(isClean, "\(line.debugDescription)")
            #expect(line.hasPrefix("1970-01-01T00:00:00.000000Z INFO     l: m a="))
        }
    }

    @Test("A JSON text of every kind of value")
    func jsonText() {
        var text = JSONText()
        text.raw("[")
        text.value(.list([]))
        text.raw(",")
        text.value(["a", 1, 2.5, true, [false]])
        text.raw(",{")
        text.member("x", "1", first: true)
        text.member("y", "\u{1}")
        text.raw("}]")
        #expect(String(decoding: text.bytes, as: UTF8.self) == #"[[],["a",1,2.5,true,[false]],{"x":"1","y":"\u0001"}]"#)
    }
}
