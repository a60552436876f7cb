import JSON
import Testing

@testable import Reference

@Suite("A message's body is a join: contract §3")
struct BodyTests {
    /// The data of a body; `changed` replaces members, `null` stands for what is absent.
    static func data(_ changed: [String: JSONValue] = [:]) -> JSONValue {
        let usual: [String: JSONValue] = ["messageId": "M1", "chat": "c@g.us", "timestamp": .string(time(1))]
        let members = usual.merging(changed) { $1 }.sorted { $0.key < $1.key }
        return .object(members.map { JSONValue.Member(name: $0.key, value: $0.value) })
    }

    func received(_ changed: [String: JSONValue] = [:], type: String = "received") -> LogRecord {
        event("message.\(type)", at: 50, data: Self.data(changed))
    }

    /// The only row of a message, whatever the order of the records.
    func row(_ records: LogRecord..., fromMe: String = "false") -> [String: String]? {
        let row = fold(records).row(.messages, "loja", "M1", fromMe)
        #expect(fold(records.reversed() + records).row(.messages, "loja", "M1", fromMe) == row)
        return row
    }

    @Test("The least that a body needs, and what it then says")
    func least() {
        #expect(row(received()) == ["chat_id": "c@g.us", "kind": "text", "sent_at": shown(1)])
    }

