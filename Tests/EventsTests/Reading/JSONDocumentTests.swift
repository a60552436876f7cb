import Bytes
import CSimdJSON
import Testing

@testable import Events

@Suite("The walk over simdjson's index")
struct JSONDocumentTests {
    let arena = Arena()
    let document = JSONDocument()

    /// The kinds in their order: an imported enum doesn't know its names.
    private static let names = [
        "null", "false", "true", "integer", "number", "string", "objectBegin", "objectEnd", "arrayBegin", "arrayEnd",
        "colon",
        "comma", "end",
    ]

    private func open(_ text: String) throws(Poison) { try document.open(arena.copy(text)) }

    /// The tokens from the first on, as kind and text, up to the end or the first fault.
    private func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var place: UInt32 = 0
        do throws(Poison) {
            try open(text)
            while true {
                let token = try document.next(&place)
                if token.kind == .end { return tokens }
                tokens.append("\(Self.names[Int(token.kind.rawValue)]) \(token.text.string)")
            }
        } catch {
            return tokens + [error.detail]
        }
    }

    @Test("Every kind of token, with nothing but its own text")
    func kinds() {
        #expect(tokens(" null ") == ["null null"])
        #expect(tokens("true\n") == ["true true"])
        #expect(tokens("\tfalse") == ["false false"])
        #expect(tokens("-12") == ["integer -12"])
        #expect(tokens("1.5e-3\r\n") == ["number 1.5e-3"])
        #expect(tokens("\"a b\\\"\" ") == ["string a b\\\""])
        #expect(tokens("\"\"") == ["string "])
        #expect(tokens("\" \"") == ["string  "])
        #expect(
            tokens("{\"a\" : [ ] , \"b\":{}}") == [
                "objectBegin {", "string a", "colon :", "arrayBegin [", "arrayEnd ]", "comma ,", "string b", "colon :",
                "objectBegin {", "objectEnd }", "objectEnd }",
            ])
    }

    @Test("A token stands alone, however close the next one is")
    func neighbours() {
        #expect(tokens("\"a\"\"b\"") == ["string a", "string b"])
        #expect(tokens("\"a\"1") == ["string a", "integer 1"])
        #expect(tokens("1 2") == ["integer 1", "integer 2"])
        #expect(tokens("[1,\"x\"true]").prefix(5) == ["arrayBegin [", "integer 1", "comma ,", "string x", "true true"])
        #expect(tokens("1\"a\"").last?.contains("a number is malformed") == true)
        #expect(tokens("nullnull").last?.contains("a word is none of") == true)
    }

    @Test(
        "Each fault has its own words",
        arguments: [
            ("", "it is empty"), ("  ", "it is empty"), ("\"a", "a string does not end"), ("tru", "a word is none of"),
            ("\"\u{1}\"", "a control character"), ("01", "a number is malformed"), ("1.", "a number is malformed"),
            ("-", "a number is malformed"), ("1e", "a number is malformed"), ("@", "a word is none of"),
        ])
    func faults(_ text: String, words: String) {
        #expect(tokens(text).last?.contains(words) == true, "\(tokens(text))")
    }

    @Test(
        "Numbers are those of RFC 8259", arguments: ["0", "-0", "10", "1.0", "0.10", "1e5", "1E+5", "1e-05", "-1.5E0"])
    func numbers(_ text: String) {
        let kind = text.allSatisfy { $0.isNumber || $0 == "-" } ? "integer" : "number"
        #expect(tokens(text) == ["\(kind) \(text)"])
    }

    @Test("An integer token's number, as far as 64 bits reach")
    func integers() throws {
        let numbers: [(String, Int64?)] = [
            ("0", 0), ("-0", 0), ("17", 17), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("99999999999999999999", nil),
            (String(repeating: "9", count: 1000), nil),
        ]
        for (text, number) in numbers {
            var place: UInt32 = 0
            try open(text)
            #expect(try document.next(&place).integer == number)
        }
    }

    @Test("An object gives the first member of each wanted name, and no other")
    func object() throws {
        try open(#"{"chat":1,"x":{"id":2},"id":"a","text":[3],"id":4,"chat":5}"#)
        let members = try document.object(at: 0, .envelope, wanted: [.id, .text, .kind])
        #expect(members[.id]?.text.string == "a")
        #expect(members[.text]?.isArray == true)
        #expect(members[.chat] == nil)
        #expect(members[.kind] == nil)
        #expect(!members.has(.kind) && members.has(.id))
        #expect(Members.none[.id] == nil)
    }

    @Test("Each level has slots of its own")
    func levels() throws {
        try open(#"{"id":"outer","data":{"id":"middle","media":{"id":"inner"}}}"#)
        let outer = try document.object(at: 0, .envelope, wanted: [.id, .data])
        let middle = try document.object(at: try #require(outer[.data]).place, .data, wanted: [.id, .media])
        let inner = try document.object(at: try #require(middle[.media]).place, .inner, wanted: [.id])
        #expect([outer, middle, inner].map { $0[.id]?.text.string } == ["outer", "middle", "inner"])
    }

    @Test("With enough it looks no further")
    func enough() throws {
        try open(#"{"chat":1,"id":2,"text":tru,"#)
        let members = try document.object(at: 0, .envelope, wanted: [.id, .chat, .text], enough: [.id])
        #expect(members.has(.id) && members.has(.chat))
        #expect(throws: Poison.self) { try document.object(at: 0, .envelope, wanted: [.id]) }
    }

    @Test("What is wanted may be anything, and is checked; what isn't is only stepped over")
    func wantedIsChecked() throws {
        for text in [
            #"{"id":tru}"#, #"{"id":01}"#, #"{"id":}"#, #"{"id":,}"#, #"{"id":]}"#, #"{"id"}"#, #"{"id":"a" "b"}"#,
        ] {
            try open(text)
            #expect(throws: Poison.self) { try document.object(at: 0, .envelope, wanted: [.id]) }
        }
        for text in [#"{"x":[1 2]}"#, #"{"x":{"a" 1,,}}"#, #"{"x":"\q"}"#, #"{"x":[[}{]]}"#] {
            try open(text)
            #expect(try document.object(at: 0, .envelope, wanted: [.id]).has(.id) == false)
        }
    }

    @Test("The root ends with the document")
    func root() throws {
        for text in ["{}", "[]", "[{\"a\":[]}]", "1", "\"x\"", "null"] {
            try open(text)
            try document.checkRoot()
        }
        for text in ["{}{}", "[]]", "1 2", "[}", "[1", "[[]", "]", ",", "nul", "{} x"] {
            try open(text)
            #expect(throws: Poison.self, "\(text)") { try document.checkRoot() }
        }
    }

    @Test("After a document that can't be opened there is none")
    func closed() throws {
        try open("[1]")
        #expect(throws: Poison.self) { try open("\"") }
        var place: UInt32 = 0
        #expect(try document.next(&place).kind == .end)
        #expect(throws: Poison.self) { try document.object(at: 0, .envelope, wanted: [.id]) }
        #expect(throws: Poison.self) { try document.checkRoot() }
        place = 1000
        #expect(try document.next(&place).kind == .end)
        #expect(throws: Poison.self) { try document.object(at: 1000, .envelope, wanted: [.id]) }
    }

    @Test("Tokens of documents of every length about a block's")
    func blocks() throws {
        for length in 1...300 {
            let text = String(repeating: "x", count: length)
            #expect(tokens("\"\(text)\"") == ["string \(text)"])
            #expect(tokens("[\(String(repeating: " ", count: length))\"\\\\\"]")[1] == "string \\\\")
            arena.reset()
        }
    }
}
