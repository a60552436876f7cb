import JSON
import Testing

@Suite("Documents may follow each other")
struct DocumentsTests {
    @Test(
        "One document, NDJSON and concatenation are read alike",
        arguments: [
            ("", 0),
            (" \n ", 0),
            ("{}", 1),
            ("{}\n{}\n", 2),
            ("{}{}[]", 3),
            ("1 2\t3\r\n4", 4),
            ("\"a\"\"b\"", 2),
            ("[1]\n\n\n[2]", 2),
        ])
    func documents(text: String, count: Int) throws {
        #expect(try JSONValue.documents(in: Array(text.utf8)).count == count)
    }

    @Test("The reader tells where a value ended")
    func offsets() throws {
        var reader = JSONReader(Array(#"  {"a":1} 22 "x""#.utf8))
        #expect(try reader.next() == ["a": 1])
        #expect(reader.offset == 9)
        #expect(try reader.next() == 22)
        #expect(reader.offset == 12)
        #expect(try reader.next() == "x")
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }

    @Test("Reading can begin anywhere, even beyond the end")
    func beginning() throws {
        let bytes = Array("[1][2]".utf8)
        var second = JSONReader(bytes, from: 3)
        #expect(try second.next() == [2])
        var beyond = JSONReader(bytes, from: 99)
        #expect(try beyond.next() == nil)
        beyond.skipLine()
        var before = JSONReader(bytes, from: -1)
        #expect(try before.next() == [1])
    }

    @Test("A bad line can be skipped, and the error counts lines from the beginning")
    func skippingALine() throws {
        var reader = JSONReader(Array("{\"a\":1}\n{\"a\": [1, oops}\n{\"a\":3}".utf8))
        #expect(try reader.next()?["a"] == 1)
        let error = #expect(throws: JSONError.self) { try reader.next() }
        #expect(error?.line == 2)
        #expect(error?.column == 11)
        #expect(reader.offset == 8)
        reader.skipLine()
        #expect(try reader.next()?["a"] == 3)
        reader.skipLine()
        #expect(try reader.next() == nil)
    }
}
