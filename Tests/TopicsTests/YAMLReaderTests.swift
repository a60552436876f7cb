import Testing

@testable import Topics

@Suite("YAML, and what of it is refused")
struct YAMLReaderTests {
    static func read(_ text: String) throws(TopicFileError) -> YAMLNode {
        try YAMLReader.read(Array(text.utf8), file: "t.yaml")
    }

    /// The one problem of `text`.
    static func problem(_ bytes: [UInt8]) -> TopicFileError.Problem? {
        do {
            _ = try YAMLReader.read(bytes, file: "t.yaml")
            return nil
        } catch {
            return error.problems.count == 1 ? error.problems[0] : nil
        }
    }

    static func problem(_ text: String) -> TopicFileError.Problem? { problem(Array(text.utf8)) }

    @Test("Mappings, sequences and scalars keep their order and their places")
    func tree() throws {
        let root = try Self.read("a: 1\nb:\n  - x\n  - {c: 'y'}\n")
        #expect(root.entries?.map(\.key) == ["a", "b"])
        #expect(root["a"]?.text == "1")
        #expect(root["b"]?.items?.count == 2)
        #expect(root["b"]?.items?[1]["c"]?.content == .scalar("y", isPlain: false))
        #expect(root["b"]?.items?[1]["c"]?.mark == YAMLMark(line: 4, column: 9))
        #expect(root.entries?[1].mark == YAMLMark(line: 2, column: 1))
    }

    @Test("Scalars stay text: no value is a boolean, a number or null by itself")
    func text() throws {
        let root = try Self.read("a: no\nb: 1.10\nc: ~\nd:\ne: |\n  two\n  lines\nf: >-\n  one\n  line\n")
        #expect(root["a"]?.text == "no")
        #expect(root["b"]?.text == "1.10")
        #expect(root["c"]?.kind == "nothing")
        #expect(root["d"]?.kind == "nothing")
        #expect(root["e"]?.text == "two\nlines\n")
        #expect(root["f"]?.text == "one line")
    }

    @Test("A quoted word is text, whatever it says")
    func quoted() throws {
        let root = try Self.read(#"{a: "~", b: 'null', c: "", d: "\0x"}"#)
        #expect(root["a"]?.kind == "text")
        #expect(root["b"]?.kind == "text")
        #expect(root["c"]?.kind == "text")
        #expect(root["d"]?.text == "\0x")
    }

    @Test("Accessors of another kind answer nil")
    func accessors() throws {
        let root = try Self.read("a: [1]")
        #expect(root.text == nil)
        #expect(root.items == nil)
        #expect(root["a"]?.entries == nil)
        #expect(root["a"]?["b"] == nil)
        #expect(root["a"]?.kind == "a list")
        #expect(root.kind == "a mapping")
    }

    @Test("A byte order mark is no part of the first key")
    func byteOrderMark() throws {
        #expect(try Self.read("\u{FEFF}a: 1")["a"]?.text == "1")
    }

    @Test(
        "A fault is told with its line and column",
        arguments: [
            ("a: 1\nb: [1, 2\n", TopicFileError.Code.syntax, 3, 1),
            ("a: 1\n\tb: 2\n", .syntax, 2, 1),
            ("a: 'x\n", .syntax, 2, 1),
            ("a: b: c\n", .syntax, 1, 5),
            ("a: \"\\q\"\n", .syntax, 1, 5),
            ("a: \"\\ud800\"\n", .syntax, 1, 7),
            ("a: 1\nb: 2\na: 3\n", .duplicateKey, 3, 1),
            ("a:\n  {x: 1, x: 2}\n", .duplicateKey, 2, 10),
            ("a: &x 1\n", .unsupported, 1, 4),
            ("a: &x [1]\n", .unsupported, 1, 4),
            ("a: &x {}\n", .unsupported, 1, 4),
            ("a: !!str 1\n", .unsupported, 1, 4),
            ("a: *x\n", .unsupported, 1, 4),
            ("? [a]\n: 1\n", .unsupported, 1, 3),
            ("&k a: 1\n", .unsupported, 1, 1),
            ("a: 1\n---\nb: 2\n", .unsupported, 2, 1),
        ])
    func fault(_ text: String, _ code: TopicFileError.Code, _ line: Int, _ column: Int) throws {
        let problem = try #require(Self.problem(text))
        #expect(problem.code == code)
        #expect(problem.mark == YAMLMark(line: line, column: column), "\(problem)")
        #expect(problem.description.hasPrefix("t.yaml:\(line):\(column): "))
    }

    @Test("A file with nothing in it says what belongs there", arguments: ["", "\n\n", "# only a comment\n"])
    func empty(_ text: String) throws {
        let problem = try #require(Self.problem(text))
        #expect(problem.code == .empty)
        #expect(problem.mark == nil)
        #expect(problem.description == "t.yaml: is empty: it needs `meta` and `spec`")
    }

    @Test("Bytes that are no UTF-8 are told by their place")
    func invalidUTF8() throws {
        let problem = try #require(Self.problem(Array("a: 1\né: ".utf8) + [0xFF, 0x0A]))
        #expect(problem.code == .syntax)
        #expect(problem.mark == YAMLMark(line: 2, column: 4))
    }

    @Test("UTF-16 is no UTF-8, though libyaml could read it")
    func utf16() throws {
        #expect(Self.problem([0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00])?.code == .syntax)
    }

    @Test("A control character is refused")
    func control() throws {
        #expect(Self.problem("a: \u{1}\n")?.code == .syntax)
    }

    @Test("Nesting is bounded", arguments: [("[", "]"), ("{a: ", "}")])
    func depth(_ open: String, _ close: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        _ = try Self.read(nested(YAMLReader.maxDepth))
        let problem = try #require(Self.problem(nested(YAMLReader.maxDepth + 1)))
        #expect(problem.code == .unsupported)
        #expect(problem.mark?.line == 1)
        #expect(Self.problem(String(repeating: open, count: 50_000))?.code == .unsupported)
    }

    @Test("Size is bounded")
    func size() throws {
        let comment = "#" + String(repeating: "x", count: YAMLReader.maxBytes)
        #expect(Self.problem("a: 1\n" + comment)?.code == .unsupported)
    }

    @Test("Whatever the bytes are, reading ends", arguments: 0..<300)
    func noise(_ seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        let alphabet = Array("ab:- \n\t{}[],&*!|>'\"#?%@`~0\\".utf8) + [0xC3, 0xA9, 0xFF, 0x00]
        let bytes = (0..<60).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return alphabet[Int((state >> 33) % UInt64(alphabet.count))]
        }
        _ = try? YAMLReader.read(bytes, file: "noise")
    }
}
