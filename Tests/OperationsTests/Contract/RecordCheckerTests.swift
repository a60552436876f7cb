import JSON
import Testing

@testable import Operations

@Suite("What is told of one record")
struct RecordCheckerTests {
    let desk: ContractDesk

    init() throws { desk = try ContractDesk() }

    @Test("A good event is nothing to tell, in either mode")
    func good() {
        #expect(desk.faults(ContractSample.event()) == [])
        let record = ContractDesk.record(
            ContractSample.object(ContractSample.data), key: "loja/55119@s.whatsapp.net",
            headers: ContractSample.headers())
        let verdict = desk.check(record)
        #expect(
            verdict == RecordVerdict(mode: .binary, type: "whatsapp.message.received", source: "/gateways/waha/node-1"))
    }

    @Test(
        "A required field",
        arguments: [
            (["chat": nil], "poison missing data.chat"), (["chat": "null"], "poison null data.chat"),
            (["chat": "7"], "poison wrong-type data.chat"), (["chat": "\"\""], "poison out-of-range data.chat"),
            (["messageId": "[]"], "poison wrong-type data.messageId"),
            (["timestamp": "\"noon\""], "poison bad-time data.timestamp"),
            (["timestamp": "\"2026-11-23T23:59:60Z\""], "poison bad-time data.timestamp"),
            (["timestamp": "\"0001-01-01T00:00:00+00:01\""], "poison bad-time data.timestamp"),
            (["timestamp": "\"9999-12-31T23:59:59-23:59\""], "poison bad-time data.timestamp"),
            (["timestamp": "1764000000"], "poison wrong-type data.timestamp"),
        ] as [([String: String?], String)])
    func required(_ changes: [String: String?], _ fault: String) {
        #expect(desk.faults(ContractSample.event(data: changes)).first == fault)
        #expect(desk.check(ContractDesk.record(ContractSample.event(data: changes))).isPoison)
    }

    @Test(
        "An optional field",
        arguments: [
            (["text": "null"], "violation null data.text"), (["text": "7"], "violation wrong-type data.text"),
            (["fromMe": "\"true\""], "violation wrong-type data.fromMe"),
            (["status": "\"odd\""], "violation out-of-range data.status"),
            (["aliases": #"{"lid":"7@lid"}"#], "violation missing data.aliases.phone"),
            (["media": #"{"size":1.0}"#], "violation wrong-type data.media.size"),
            (["media": #"{"size":1e3}"#], "violation wrong-type data.media.size"),
            (["media": #"{"size":-1}"#], "violation out-of-range data.media.size"),
            (["media": #"{"width":9007199254740993}"#], "violation out-of-range data.media.width"),
            (["replyTo": "\"\""], "violation out-of-range data.replyTo"),
            (["pushName": "{}"], "violation wrong-type data.pushName"),
        ] as [([String: String?], String)])
    func optional(_ changes: [String: String?], _ fault: String) {
        #expect(desk.faults(ContractSample.event(data: changes)) == [fault])
        #expect(!desk.check(ContractDesk.record(ContractSample.event(data: changes))).isPoison)
    }

    @Test(
        "An attribute",
        arguments: [
            (["specversion": "\"0.3\""], "poison out-of-range specversion"), (["id": nil], "poison missing id"),
            (["id": "\"\""], "poison out-of-range id"), (["source": "\"\""], "poison out-of-range source"),
            (["type": "\"com.example.x\""], "poison out-of-range type"), (["type": nil], "poison missing type"),
            (["subject": "\"a\\nb\""], "poison out-of-range subject"),
            (["subject": "\"a\\u007f\""], "poison out-of-range subject"),
            (["subject": "\"a\\u0000\""], "poison out-of-range subject"),
            (["time": "\"noon\""], "violation bad-time time"),
            (["sessionepoch": "-1"], "violation out-of-range sessionepoch"),
            (["sessionepoch": "2147483648"], "violation out-of-range sessionepoch"),
            (["sessionepoch": "1.0"], "violation wrong-type sessionepoch"),
            (["sessionepoch": "\"3\""], "violation wrong-type sessionepoch"),
            (["sequence": "\"18446744073709551616\""], "violation out-of-range sequence"),
            (["sequence": "\"\""], "violation out-of-range sequence"),
            (["sequence": "42"], "violation wrong-type sequence"),
            (["traceparent": "1"], "violation wrong-type traceparent"),
        ] as [([String: String?], String)])
    func attribute(_ changes: [String: String?], _ fault: String) {
        #expect(desk.faults(ContractSample.event(changes)).contains(fault))
        let isPoison = desk.check(ContractDesk.record(ContractSample.event(changes))).isPoison
        #expect(isPoison == fault.hasPrefix("poison"))
    }

    @Test("Lengths are bytes of what the database gets, however few characters they are")
    func lengths() {
        let (fits, tooLong) = (String(repeating: "é", count: 127), String(repeating: "é", count: 128))
        #expect(desk.faults(ContractSample.event(data: ["messageId": "\"\(fits)\""])) == [])
        #expect(
            desk.faults(ContractSample.event(data: ["messageId": "\"\(tooLong)\""])) == [
                "poison out-of-range data.messageId"
            ])
        // U+0000 becomes U+FFFD, which has three.
        let zeros = String(repeating: "\\u0000", count: 86)
        #expect(
            desk.faults(ContractSample.event(data: ["replyTo": "\"\(zeros)\""])) == [
                "violation out-of-range data.replyTo"
            ])
        let halves = String(repeating: "\\ud83d", count: 85)
        #expect(desk.faults(ContractSample.event(data: ["replyTo": "\"\(halves)\""])) == [])
        // A source is never too long.
        let source = "\"/\(String(repeating: "g", count: 255))\""
        #expect(desk.faults(ContractSample.event(["source": source])) == [])
    }

    @Test("Every element of a list is at one place")
    func list() {
        let changes = #"{"messageIds":["a","",7,""],"status":"read"}"#
        let told = desk.faults(ContractSample.event("whatsapp.message.status", changes), key: "loja")
        #expect(told == ["poison out-of-range data.messageIds[]", "poison wrong-type data.messageIds[]"])
        let empty = ContractSample.event("whatsapp.message.status", #"{"messageIds":[],"status":"read"}"#)
        #expect(desk.faults(empty, key: "loja") == ["poison out-of-range data.messageIds"])
    }

    @Test("All that is wrong is told, though a consumer stops at the first")
    func several() {
        let told = desk.faults(ContractSample.event(data: ["chat": nil, "timestamp": "1", "text": "1"]), key: "loja")
        #expect(
            Set(told) == [
                "poison missing data.chat", "poison wrong-type data.timestamp", "violation wrong-type data.text",
            ])
    }

    @Test("Data that is none takes what it had to hold along", arguments: ["7", "null", "[]", nil])
    func data(_ data: String?) {
        let told = desk.faults(ContractSample.event(["data": data]), key: "loja")
        #expect(told == ["poison \(data == nil ? "missing" : data == "null" ? "null" : "wrong-type") data"])
        let optional = ContractSample.event("whatsapp.session.starting", data)
        let isOdd = data.map { ["violation \($0 == "null" ? "null" : "wrong-type") data"] } ?? []
        #expect(desk.faults(optional, key: "loja", on: .lifecycle) == isOdd)
    }

    @Test("Without a time of its own a record needs Kafka's")
    func time() {
        let event = ContractSample.event(["time": nil])
        #expect(desk.faults(event) == [])
        let verdict = desk.check(ContractDesk.record(event, key: "loja/x", timestamp: -1))
        #expect(ContractDesk.words(verdict) == ["poison missing time"])
        let bad = desk.check(
            ContractDesk.record(ContractSample.event(["time": "\"noon\""]), key: "loja/x", timestamp: -1))
        #expect(ContractDesk.words(bad) == ["poison bad-time time"])
    }

    @Test(
        "What is no JSON in UTF-8, or no event",
        arguments: [
            ("not json", "poison invalid-json"), ("", "poison invalid-json"),
            ("{\"specversion\":\"1.0\"", "poison invalid-json"),
            ("{}", "poison not-an-event"), ("[1]", "poison not-an-event"), ("7", "poison not-an-event"),
            (#"{"event":"message","payload":{}}"#, "poison not-an-event"),
        ])
    func unreadable(_ value: String, _ fault: String) {
        #expect(desk.faults(value) == [fault])
        #expect(desk.faults(value, on: .health) == [fault.replacing("poison", with: "violation")])
    }

    @Test("A tombstone is no fault, whatever the topic", arguments: ContractTopic.allCases)
    func tombstone(_ topic: ContractTopic) {
        #expect(desk.check(ContractDesk.record(nil, key: "x"), on: topic) == RecordVerdict(isTombstone: true))
    }

    @Test("A value beyond the limit is not looked into")
    func size() throws {
        let small = try ContractDesk(maxEventBytes: 100)
        let verdict = small.check(ContractDesk.record(ContractSample.event()))
        #expect(verdict.isPoison && ContractDesk.words(verdict) == ["poison too-large"])
        #expect(
            ContractDesk.words(small.check(ContractDesk.record(ContractSample.event()), on: .commands)) == [
                "violation too-large"
            ])
    }

    @Test("Nesting beyond what the tool reads is told, and is no poison where no row is made of it")
    func deep() {
        let deep = String(repeating: "[", count: 1_500) + String(repeating: "]", count: 1_500)
        let verdict = desk.check(ContractDesk.record(ContractSample.event(data: ["own": deep])))
        #expect(!verdict.isPoison && ContractDesk.words(verdict) == ["violation invalid-json"])
    }

    @Test("Nothing of what stands in a record is told")
    func secrets() {
        for changes in [["chat": "\"secret words\""], ["secret words": "1"], ["media": #"{"size":"secret words"}"#]] {
            let verdict = desk.check(ContractDesk.record(ContractSample.event(data: changes)))
            #expect(!"\(verdict.faults)".contains("secret"))
        }
        let twice = #"{"secret":1,"secret":{"words":1,"words":2}}"#
        let told = desk.check(ContractDesk.record(ContractSample.event(data: ["own": twice]), key: "loja/x"))
        #expect(ContractDesk.words(told) == ["violation duplicate-name data.*"])
    }
}
