import JSON
import Testing

@testable import Reference

@Suite("The status of a message: contract §3")
struct StatusTests {
    func status(_ word: String, at second: Int = 0, _ more: [String: JSONValue] = [:]) -> LogRecord {
        let data = ["messageIds": ["M1"], "status": .string(word)].merging(more) { $1 }
        return event(
            "message.status", at: second,
            data: .object(data.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) }))
    }

    func row(_ records: LogRecord...) -> [String: String]? {
        let row = fold(records).row(.messages, "loja", "M1", "true")
        #expect(fold(records.reversed() + records).row(.messages, "loja", "M1", "true") == row)
        return row
    }

    @Test("Each status sets its own time; pending and server set none")
    func times() {
        #expect(row(status("pending")) == ["status": "pending"])
        #expect(row(status("server")) == ["status": "server"])
        #expect(row(status("delivered")) == ["status": "delivered", "delivered_at": shown(0)])
        #expect(row(status("read")) == ["status": "read", "read_at": shown(0)])
        #expect(row(status("played")) == ["status": "played", "played_at": shown(0)])
        #expect(row(status("failed")) == ["status": "failed", "failed_at": shown(0)])
    }

    @Test("The earliest time of that very status; read says nothing of delivered")
    func earliest() {
        #expect(
            row(status("read", at: 5), status("read", at: 3), status("delivered", at: 4)) == [
                "status": "read", "read_at": shown(3), "delivered_at": shown(4),
            ])
    }

    @Test("timestamp counts before the event's time, and a bad one is absent")
    func timestamp() {
        #expect(row(status("read", at: 5, ["timestamp": .string(time(2))]))?["read_at"] == shown(2))
        #expect(row(status("read", at: 5, ["timestamp": "late"]))?["read_at"] == shown(5))
    }

    @Test("The highest seen; failed only below delivered")
    func order() {
        let words = ["pending", "server", "failed", "delivered", "read", "played"]
        for (place, higher) in words.enumerated() {
            for lower in words[...place] {
                #expect(row(status(lower), status(higher))?["status"] == higher)
            }
        }
        #expect(row(status("failed"), status("delivered"))?["failed_at"] == shown(0))
    }

    @Test("failure_code is the least of those given at failed_at")
    func failureCode() {
        func failed(_ second: Int, _ code: JSONValue) -> LogRecord {
            status("failed", at: second, ["error": ["code": code]])
        }
        #expect(row(failed(1, "470"))?["failure_code"] == "470")
        #expect(row(failed(1, 470))?["failure_code"] == "470")
        #expect(row(failed(1, .number("-9223372036854775808")))?["failure_code"] == "-9223372036854775808")
        #expect(row(failed(1, "9"), failed(1, "10"), status("failed", at: 1))?["failure_code"] == "10")
        #expect(row(failed(2, "9"), status("failed", at: 1))?["failure_code"] == nil)
        #expect(row(failed(1, "b"), failed(2, "a"))?["failure_code"] == "b")
        #expect(row(status("delivered", ["error": ["code": "9"]]))?["failure_code"] == nil)
        #expect(row(failed(1, ""))?["failure_code"] == "")
        for wrong in [.number("9223372036854775808"), .number("1.0"), .null, true, [:]] as [JSONValue] {
            #expect(row(failed(1, wrong)) == ["status": "failed", "failed_at": shown(1)])
        }
        #expect(row(status("failed", ["error": "470"]))?["failure_code"] == nil)
    }

    @Test("A body's status raises status and sets no time, but failed, at its timestamp")
    func bodyStatus() {
        func sent(_ word: String) -> LogRecord {
            event(
                "message.sent", at: 9,
                data: ["messageId": "M1", "chat": "c@g.us", "timestamp": .string(time(4)), "status": .string(word)])
        }
        let body = ["chat_id": "c@g.us", "kind": "text", "sent_at": shown(4)]
        #expect(row(sent("read")) == body.merging(["status": "read"]) { $1 })
        #expect(row(sent("failed")) == body.merging(["status": "failed", "failed_at": shown(4)]) { $1 })
        #expect(row(sent("pending"), status("delivered"))?["status"] == "delivered")
        let code: [String: JSONValue] = ["error": ["code": "1"]]
        #expect(row(sent("failed"), status("failed", at: 5, code))?["failure_code"] == nil)
        #expect(row(sent("failed"), status("failed", at: 4, code))?["failure_code"] == "1")
        #expect(row(sent("failed"), status("failed", at: 3, code))?["failed_at"] == shown(3))
    }

    @Test("Each of the ids, each once or more")
    func several() {
        let reference = fold(status("read", ["messageIds": ["M1", "M2", "M1"]]))
        #expect(reference.table(.messages).rows.count == 2)
        #expect(reference.row(.messages, "loja", "M2", "true") == ["status": "read", "read_at": shown(0)])
    }

    @Test(
        "messageIds is a list of 1 or more ids",
        arguments: ["[]", "null", "\"M1\"", "[1]", "[\"M1\",\"\"]", "[null]", "{}"])
    func badIDs(text: String) throws {
        #expect(fold(status("read", ["messageIds": try JSONValue(parsing: text)])).letter == "invalid-event messageIds")
    }

    @Test("status is one of six words", arguments: ["\"Read\"", "\"\"", "null", "3", "\"seen\""])
    func badStatus(text: String) throws {
        #expect(fold(status("read", ["status": try JSONValue(parsing: text)])).letter == "invalid-event status")
    }

    @Test("fromMe is true where it is absent")
    func fromMe() {
        #expect(fold(status("read", ["fromMe": false])).row(.messages, "loja", "M1", "false") != nil)
        #expect(fold(status("read", ["fromMe": "false"])).row(.messages, "loja", "M1", "true") != nil)
    }

    @Test("With participant only the receipt of that member, earliest each; other statuses do nothing")
    func participant() {
        func receipt(_ word: String, at second: Int, _ member: JSONValue = "p@lid") -> LogRecord {
            status(word, at: second, ["participant": member, "error": ["code": "1"]])
        }
        let reference = fold(
            receipt("read", at: 5), receipt("read", at: 3), receipt("delivered", at: 4),
            receipt("played", at: 6, "q@lid"))
        #expect(reference.table(.messages).rows.isEmpty)
        #expect(
            reference.row(.receipts, "loja", "M1", "true", "p@lid") == ["delivered_at": shown(4), "read_at": shown(3)])
        #expect(reference.row(.receipts, "loja", "M1", "true", "q@lid") == ["played_at": shown(6)])
        for word in ["pending", "server", "failed"] {
            let nothing = fold(receipt(word, at: 1))
            #expect(nothing.table(.receipts).rows.isEmpty && nothing.table(.messages).rows.isEmpty)
        }
        #expect(
            fold(receipt("read", at: 1, "")).row(.messages, "loja", "M1", "true") == [
                "status": "read", "read_at": shown(1),
            ])
    }
}
