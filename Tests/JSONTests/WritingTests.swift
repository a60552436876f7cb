import JSON
import Testing

@Suite("JSON is written compactly")
struct WritingTests {
    @Test("Literals build values")
    func literals() {
        let name = "loja"
        let value: JSONValue = ["a": 1, "b": [true, .null, 2.5, "instance \(name)"], "c": [:]]
        #expect(value.text == #"{"a":1,"b":[true,null,2.5,"instance loja"],"c":{}}"#)
        #expect("\(value)" == value.text)
        #expect(JSONValue.integer(UInt64.max).text == "18446744073709551615")
        let absent: JSONValue? = value["d"] == nil ? nil : "there"
        #expect(absent == nil)
        #expect(JSONValue(floatLiteral: .infinity) == .null)
    }

    @Test("Only what must be escaped is")
    func escapes() {
        #expect(
            JSONValue.string("\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}é😀").text == #""\"\\/\b\f\n\r\t\u0001\u001f"#
                + "\u{7F}é😀\"")
        #expect(JSONValue.object([.init(name: "a\"b", value: .null)]).text == #"{"a\"b":null}"#)
    }

    @Test("Every character survives being written and read")
    func roundTrip() throws {
        for start in stride(from: UInt32(0), through: 0x10FFFF, by: 977) {
            let text = String(String.UnicodeScalarView((start..<start + 3).compactMap(Unicode.Scalar.init)))
            let value = JSONValue.object([.init(name: text, value: .string(text))])
            #expect(try JSONValue(parsing: value.text) == value)
        }
    }

    @Test("Accessors answer for their own kind alone")
    func accessors() {
        let values: [JSONValue] = [.null, true, 1, "s", [], [:]]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false])
        #expect(values.map { $0.int64 != nil } == [false, false, true, false, false, false])
        #expect(values.map { $0.double != nil } == [false, false, true, false, false, false])
        #expect(values.map { $0.string != nil } == [false, false, false, true, false, false])
        #expect(values.map { $0.array != nil } == [false, false, false, false, true, false])
        #expect(values.map { $0.object != nil } == [false, false, false, false, false, true])
    }
}
