import Bytes
import Postgres
import TestSupport
import Testing

@testable import Events

@Suite("JSON that is written for Postgres", .timeLimit(.minutes(2)))
struct JSONTextTests {
    let arena = Arena()

    private func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        buffer.append(jsonString: arena.copy(text))
        return buffer.view.string
    }

    @Test(
        "Strings as escape_json writes them",
        arguments: [
            ("", "\"\""), ("a", "\"a\""), ("\"", "\"\\\"\""), ("\\", "\"\\\\\""),
            ("\u{8}\u{C}\n\r\t", "\"\\b\\f\\n\\r\\t\""),
            ("\u{0}\u{1}\u{B}\u{F}\u{10}\u{1F}", "\"\\u0000\\u0001\\u000b\\u000f\\u0010\\u001f\""),
            ("/'\u{7F}é😀", "\"/'\u{7F}é😀\""),
            ("a\nb\"c", "\"a\\nb\\\"c\""), ("\n\n", "\"\\n\\n\""),
        ])
    func strings(_ text: String, json: String) {
        #expect(quoted(text) == json)
    }

    @Test("Postgres' to_json writes the same of every character below 0x100")
    func postgres() throws {
        var connection = try Connection.connect(
            ConnectionSettings(url: PrivatePostgres.shared().url(), applicationName: "tests"))
        for code in UInt8(1)...UInt8(255) {
            let text = "a" + String(UnicodeScalar(code)) + "b"
            let rows = try connection.query("SELECT to_json($1::text)::text", [.text(text)])
            #expect(rows[0, 0] == quoted(text), "U+\(String(code, radix: 16))")
        }
    }

    @Test("The numbers that numeric holds are those that Postgres takes")
    func numbers() throws {
        var connection = try Connection.connect(
            ConnectionSettings(url: PrivatePostgres.shared().url(), applicationName: "tests"))
        let edges = [
            "0", "-0", "1", "1e131071", "1e131072", "9e131071", "10e131070", "10e131071", "-1e131071", "-1e131072",
            "1e-16383",
            "1e-16384", "0.1e-16382", "0.1e-16383", "123.456e-16380", "123.456e-16381", "1E+5", "1e0", "0.000",
            "1e00000000005",
            "1e2147483648", "1e-2147483648", "1e99999999999999999999999", "1.5e100000",
            String(repeating: "7", count: 131_072),
            String(repeating: "7", count: 131_073), "0." + String(repeating: "7", count: 16_383),
            "0." + String(repeating: "7", count: 16_384),
        ]
        for text in edges {
            let isTaken = (try? connection.query("SELECT $1::text::jsonb IS NULL", [.text(text)])) != nil
            #expect(NumericLimits.admit(arena.copy(text)) == isTaken, "\(text.prefix(40))")
        }
    }

    @Test("A register knows the names of each object apart")
    func register() {
        var register = NameRegister()
        var text = ByteBuffer()
        func add(_ owner: UInt32, _ name: String) -> Bool {
            let start = text.count
            text.append(jsonString: arena.copy(name))
            return register.insert(owner, text.view, from: start)
        }
        #expect(add(1, "a"))
        #expect(add(1, "b"))
        #expect(!add(1, "a"))
        #expect(add(2, "a"))
        #expect(add(1, ""))
        #expect(!add(1, ""))
        #expect(add(1, "a\""))
        #expect(add(1, "a\"b"))
        #expect(!add(1, "a\""))
        for number in 0..<10_000 { #expect(add(3, "\(number)")) }
        for number in 0..<10_000 { #expect(!add(3, "\(number)")) }
        #expect(!add(1, "b"))
        register.removeAll()
        #expect(add(1, "a"))
        #expect(!add(1, "a"))
        register.removeAll()
        register.removeAll()
        #expect(add(1, "b"))
    }

    @Test("A table finds its names and no others")
    func table() {
        let longest = String(repeating: "l", count: 31)
        let names = [
            "a", "bb", "bc", "ccc", "cdc", "dddd", "dddddddd", "eeeeeeee", "eeeeeeef", "ffffffffffffffff", longest,
        ]
        let table = NameTable(names)
        for (place, name) in names.enumerated() { #expect(table.place(of: arena.copy(name)) == place) }
        for other in ["", "b", "cc", "cccc", longest + "l", "eeeeeeeg", "A", String(repeating: "e", count: 100)] {
            #expect(table.place(of: arena.copy(other)) == nil)
        }
    }
}
