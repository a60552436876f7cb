import Testing

@testable import Operations

@Suite("Documents of a stream")
struct DocumentSplitterTests {
    /// What comes of a text, each piece `LINE:COLUMN TEXT`, a fault `LINE:COLUMN !`.
    static func pieces(_ text: String, chunk: Int = .max, limit: Int = 1 << 20) -> [String] {
        var splitter = DocumentSplitter(limit: limit)
        var found: [String] = []
        func drain() {
            while let piece = splitter.next() {
                switch piece {
                case .document(let bytes, let place): found.append("\(place) \(String(decoding: bytes, as: UTF8.self))")
                case .fault(_, let place): found.append("\(place) !")
                }
            }
        }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            splitter.append(rest.prefix(chunk))
            rest = rest.dropFirst(chunk)
            drain()
        }
        splitter.finish()
        drain()
        return found
    }

    static let cases: [(text: String, pieces: [String])] = [
        ("", []), (" \n\t", []), ("{}", ["1:1 {}"]), ("\u{FEFF}{}", ["1:2 {}"]),
        ("{\"a\":1}\n{\"b\":2}\n", ["1:1 {\"a\":1}", "2:1 {\"b\":2}"]),
        ("{\"a\":1}{\"b\":2}", ["1:1 {\"a\":1}", "1:8 {\"b\":2}"]),
        (
            "{\r\n  \"a\": [1, {\"x\": \"}\"}],\r\n  \"b\": null\r\n}\r\n{}",
            [
                "1:1 {\r\n  \"a\": [1, {\"x\": \"}\"}],\r\n  \"b\": null\r\n}", "5:1 {}",
            ]
        ),
        ("[{\"a\":1},{\"b\":2}]", ["1:2 {\"a\":1}", "1:10 {\"b\":2}"]),
        (
            "[\n  {\"a\":1},\n  [2], 3, \"x\", true\n]\n{}",
            [
                "2:3 {\"a\":1}", "3:3 [2]", "3:8 3", "3:11 \"x\"", "3:16 true", "5:1 {}",
            ]
        ),
        ("[]{}", ["1:3 {}"]), ("[1", ["1:2 1"]),
        ("{\"é\":\"\\\"{\\\\\"} {}", ["1:1 {\"é\":\"\\\"{\\\\\"}", "1:15 {}"]),
        // Faults, and what goes on behind them.
        ("{\"a\":1\n{\"b\":2}\n{\"c\":3}\n", ["1:1 !", "2:1 {\"b\":2}", "3:1 {\"c\":3}"]),
        ("{\"a\":\"torn\n{\"b\":2}\n", ["1:1 !", "2:1 {\"b\":2}"]),
        ("{\"a\" 1}\n{\"b\":2}", ["1:1 !", "2:1 {\"b\":2}"]),
        ("{\"a\" 1} {\"b\":2}", ["1:1 !", "1:9 {\"b\":2}"]),
        ("hello world\n{}", ["1:1 !", "2:1 {}"]), ("}\n{}", ["1:1 !", "2:1 {}"]), ("42\n{}", ["1:1 !", "2:1 {}"]),
        ("{", ["1:1 !"]), ("{\"a\"", ["1:1 !"]), ("{\"a\":1,}\n{}", ["1:1 !", "2:1 {}"]),
        ("[{\"a\" 1},{\"b\":2}]", ["1:2 !", "1:10 {\"b\":2}"]),
        ("[\n  {\n    \"a\" 1\n  },\n  {\n    \"b\": 2\n  }\n]", ["2:3 !", "5:3 {\n    \"b\": 2\n  }"]),
        ("{\n  \"a\": 1\n  \"b\": 2\n}\n{\"c\":3}", ["1:1 !", "5:1 {\"c\":3}"]),
        ("[1, 2 3]", ["1:2 1", "1:5 2", "1:7 3"]),
        ("{]\n\n\n{}", ["1:1 !", "4:1 {}"]), ("{\"a\":}\n{}", ["1:1 !", "2:1 {}"]),
        ("{\"a\":[1}\n{}", ["1:1 !", "2:1 {}"]),
        ("{1:2}\n{}", ["1:1 !", "2:1 {}"]), ("{\"a\":1 :}\n{}", ["1:1 !", "2:1 {}"]),
        ("{\"a\":\"b\" \"c\"}\n{}", ["1:1 !", "2:1 {}"]),
        ("{\"a\":{}{}}\n{}", ["1:1 !", "2:1 {}"]),
    ]

    @Test("A text falls into its documents", arguments: cases.indices)
    func splits(_ place: Int) {
        let (text, pieces) = Self.cases[place]
        #expect(Self.pieces(text) == pieces)
    }

    @Test("However it is cut into chunks", arguments: [1, 2, 3, 7])
    func splitsInChunks(_ chunk: Int) {
        for (text, pieces) in Self.cases { #expect(Self.pieces(text, chunk: chunk) == pieces, "\(text)") }
    }

    @Test("A document is there as soon as its last byte is")
    func isPrompt() {
        var splitter = DocumentSplitter()
        splitter.append(Array("{\"a\":1".utf8))
        #expect(splitter.next() == nil)
        splitter.append(Array("}".utf8))
        #expect(splitter.next() == .document(Array("{\"a\":1}".utf8), at: .init(line: 1, column: 1)))
        #expect(splitter.next() == nil)
    }

    @Test("A torn line holds up a live stream no longer than to the next one")
    func recoversLive() {
        var splitter = DocumentSplitter()
        splitter.append(Array("{\"a\":1\n{\"b\":2}\n".utf8))
        guard case .fault = splitter.next() else {
            Issue.record("no fault")
            return
        }
        #expect(splitter.next() == .document(Array("{\"b\":2}".utf8), at: .init(line: 2, column: 1)))
    }

    @Test("A document beyond the limit is a fault, and the next one is read")
    func limits() {
        let large = "{\"a\":\"\(String(repeating: "x", count: 100))\"}"
        #expect(Self.pieces("\(large)\n{\"b\":2}", limit: 50) == ["1:1 !", "2:1 {\"b\":2}"])
    }

    @Test("Lines are counted through a stream that is let go of")
    func countsLines() {
        let line = "{\"text\":\"\(String(repeating: "y", count: 500))\"}"
        let text = Array(repeating: line, count: 1_000).joined(separator: "\n")
        let pieces = Self.pieces(text, chunk: 4_096)
        #expect(pieces.count == 1_000)
        for (place, piece) in pieces.enumerated() { #expect(piece == "\(place + 1):1 \(line)") }
    }

    @Test("Columns are counted through a line that is let go of: a list may all stand on one")
    func countsColumns() {
        let document = "{\"text\":\"\(String(repeating: "é", count: 500))\"}"
        let text = "[" + Array(repeating: document, count: 1_000).joined(separator: ",") + "]"
        let pieces = Self.pieces(text, chunk: 4_096)
        #expect(pieces.count == 1_000)
        for (place, piece) in pieces.enumerated() {
            #expect(piece == "1:\(2 + place * (document.count + 1)) \(document)")
        }
    }

    @Test("Nothing that it is given makes it trap or run for ever")
    func survivesNoise() {
        var chance = SplitMix64(seed: 5)
        let alphabet = Array("{}[]\",:\\ \n1a\u{0}é".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<chance.below(40)).map { _ in alphabet[chance.below(alphabet.count)] }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(Self.pieces(text, chunk: 3).count <= 41)
        }
    }
}
