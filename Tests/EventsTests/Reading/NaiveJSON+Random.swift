@testable import Events

/// Random JSON as text, with all that its writers may do: escapes, white space, repeated names.
extension NaiveJSON {
    private static let pieces = [
        "a", "b", "id", "text", " ", "é", "日", "😀", "\u{7F}", "e\u{301}", "\\n", "\\t", "\\b", "\\f", "\\r", "\\\"",
        "\\\\", "\\/",
        "\\u0000", "\\u0001", "\\u001F", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\udc00", "\\uDBFF",
        "\\uFFFF", "/", "'",
    ]

    static func randomString(_ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...6, using: &generator)
        return "\"" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
    }

    static func randomNumber(_ generator: inout SeededGenerator) -> String {
        let whole = [
            "0", "-0", "1", "-17", "9007199254740993", "18446744073709551616",
            "340282366920938463463374607431768211456",
        ]
        let rest = ["", "", "", ".5", ".000", "e5", "E+2", "e-300", ".25e10"]
        return (whole.randomElement(using: &generator) ?? "") + (rest.randomElement(using: &generator) ?? "")
    }

    static func randomValue(_ generator: inout SeededGenerator, depth: Int, spaced: Bool) -> String {
        switch Int.random(in: 0...(depth > 0 ? 8 : 5), using: &generator) {
        case 0: return "null"
        case 1: return Bool.random(using: &generator) ? "true" : "false"
        case 2, 3: return randomNumber(&generator)
        case 4, 5: return randomString(&generator)
        case 6: return randomArray(&generator, depth: depth - 1, spaced: spaced)
        default: return randomObject(&generator, depth: depth - 1, spaced: spaced)
        }
    }

    private static func space(_ generator: inout SeededGenerator, _ spaced: Bool) -> String {
        spaced ? ["", "", " ", "\n", "\t\r", "  "].randomElement(using: &generator) ?? "" : ""
    }

    static func randomArray(_ generator: inout SeededGenerator, depth: Int, spaced: Bool) -> String {
        let count = Int.random(in: 0...4, using: &generator)
        var parts: [String] = []
        for _ in 0..<count {
            let before = space(&generator, spaced)
            parts.append(before + randomValue(&generator, depth: depth, spaced: spaced) + space(&generator, spaced))
        }
        return "[" + (parts.isEmpty ? space(&generator, spaced) : parts.joined(separator: ",")) + "]"
    }

    static func randomObject(_ generator: inout SeededGenerator, depth: Int, spaced: Bool) -> String {
        let count = Int.random(in: 0...5, using: &generator)
        var members: [(String, String)] = []
        for _ in 0..<count {
            members.append((randomString(&generator), randomValue(&generator, depth: depth, spaced: spaced)))
        }
        return object(members, &generator, spaced: spaced)
    }

    /// An object of these members, names with their quotes.
    static func object(_ members: [(String, String)], _ generator: inout SeededGenerator, spaced: Bool) -> String {
        var parts: [String] = []
        for (name, value) in members {
            let (first, second) = (space(&generator, spaced), space(&generator, spaced))
            let (third, fourth) = (space(&generator, spaced), space(&generator, spaced))
            parts.append(first + name + second + ":" + third + value + fourth)
        }
        return "{" + (parts.isEmpty ? space(&generator, spaced) : parts.joined(separator: ",")) + "}"
    }
}
