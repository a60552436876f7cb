import Bytes
import Postgres
import TestSupport
import Testing

@testable import Events

@Suite("A session is JSON that jsonb takes", .timeLimit(.minutes(2)))
struct SessionTests {
    let desk = Desk()

    private func reading(_ json: String) -> Reading { desk.read("session.connected", data: "{\"session\":\(json)}") }
    private func session(_ json: String) -> String? { reading(json).event?.data.lifecycle?.session?.string }

    @Test(
        "Strings and objects, compact and clean",
        arguments: [
            ("\"s3://bucket/key\"", "\"s3://bucket/key\""), (#""\u0041\n\u0001\"""#, #""A\n\u0001\"""#),
            (#""\u0000\ud800""#, "\"\u{FFFD}\u{FFFD}\""), ("{}", "{}"), (" { } ", "{}"), ("{\"a\":[]}", "{\"a\":[]}"),
            (
                " {\n\"a\" : [ 1 , -0.50e+10 , \"x\" , { } , [ [ ] ] ] , \"b\" : { \"c\" : null , \"d\" : true } } ",
                #"{"a":[1,-0.50e+10,"x",{},[[]]],"b":{"c":null,"d":true}}"#
            ),
            (#"{"\u0061\u0000":"\udc00\/"}"#, "{\"a\u{FFFD}\":\"\u{FFFD}/\"}"), (#"{"":""}"#, #"{"":""}"#),
        ])
    func clean(_ json: String, expected: String) {
        #expect(session(json) == expected)
        #expect(desk.reader.invalidFields == 0)
    }

    @Test(
        "The first of a name counts, at every level",
        arguments: [
            (#"{"a":1,"a":2}"#, #"{"a":1}"#), (#"{"a":1,"\u0061":2,"b":3,"a":4}"#, #"{"a":1,"b":3}"#),
            (#"{"a":{"b":1,"b":{"c":2}},"a":[{"a":1}],"c":{"a":1,"b":2,"b":3}}"#, #"{"a":{"b":1},"c":{"a":1,"b":2}}"#),
            (#"{"a":{"a":{"a":1,"a":2},"a":3},"a":4}"#, #"{"a":{"a":{"a":1}}}"#), (#"{"":1,"":2}"#, #"{"":1}"#),
            (#"[{"a":1}]"#, nil), (#"{"x":[{"a":1},{"a":2,"a":3},{"a":4}]}"#, #"{"x":[{"a":1},{"a":2},{"a":4}]}"#),
            (#"{"\ud800":1,"\ud801":2,"\ufffd":3}"#, "{\"\u{FFFD}\":1}"),
            (#"{"a\"":1,"a":2,"a\"":3}"#, #"{"a\"":1,"a":2}"#),
        ])
    func duplicates(_ json: String, expected: String?) {
        #expect(session(json) == expected)
    }

    @Test(
        "An object that isn't JSON makes the record no JSON",
        arguments: [
            "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{\"a\":[1,]}", "{\"a\":[,1]}",
            "{\"a\":[1 2]}",
            "{\"a\":[1}", "{\"a\":{]}", "{\"a\":tru}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":\"\\q\"}", "{\"\\q\":1}",
            "{1:1}",
            "{\"a\":{\"b\":1}", "{\"a\":1,\"a\":}", "{\"a\":1,\"a\":tru}", "{\"a\":1,\"a\":[1 2]}", "{\"a\"::1}",
            "{\"a\":1:2}",
            "{[]}", "{\"a\":[1:2]}", "{\"a\":[\"b\":2]}", "{\"a\",1}",
        ])
    func notJSON(_ json: String) {
        #expect(reading(json).verdict == "invalid-json", "\(reading(json).verdict)")
    }

    @Test("What is JSON and nothing for jsonb counts as absent")
    func unfit() {
        let deep = { (depth: Int) in
            String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        }
        #expect(session(deep(1000)) == deep(1000))
        for json in [deep(1001), "{\"a\":1e131072}", "{\"a\":[1e-16384]}", "{\"a\":1e99999999999999999999}"] {
            let before = desk.reader.invalidFields
            let reading = reading(json)
            #expect(reading.event != nil)
            #expect(reading.event?.data.lifecycle?.session == nil)
            #expect(desk.reader.invalidFields == before + 1)
        }
        #expect(session("{\"a\":1,\"a\":1e131072}") == "{\"a\":1}")
        #expect(session("{\"a\":1e131072,\"a\":1}") == nil)
        #expect(reading("{\"a\":1e131072,\"b\":tru}").verdict == "invalid-json")
    }

    @Test("Very many names, all different and all the same")
    func manyNames() {
        let different = (0..<100_000).map { "\"\($0)\":\($0)" }.joined(separator: ",")
        #expect(session("{\(different)}") == "{\(different)}")
        #expect(session("{\(different),\(different)}") == "{\(different)}")
        let same = String(repeating: "\"a\":[{\"a\":1,\"a\":2}],", count: 50_000)
        #expect(session("{\(same)\"b\":1}") == "{\"a\":[{\"a\":1}],\"b\":1}")
        #expect(session("{\"a\":1}") == "{\"a\":1}")
    }

    @Test("Generated objects, against a second implementation")
    func generated() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            desk.arena.reset()
            let json = NaiveJSON.randomObject(&generator, depth: 4, spaced: true)
            let expected = (try? NaiveJSON.parse(Array(json.utf8)))?.cleanText
            guard expected == nil || session(json) != expected else { continue }
            Issue.record("\(json): \(session(json) ?? "nothing") instead of \(expected ?? "nothing")")
        }
    }

    @Test("Postgres takes them all, and sees the same")
    func postgres() throws {
        var connection = try Connection.connect(
            ConnectionSettings(url: PrivatePostgres.shared().url(), applicationName: "tests"))
        var generator = SeededGenerator(seed: 13)
        var texts = [
            "{\"a\":1e131071}", "{\"a\":1e-16383}", "{\"a\":-0.0}", "{\"a\":123456789012345678901234567890.5e-3}",
            #""\u0000\u0001""#,
            String(repeating: "{\"a\":[", count: 500) + String(repeating: "]}", count: 500),
        ]
        for _ in 0..<200 { texts.append(NaiveJSON.randomObject(&generator, depth: 4, spaced: false)) }
        for json in texts {
            guard let text = session(json) else {
                Issue.record("\(json.prefix(100)) was refused")
                continue
            }
            // `json_object_keys` would show a name twice, `jsonb_object_keys` can't.
            let rows = try connection.query(
                """
                SELECT jsonb_typeof($1::text::jsonb) <> 'object'
                    OR (SELECT count(*) FROM json_object_keys($1::text::json))
                     = (SELECT count(*) FROM jsonb_object_keys($1::text::jsonb))
                """, [.text(text)])
            #expect(rows.bool(0, 0) == true, "\(text.prefix(100))")
        }
        for number in ["1e131072", "1e-16384"] {
            #expect(throws: (any Error).self) {
                _ = try connection.query("SELECT $1::text::jsonb", [.text("{\"a\":\(number)}")])
            }
        }
    }
}
