import Service
import Testing

@Suite("The nearest name is the one that was meant")
struct NearestTests {
    @Test(
        "Letters added, missing, changed and swapped count one each",
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1),
            ("abc", "cab", 2),
            ("kitten", "sitting", 3), ("ZAPLINE_LANE", "ZAPLINE_LANES", 1), ("ÄÖ", "AO", 2),
        ])
    func distance(left: String, right: String, expected: Int) {
        #expect(Nearest.distance(left, right) == expected)
        #expect(Nearest.distance(right, left) == expected)
    }

    @Test("What is too far off is not meant")
    func match() {
        let names = ["topics", "schema", "publish", "load"]
        #expect(Nearest.match("topic", among: names) == "topics")
        #expect(Nearest.match("pubilsh", among: names) == "publish")
        #expect(Nearest.match("schemas", among: names) == "schema")
        #expect(Nearest.match("xyzzy", among: names) == nil)
        #expect(Nearest.match("x", among: []) == nil)
        #expect(Nearest.match("", among: names) == nil)
    }

    @Test("Of two that are as near, the first by name")
    func tie() {
        #expect(Nearest.match("cat", among: ["hat", "bat"]) == "bat")
    }
}
