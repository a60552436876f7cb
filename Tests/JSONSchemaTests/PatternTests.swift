import Testing

@testable import JSONSchema

@Suite("Patterns")
struct PatternTests {
    @Test(
        "A pattern is found anywhere unless it's anchored",
        arguments: [
            ("", ["", "a"], []),
            ("^$", [""], ["a", "\n"]),
            ("a+", ["a", "xxaayy"], ["", "b"]),
            ("^a*$", ["", "aaa"], ["ab", "a\n"]),
            ("^a?b$", ["b", "ab"], ["aab", "a"]),
            ("^[0-9]+$", ["0", "0123456789"], ["", "1a", "a1", "1\n", "١"]),
            ("^[0-9]{1,20}$", ["1", "12345678901234567890"], ["", "123456789012345678901"]),
            ("^a{2}b{2,}$", ["aabb", "aabbbb"], ["abb", "aab", "aaabb"]),
            ("^a{0,}$", ["", "aa"], ["b"]),
            ("^whatsapp\\.", ["whatsapp.", "whatsapp.x"], ["whatsapp", "whatsappx", "a whatsapp."]),
            ("^[^\\u0000-\\u001f\\u007f]+$", ["é👩‍👩‍👧 x", "\u{80}"], ["", "a\u{7f}", "\0", "a\nb", "e\u{1b}"]),
            ("^.$".replacing(".", with: "[^x]"), ["\u{1F600}", "é"], ["e\u{301}", "x"]),
            ("[a\\]-]", ["a", "]", "-"], ["b", "\\"]),
            ("ab{1,2}c$", ["xxabbc", "abc"], ["abbbc", "abcd"]),
        ] as [(String, [String], [String])])
    func matches(pattern: String, good: [String], bad: [String]) throws {
        let read = try PatternReader.read(pattern)
        #expect(good.filter { !read.matches($0) } == [])
        #expect(bad.filter { read.matches($0) } == [])
    }

    @Test(
        "What isn't a plain chain is refused",
        arguments: [
            "(a)", "a|b", "a.b", "a^", "$a", "*", "a**", "a+?", "\\d", "\\", "\\u12", "\\u+123", "\\ud83d", "[", "[]",
            "[a",
            "[ab-", "[z-a]", "[^]", "]", "}", "a{", "a{}", "a{,2}", "a{2,1}", "a{-1}", "a{1,2,3}", "a{1001}",
            "a{2000000000,}",
        ])
    func refused(pattern: String) {
        #expect(throws: PatternReader.Refusal.self) { try PatternReader.read(pattern) }
    }

    @Test("A pattern that would take a backtracking matcher for ever")
    func linear() throws {
        let pattern = try PatternReader.read("^" + String(repeating: "a*", count: 30) + "b$")
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
    }
}
