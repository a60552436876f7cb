/// JSON read the plain way, recursively and into a tree: the second opinion that the reader is compared with. It shares
/// no line with it.
indirect enum NaiveJSON {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([NaiveJSON])
    case object([(name: String, value: NaiveJSON)])

    /// Where the bytes stop being JSON.
    struct Failure: Error {
        /// The containers around the place, from the outermost, each with the names that lead to it and whether an
        /// earlier member had the same name.
        var containers: [Container]
        /// The member or element being read there.
        var member: Step
    }

    struct Container { var step: Step, opening: UInt8 }

    struct Step {
        /// The member's name; nil for the root and for elements, and while a name is being read.
        var name: String?
        var isDuplicate = false
        /// The first byte of the value; 0 before one.
        var first: UInt8 = 0
    }

    static func parse(_ bytes: [UInt8]) throws -> NaiveJSON {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Failure(containers: [], member: Step()) }
        var parser = NaiveParser(bytes: bytes)
        return try parser.document()
    }

    subscript(name: String) -> NaiveJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { Array($0.name.utf8) == Array(name.utf8) }?.value
    }

    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// Compact text, of each name the first member.
    var cleanText: String {
        switch self {
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .number(let text): return text
        case .string(let text): return Self.quoted(text)
        case .array(let elements): return "[\(elements.map(\.cleanText).joined(separator: ","))]"
        case .object(let members):
            var seen: Set<[UInt8]> = []
            let kept = members.filter { seen.insert(Array($0.name.utf8)).inserted }
            return "{\(kept.map { "\(Self.quoted($0.name)):\($0.value.cleanText)" }.joined(separator: ","))}"
        }
    }

    private static let short: [UInt32: String] = [
        8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: "\\\"", 92: "\\\\",
    ]

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if let escape = short[scalar.value] {
                result += escape
            } else if scalar.value < 32 {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// The parser itself, a function a rule of the grammar.
private struct NaiveParser {
    let bytes: [UInt8]
    var place = 0
    var containers: [NaiveJSON.Container] = []
    var step = NaiveJSON.Step()

    init(bytes: [UInt8]) { self.bytes = bytes }

    var failure: NaiveJSON.Failure { NaiveJSON.Failure(containers: containers, member: step) }
    var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func document() throws -> NaiveJSON {
        let value = try value(NaiveJSON.Step())
        skipWhite()
        guard byte == nil else { throw failure }
        return value
    }

    mutating func skipWhite() { while let byte, [32, 9, 10, 13].contains(byte) { place += 1 } }

    mutating func expect(_ wanted: UInt8) throws {
        guard byte == wanted else { throw failure }
        place += 1
    }

    mutating func value(_ step: NaiveJSON.Step) throws -> NaiveJSON {
        skipWhite()
        self.step = step
        self.step.first = byte ?? 0
        let step = self.step
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let opening = bytes[place]
            containers.append(NaiveJSON.Container(step: step, opening: opening))
            place += 1
            let result = try opening == UInt8(ascii: "{") ? object() : array()
            containers.removeLast()
            return result
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    mutating func object() throws -> NaiveJSON {
        var members: [(name: String, value: NaiveJSON)] = []
        skipWhite()
        step = NaiveJSON.Step()
        guard byte != UInt8(ascii: "}") else {
            place += 1
            return .object([])
        }
        while true {
            skipWhite()
            step = NaiveJSON.Step()
            let name = try string()
            skipWhite()
            try expect(UInt8(ascii: ":"))
            let isDuplicate = members.contains { Array($0.name.utf8) == Array(name.utf8) }
            members.append((name, try value(NaiveJSON.Step(name: name, isDuplicate: isDuplicate))))
            skipWhite()
            step = NaiveJSON.Step()
            if byte == UInt8(ascii: "}") { break }
            try expect(UInt8(ascii: ","))
        }
        place += 1
        return .object(members)
    }

    mutating func array() throws -> NaiveJSON {
        var elements: [NaiveJSON] = []
        skipWhite()
        step = NaiveJSON.Step()
        guard byte != UInt8(ascii: "]") else {
            place += 1
            return .array([])
        }
        while true {
            elements.append(try value(NaiveJSON.Step()))
            skipWhite()
            step = NaiveJSON.Step()
            if byte == UInt8(ascii: "]") { break }
            try expect(UInt8(ascii: ","))
        }
        place += 1
        return .array(elements)
    }

    mutating func word(_ text: String, _ value: NaiveJSON) throws -> NaiveJSON {
        guard bytes[place...].starts(with: text.utf8) else { throw failure }
        place += text.utf8.count
        return value
    }

    mutating func number() throws -> String {
        let rest = String(decoding: bytes[place...].prefix { "+-.0123456789eE".utf8.contains($0) }, as: UTF8.self)
        guard rest.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else { throw failure }
        place += rest.utf8.count
        return rest
    }

    /// UTF-16 is what the escapes are made of, so that is what is collected, and Swift repairs what is alone.
    mutating func string() throws -> String {
        try expect(UInt8(ascii: "\""))
        var units: [UInt16] = []
        while let byte, byte != UInt8(ascii: "\"") {
            guard byte >= 32 else { throw failure }
            if byte == UInt8(ascii: "\\") {
                units.append(try escape())
            } else {
                let run = bytes[place...].prefix { $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
                units += Array(String(decoding: run, as: UTF8.self).utf16)
                place += run.count
            }
        }
        try expect(UInt8(ascii: "\""))
        return String(decoding: units.map { $0 == 0 ? 0xFFFD : $0 }, as: UTF16.self)
    }

    mutating func escape() throws -> UInt16 {
        guard place + 1 < bytes.count else { throw failure }
        let letter = bytes[place + 1]
        if letter == UInt8(ascii: "u") {
            let digits = String(decoding: bytes[(place + 2)...].prefix(4), as: UTF8.self)
            guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
                throw failure
            }
            place += 6
            return unit
        }
        let letters: [UInt8: UInt16] = [34: 34, 92: 92, 47: 47, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9]
        guard let unit = letters[letter] else { throw failure }
        place += 2
        return unit
    }
}