    @Test("All that a body can say")
    func everything() {
        let all = received([
            "sender": "a@s.whatsapp.net", "kind": "image", "text": "look", "replyTo": "M0", "pushName": "Ana",
            "status": "server",
            "media": ["url": "u", "size": 7], "aliases": ["lid": "1@lid", "phone": "a@s.whatsapp.net"],
        ])
        #expect(
            row(all) == [
                "chat_id": "c@g.us", "sender_id": "a@s.whatsapp.net", "kind": "image", "body": "look", "reply_to": "M0",
                "push_name": "Ana", "status": "server", "media": #"{"url": "u", "size": 7}"#, "sent_at": shown(1),
            ])
        #expect(fold(all).row(.aliases, "loja", "1@lid") == ["phone": "a@s.whatsapp.net", "seen_at": shown(50)])
    }

    @Test("Each required field is named", arguments: ["messageId", "chat", "timestamp"])
    func required(name: String) {
        for wrong in [.null, 7, "", [:]] as [JSONValue] {
            for type in ["received", "sent", "undecryptable"] {
                #expect(fold(received([name: wrong], type: type)).letter == "invalid-event \(name)")
            }
        }
    }

    @Test("Ids and addresses are 1–255 bytes")
    func lengths() {
        let longest = String(repeating: "é", count: 127)
        #expect(fold(received(["messageId": .string(longest)])).row(.messages, "loja", longest, "false") != nil)
        #expect(fold(received(["messageId": .string(longest + "xx")])).letter == "invalid-event messageId")
        #expect(fold(received(["chat": .string(String(repeating: "x", count: 256))])).letter == "invalid-event chat")
    }

    @Test("fromMe is true for sent where it is absent, else false")
    func fromMe() {
        func keys(_ record: LogRecord) -> [[Text?]] { Array(fold(record).table(.messages).rows.keys) }
        #expect(keys(received()) == [["loja", "M1", "false"]])
        #expect(keys(received(type: "sent")) == [["loja", "M1", "true"]])
        #expect(keys(received(type: "undecryptable")) == [["loja", "M1", "false"]])
        #expect(keys(received(["fromMe": true])) == [["loja", "M1", "true"]])
        #expect(keys(received(["fromMe": false], type: "sent")) == [["loja", "M1", "false"]])
        #expect(keys(received(["fromMe": "no"], type: "sent")) == [["loja", "M1", "true"]])
    }

    @Test("A bad optional field counts as absent: nobody loses a message over a bad caption")
    func optional() {
        let bad = received([
            "sender": "", "kind": 7, "text": [], "media": "x", "replyTo": "", "pushName": false, "aliases": [],
            "status": "seen",
            "fromMe": 1,
        ])
        #expect(row(bad) == row(received()))
        #expect(
            row(received(["kind": "", "text": "", "pushName": ""])) == [
                "chat_id": "c@g.us", "kind": "", "body": "", "push_name": "", "sent_at": shown(1),
            ])
        #expect(row(received(["sender": .string(String(repeating: "x", count: 256))]))?["sender_id"] == nil)
    }

    @Test("U+0000 and lone surrogates stand as U+FFFD")
    func replacement() throws {
        let text = Self.data().text.replacing("}", with: #","text":"a\u0000\ud83dz","media":{"caption":"\u0000"}}"#)
        let row = row(event("message.received", data: try JSONValue(parsing: text)))
        #expect(row?["body"] == "a\u{FFFD}\u{FFFD}z")
        #expect(row?["media"] == "{\"caption\": \"\u{FFFD}\"}")
    }

    @Test("media keeps its own fields, each by its rule; an empty one is absent")
    func media() {
        func media(_ value: JSONValue) -> String? { row(received(["media": value]))?["media"] }
        #expect(
            media([
                "mimetype": "m", "filename": "f", "url": "u", "sha256": "s", "caption": "c", "size": 1, "seconds": 2,
                "width": 3,
                "height": 4, "mediaKey": "secret",
            ])
                == #"{"url": "u", "size": 1, "width": 3, "height": 4, "sha256": "s", "caption": "c", "seconds": 2, "filename": "f", "mimetype": "m"}"#
        )
        #expect(
            media(["url": 7, "size": "7", "seconds": -1, "width": .number("1.0"), "height": .number("1e2")]) == nil)
        #expect(
            media(["size": .number("9007199254740992"), "width": .number("9007199254740993")])
                == #"{"size": 9007199254740992}"#)
        #expect(media(["size": 0, "url": ""]) == #"{"url": "", "size": 0}"#)
        #expect(media([:]) == nil)
        #expect(media(["mediaKey": "secret"]) == nil)
    }

    @Test("A real body beats undecryptable, however late it is; undecryptable has no text")
    func undecryptable() {
        let lost = received(["text": "x", "kind": "image"], type: "undecryptable")
        #expect(row(lost) == ["chat_id": "c@g.us", "kind": "undecryptable", "sent_at": shown(1)])
        let late = received(["text": "z", "timestamp": .string(time(9))])
        #expect(row(lost, late) == ["chat_id": "c@g.us", "kind": "text", "body": "z", "sent_at": shown(9)])
        let byKind = received(["kind": "undecryptable", "text": "x"])
        #expect(row(byKind) == row(lost))
        #expect(row(byKind, late) == row(lost, late))
    }

    @Test("The least sent_at wins, whole: nothing of a later message that reuses the id is taken")
    func leastTime() {
        let first = received(["sender": "a@s.whatsapp.net"])
        let reuse = received([
            "timestamp": .string(time(2)), "text": "a", "kind": "a", "chat": "a@g.us", "pushName": "Eve",
            "replyTo": "X",
        ])
        #expect(row(first, reuse) == row(first))
    }

    @Test("Then the least kind, text, chat, sender; none is greatest")
    func leastOthers() {
        #expect(row(received(["kind": "b", "text": "a"]), received(["kind": "a", "text": "b"]))?["body"] == "b")
        #expect(row(received(["kind": "Z"]), received(["kind": "a"]))?["kind"] == "Z")
        #expect(row(received(["text": "a"]), received())?["body"] == "a")
        #expect(
            row(received(["text": "a", "chat": "9@g.us"]), received(["text": "b", "chat": "1@g.us"]))?["chat_id"]
                == "9@g.us")
        #expect(row(received(["chat": "2@g.us"]), received(["chat": "1@g.us"]))?["chat_id"] == "1@g.us")
        #expect(row(received(["sender": "b@c"]), received())?["sender_id"] == "b@c")
        #expect(row(received(["sender": "b@c"]), received(["sender": "a@c"]))?["sender_id"] == "a@c")
        #expect(row(received(["text": "z"]), received(["text": "é"]))?["body"] == "z")
    }

    @Test("An address that is no @lid comes before one that is")
    func lidLast() {
        #expect(
            row(received(["chat": "1@lid"]), received(["chat": "9@s.whatsapp.net"]))?["chat_id"] == "9@s.whatsapp.net")
        #expect(
            row(received(["sender": "1@lid"]), received(["sender": "9@s.whatsapp.net"]))?["sender_id"]
                == "9@s.whatsapp.net")
        #expect(row(received(["sender": "1@lid"]), received())?["sender_id"] == "1@lid")
    }

    @Test("push_name, reply_to and media come from the events equal to the winner; any beats none, then the greatest")
    func extras() {
        let records = [
            received(["pushName": "Ana", "replyTo": "A"]), received(["pushName": "Bia", "media": ["size": 10]]),
            received(["media": ["size": 9]]),
            received(["text": "zzz", "pushName": "Zoe", "replyTo": "Z", "media": ["url": "z"]]),
        ]
        let expected = [
            "chat_id": "c@g.us", "kind": "text", "body": "zzz", "push_name": "Zoe", "reply_to": "Z",
            "media": #"{"url": "z"}"#,
            "sent_at": shown(1),
        ]
        #expect(row(records[0], records[1], records[2], records[3]) == expected)
        #expect(
            row(records[0], records[1], records[2]) == [
                "chat_id": "c@g.us", "kind": "text", "push_name": "Bia", "reply_to": "A", "media": #"{"size": 9}"#,
                "sent_at": shown(1),
            ])
    }

    @Test("A message known only by another's word has no chat, kind or time")
    func unknownBody() {
        #expect(row(event("message.revoked", at: 3, data: ["messageId": "M1"])) == ["revoked_at": shown(3)])
    }

    @Test("Only a contradiction of two real bodies may be noted")
    func conflicts() {
        func mayConflict(_ records: LogRecord...) -> Bool {
            fold(records).possibleConflicts == [["loja", "M1", "false"]]
        }
        #expect(!mayConflict(received(), received(["timestamp": .string(time(2)), "chat": "x@g.us"])))
        #expect(!mayConflict(received(), received(["kind": "image"], type: "undecryptable")))
        #expect(!mayConflict(received(["sender": "1@lid"]), received(["sender": "1@c"]), received()))
        #expect(mayConflict(received(["sender": "1@lid"]), received(["sender": "2@lid"])))
        #expect(mayConflict(received(["sender": "1@c"]), received(["sender": "2@c"])))
        #expect(mayConflict(received(), received(["text": "x"])))
        #expect(mayConflict(received(), received(["kind": "image"])))
    }
}
