import JSON
import Testing

@testable import Reference

@Suite("Edits, revocations and reactions: contract §3")
struct EditTests {
    let body = event(
        "message.received",
        data: ["messageId": "M1", "chat": "c@g.us", "timestamp": .string(time(0)), "text": "one", "sender": "a@c"])

    func edit(_ id: String, at second: Int, _ text: String, by sender: JSONValue = .null, fromMe: JSONValue = .null)
        -> LogRecord
    {
        event(
            "message.edited", at: second,
            data: ["messageId": "M1", "editId": .string(id), "text": .string(text), "sender": sender, "fromMe": fromMe])
    }

    func row(_ records: LogRecord..., fromMe: String = "false") -> [String: String]? {
        let row = fold(records).row(.messages, "loja", "M1", fromMe)
        #expect(fold(records.reversed() + records).row(.messages, "loja", "M1", fromMe) == row)
        return row.map { $0.filter { !["chat_id", "kind", "sent_at", "sender_id"].contains($0.key) } }
    }

    @Test("An edit shows its text and keeps the original")
    func shown() {
        #expect(
            row(body, edit("E1", at: 5, "two")) == [
                "body": "two", "original_body": "one", "edited_at": ReferenceTests.shown(5),
            ])
        #expect(row(body) == ["body": "one"])
        #expect(row(edit("E1", at: 5, "two")) == ["body": "two", "edited_at": ReferenceTests.shown(5)])
        #expect(
            row(body, edit("E1", at: 5, "")) == [
                "body": "", "original_body": "one", "edited_at": ReferenceTests.shown(5),
            ])
    }

    @Test("The greatest (edited_at, edit_id) is shown")
    func greatest() {
        #expect(row(body, edit("E2", at: 5, "two"), edit("E1", at: 6, "three"))?["body"] == "three")
        #expect(row(body, edit("E2", at: 5, "two"), edit("E1", at: 5, "three"))?["body"] == "two")
    }

    @Test("Each edit_id has a row, the greatest (edited_at, body, sender), none least")
    func rows() {
        func row(_ records: LogRecord...) -> [String: String]? {
            fold(records).row(.edits, "loja", "M1", "false", "E1")
        }
        #expect(
            row(edit("E1", at: 5, "two", by: "a@c")) == [
                "sender_id": "a@c", "body": "two", "edited_at": ReferenceTests.shown(5),
            ])
        #expect(row(edit("E1", at: 5, "b"), edit("E1", at: 6, "a"))?["body"] == "a")
        #expect(row(edit("E1", at: 5, "b"), edit("E1", at: 5, "a"))?["body"] == "b")
        #expect(row(edit("E1", at: 5, "b", by: "a@c"), edit("E1", at: 5, "b"))?["sender_id"] == "a@c")
        #expect(row(edit("E1", at: 5, "b", by: "a@c"), edit("E1", at: 5, "b", by: "b@c"))?["sender_id"] == "b@c")
        #expect(row(edit("E1", at: 5, "b", by: "b@c"), edit("E1", at: 5, "b", by: "a@lid"))?["sender_id"] == "b@c")
        #expect(fold(edit("E1", at: 5, "a"), edit("E2", at: 5, "a")).table(.edits).rows.count == 2)
    }

    @Test("A foreign edit has a row and isn't shown: its sender and the row's are of one kind and differ")
    func foreign() {
        #expect(row(body, edit("E1", at: 5, "two", by: "b@c")) == ["body": "one"])
        #expect(row(body, edit("E1", at: 5, "two", by: "a@c"))?["body"] == "two")
        #expect(row(body, edit("E1", at: 5, "two", by: "b@lid"))?["body"] == "two")
        #expect(row(body, edit("E1", at: 5, "two"))?["body"] == "two")
        #expect(row(edit("E1", at: 5, "two", by: "b@c"))?["body"] == "two")
        #expect(row(body, edit("E1", at: 5, "two", by: "a@c"), edit("E2", at: 6, "three", by: "b@c"))?["body"] == "two")
        #expect(fold(body, edit("E1", at: 5, "two", by: "b@c")).table(.edits).rows.count == 1)
    }

    @Test("Where the message is from me, no edit is foreign")
    func fromMe() {
        let sent = event(
            "message.sent",
            data: ["messageId": "M1", "chat": "c@g.us", "timestamp": .string(time(0)), "text": "one", "sender": "a@c"])
        #expect(row(sent, edit("E1", at: 5, "two", by: "b@c", fromMe: true), fromMe: "true")?["body"] == "two")
        #expect(row(sent, edit("E1", at: 5, "two", by: "b@c"), fromMe: "true") == ["body": "one"])
    }

    @Test("An edit of what can't be decrypted is shown, with no original")
    func undecryptable() {
        let lost = event(
            "message.undecryptable", data: ["messageId": "M1", "chat": "c@g.us", "timestamp": .string(time(0))])
        #expect(row(lost, edit("E1", at: 5, "two")) == ["body": "two", "edited_at": ReferenceTests.shown(5)])
    }

    @Test("Each required field of an edit is named", arguments: ["messageId", "editId", "text"])
    func required(name: String) {
        let fields: [String: JSONValue] = ["messageId": "M1", "editId": "E1", "text": "x"]
        for wrong in [.null, 7, []] as [JSONValue] {
            let data = fields.merging([name: wrong]) { $1 }.map { JSONValue.Member(name: $0.key, value: $0.value) }
            #expect(fold(event("message.edited", data: .object(data))).letter == "invalid-event \(name)")
        }
    }

    @Test("The least (time, by) revokes, no by greatest; the body stays")
    func revoke() {
        func revoke(at second: Int, by: JSONValue = .null, _ timestamp: JSONValue = .null) -> LogRecord {
            event("message.revoked", at: second, data: ["messageId": "M1", "by": by, "timestamp": timestamp])
        }
        #expect(
            row(body, revoke(at: 5, by: "b@c")) == [
                "body": "one", "revoked_at": ReferenceTests.shown(5), "revoked_by": "b@c",
            ])
        #expect(row(revoke(at: 5, by: "a@c"), revoke(at: 4)) == ["revoked_at": ReferenceTests.shown(4)])
        #expect(row(revoke(at: 4, by: "z@c"), revoke(at: 4))?["revoked_by"] == "z@c")
        #expect(row(revoke(at: 4, by: "z@c"), revoke(at: 4, by: "b@c"))?["revoked_by"] == "b@c")
        #expect(row(revoke(at: 4, by: "z@c"), revoke(at: 4, by: "b@lid"))?["revoked_by"] == "b@lid")
        #expect(row(revoke(at: 9, .string(time(2))))?["revoked_at"] == ReferenceTests.shown(2))
        #expect(row(body, revoke(at: 5), edit("E1", at: 9, "two"))?["body"] == "two")
        #expect(fold(event("message.revoked", data: ["by": "a@c"])).letter == "invalid-event messageId")
        #expect(
            fold(event("message.revoked", data: ["messageId": "M1", "fromMe": true])).row(
                .messages, "loja", "M1", "true") != nil)
    }

    @Test("A reaction has a row of its own, the greatest (timestamp, emoji); an empty one is taken back")
    func reaction() {
        func reaction(at second: Int, _ emoji: String, _ timestamp: JSONValue = .null) -> LogRecord {
            event(
                "message.reaction", at: second,
                data: ["messageId": "M1", "sender": "a@c", "emoji": .string(emoji), "timestamp": timestamp])
        }
        func row(_ records: LogRecord...) -> [String: String]? {
            fold(records).row(.reactions, "loja", "M1", "false", "a@c")
        }
        #expect(row(reaction(at: 5, "👍")) == ["emoji": "👍", "reacted_at": ReferenceTests.shown(5)])
        #expect(row(reaction(at: 5, "👍"), reaction(at: 6, "")) == ["reacted_at": ReferenceTests.shown(6)])
        #expect(row(reaction(at: 6, "👍"), reaction(at: 5, ""))?["emoji"] == "👍")
        #expect(row(reaction(at: 5, "👍"), reaction(at: 5, ""))?["emoji"] == "👍")
        #expect(row(reaction(at: 9, "👍", .string(time(1))), reaction(at: 2, "❤️"))?["emoji"] == "❤️")
        #expect(fold(reaction(at: 5, "👍")).table(.messages).rows.isEmpty)
    }

    @Test("Each required field of a reaction is named", arguments: ["messageId", "sender", "emoji"])
    func requiredOfReaction(name: String) {
        let fields: [String: JSONValue] = ["messageId": "M1", "sender": "a@c", "emoji": "x"]
        let data = fields.merging([name: 7]) { $1 }.map { JSONValue.Member(name: $0.key, value: $0.value) }
        #expect(fold(event("message.reaction", data: .object(data))).letter == "invalid-event \(name)")
    }
}
