import JSON
import Postgres
import Schema
import TestSupport
import Testing

@testable import Operations

@Suite("A letter's event is shown in either mode")
struct EventTextTests {
    static func lines(_ value: String?, _ headers: [(String, String?)] = []) -> [String] {
        let record = ContractDesk.record(value, headers: headers)
        return EventText.lines(DecodedEvent(value: record.value, headers: record.headers))
    }

    static let attributes = [
        "  type      whatsapp.message.received", "  id        01JD", "  source    /gateways/waha/node-1",
        "  subject   loja",
        "  time      2026-11-23T10:00:00.123Z", "  sessionepoch 3", "  sequence  00042",
    ]

    @Test("Structured: attributes a line each, then data")
    func structured() {
        let told = Self.lines(ContractSample.event(data: ["sender": nil, "timestamp": nil, "text": nil]))
        #expect(
            told == ["event       structured"] + Self.attributes + [
                "data", "  {", "    \"messageId\": \"3EB0\",", "    \"chat\": \"55119@s.whatsapp.net\"", "  }",
            ])
    }

    @Test("Binary: the same, from the headers")
    func binary() {
        let told = Self.lines("{}", ContractSample.headers())
        #expect(
            told == ["event       binary"] + Self.attributes + ["  datacontenttype application/json", "data        {}"])
        #expect(Self.lines(nil, ContractSample.headers()).last == "data        (none)")
        #expect(Self.lines("no", ContractSample.headers()).last?.hasPrefix("data        no JSON: ") == true)
    }

    @Test("What is absent is a dash, and what is no text stands as it was written")
    func absent() {
        let told = Self.lines(#"{"specversion":"1.0","type":7,"own":{"a":[]},"data":null}"#)
        #expect(
            told.contains("  type      7") && told.contains("  id        -") && told.contains(#"  own       {"a":[]}"#))
        #expect(told.last == "data        null")
    }

    @Test("What is no event says so")
    func none() {
        #expect(Self.lines(nil) == ["event       none: a tombstone"])
        for value in ["{}", "no json", "", "[1]"] {
            #expect(Self.lines(value).first?.hasPrefix("event       none: neither `specversion` in the value") == true)
        }
    }

    @Test("Large data is left to the payload")
    func large() {
        let text = "\"\(String(repeating: "x", count: 70_000))\""
        #expect(Self.lines(ContractSample.event(data: ["text": text])).last == "data        (in the payload)")
    }

    @Test(
        "A value is indented",
        arguments: [
            ("7", ["7"]), ("{}", ["{}"]), ("[]", ["[]"]), ("[1,2]", ["[", "  1,", "  2", "]"]),
            (
                #"{"a":{"b":[{}]},"a\n":"x"}"#,
                ["{", "  \"a\": {", "    \"b\": [", "      {}", "    ]", "  },", "  \"a\\n\": \"x\"", "}"]
            ),
        ])
    func indented(_ value: String, _ lines: [String]) throws {
        #expect(EventText.indented(try JSONValue(parsing: value)) == lines)
    }

    // MARK: - The command

    func tool(_ letters: String) async throws -> Tool {
        let url = try PrivatePostgres.shared().makeDatabase()
        let tool = Tool(environment: ["DATABASE_URL": url])
        _ = await tool.run("schema", "apply")
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        try connection.execute(letters)
        return tool
    }

    static func insert(_ offset: Int, headers: String?, payload: String?, isTrimmed: Bool = false) -> String {
        let text = { (value: String?) in value.map { "'\($0)'" } ?? "NULL" }
        return """
            INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, headers, payload,
                reason, detail, state, is_trimmed)
            VALUES ('messages', 0, 1, 'whatsapp.messages', 3, \(offset), \(text(headers)), convert_to(\(text(payload)), 'UTF8'),
                'invalid-event', 'chat', 'open', \(isTrimmed));
            """
    }

    @Test("The command shows both modes, and gives scripts the same event for both", .timeLimit(.minutes(2)))
    func command() async throws {
        let data = ContractSample.object(ContractSample.data, ["text": "\"a\\u001b[2J\""])
        let pairs = ContractSample.headers(["content-type": nil]).map { JSONValue.array([.string($0.0), .text($0.1)]) }
        let tool = try await tool(
            Self.insert(1, headers: nil, payload: ContractSample.event(["data": data]))
                + Self.insert(2, headers: JSONValue.array(pairs).text, payload: data)
                + Self.insert(3, headers: nil, payload: nil, isTrimmed: true)
                + Self.insert(4, headers: nil, payload: "no"))
        for (offset, mode) in [(1, "structured"), (2, "binary")] {
            let text = await tool.run("dead-letters", "show", "messages", "messages/3/\(offset)").output
            let shown = ["event       \(mode)"] + Self.attributes + ["data", "  {", "    \"messageId\": \"3EB0\","]
            #expect(text.contains(shown.joined(separator: "\n")), "\(text)")
            #expect(text.contains(data) && !text.contains("\u{1B}"))
        }
        let events = try await [1, 2].asyncMap { offset in
            try JSONValue(
                parsing: await tool.run("dead-letters", "show", "messages", "messages/3/\(offset)", "--json").output)[0]
        }
        #expect(events.map { $0?["mode"] } == ["structured", "binary"])
        #expect(events[0]?["event"]?.text == events[1]?["event"]?.text)
        #expect(events[0]?["event"]?["data"]?["messageId"] == "3EB0")
        let lost = await tool.run("dead-letters", "show", "messages", "messages/3/3").output
        #expect(lost.contains("event       not kept, and not in the archive"))
        let none = try JSONValue(
            parsing: await tool.run("dead-letters", "show", "messages", "messages/3/4", "--json").output)
        #expect(none[0]?["mode"] == .null && none[0]?["event"] == .null)
    }
}

extension Array {
    /// One after the other.
    func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
