import JSON
import Testing

@testable import Reference

/// One history that goes through all tables, with every row that must be there and no other.
@Suite("A shop's morning, from its QR code to its last message")
struct StoryTests {
    static func body(_ type: String, _ id: String, at second: Int, _ more: JSONValue = [:]) -> LogRecord {
        let usual: JSONValue = [
            "messageId": .string(id), "chat": "ana@s.whatsapp.net", "timestamp": .string(time(second)),
        ]
        return event("message.\(type)", at: second, data: .object((usual.object ?? []) + (more.object ?? [])))
    }

    static let lifecycle: [LogRecord] = [
        event("session.created", at: 1, epoch: 1, sequence: "1"),
        event("session.qr", at: 2, epoch: 1, sequence: "2", data: ["qr": "2@first"]),
        event("session.heartbeat", at: 3, epoch: 1),
        event("session.authenticated", at: 4, epoch: 1, sequence: "3", data: ["session": ["path": "/var/loja"]]),
        event("session.connected", at: 5, epoch: 1, sequence: "4", data: ["phoneNumber": "5511999"]),
        event("session.degraded", at: 6, epoch: 1, sequence: "5", data: ["reason": "phone offline"]),
        event("session.connected", at: 7, epoch: 2, sequence: "1"),
        event("session.failed", at: 8, epoch: 1, sequence: "6", data: ["reason": "killed"]),
    ]

    static let messages: [LogRecord] = [
        body("undecryptable", "M1", at: 10),
        body("received", "M1", at: 10, ["sender": "ana@s.whatsapp.net", "text": "oi", "pushName": "Ana"]),
        body("sent", "M2", at: 12, ["text": "bom dia", "replyTo": "M1", "status": "pending"]),
        event("message.status", at: 13, data: ["messageIds": ["M2"], "status": "server"]),
        event("message.status", at: 14, data: ["messageIds": ["M2"], "status": "delivered"]),
        event(
            "message.status", at: 15,
            data: ["messageIds": ["M2"], "status": "read", "participant": "ana@s.whatsapp.net"]),
        event(
            "message.edited", at: 16, data: ["messageId": "M2", "editId": "E1", "text": "boa tarde", "fromMe": true]),
        event(
            "message.reaction", at: 17,
            data: ["messageId": "M2", "fromMe": true, "sender": "ana@s.whatsapp.net", "emoji": "❤️"]),
        event("message.revoked", at: 18, data: ["messageId": "M1", "by": "ana@s.whatsapp.net"]),
        event(
            "contact.updated", at: 19,
            data: [
                "contact": "1@lid", "name": "Ana", "aliases": ["lid": "1@lid", "phone": "ana@s.whatsapp.net"],
            ]),
        event("chat.updated", at: 20, data: ["chat": "ana@s.whatsapp.net", "archived": true]),
        event("message.exploded", at: 21), record("not JSON"), record(nil),
        body("received", "M3", at: 22, ["chat": .null]), event("message.sent", data: ["messageId": "M3", "chat": ""]),
    ]

    let reference: Reference = fold(StoryTests.lifecycle + StoryTests.messages)

    @Test("The instance and its session")
    func instance() {
        #expect(reference.table(.instances).rows.count == 1)
        #expect(
            reference.row(.instances, "loja") == [
                "status": "connected", "detail": "connected", "phone_number": "5511999", "session_epoch": "2",
                "created_at": shown(1),
                "updated_at": shown(7), "last_seen_at": shown(8),
            ])
        #expect(reference.table(.sessions).rows.count == 1)
        #expect(
            reference.row(.sessions, "loja") == [
                "phone_number": "5511999", "session_data": #"{"path": "/var/loja"}"#, "last_activity": shown(7),
            ])
    }

    @Test("Its history, the stale event too, the heartbeat not")
    func instanceEvents() {
        let rows = Self.lifecycle.indices.map { reference.row(.instanceEvents, "1", "0", "\($0)") }
        #expect(
            rows.map { $0?["detail"] } == [
                "created", "qr", nil, "authenticated", "connected", "degraded", "connected", "failed",
            ])
        #expect(
            rows.map { $0?["status"] } == [
                "connecting", "connecting", nil, "connecting", "connected", "connected", "connected", "connected",
            ])
        #expect(rows.map { $0?["session_epoch"] } == ["1", "1", nil, "1", "1", "1", "2", "1"])
        #expect(rows.map { $0?["reason"] } == [nil, nil, nil, nil, nil, "phone offline", nil, "killed"])
        #expect(reference.table(.instanceEvents).rows.count == 7)
    }

    @Test("The messages")
    func messages() {
        #expect(reference.table(.messages).rows.count == 3)
        #expect(
            reference.row(.messages, "loja", "M1", "false") == [
                "chat_id": "ana@s.whatsapp.net", "sender_id": "ana@s.whatsapp.net", "push_name": "Ana", "kind": "text",
                "body": "oi",
                "sent_at": shown(10), "revoked_at": shown(18), "revoked_by": "ana@s.whatsapp.net",
            ])
        #expect(
            reference.row(.messages, "loja", "M2", "true") == [
                "chat_id": "ana@s.whatsapp.net", "kind": "text", "body": "boa tarde", "original_body": "bom dia",
                "reply_to": "M1",
                "sent_at": shown(12), "status": "delivered", "delivered_at": shown(14), "edited_at": shown(16),
            ])
    }

    @Test("A name that comes twice is the first one's: M3 has the chat that stood first")
    func twice() {
        #expect(
            reference.row(.messages, "loja", "M3", "false") == [
                "chat_id": "ana@s.whatsapp.net", "kind": "text", "sent_at": shown(22),
            ])
    }

    @Test("What hangs on the messages")
    func parts() {
        #expect(reference.table(.edits).rows == [["loja", "M2", "true", "E1"]: [nil, "boa tarde", Text(shown(16))]])
        #expect(
            reference.table(.reactions).rows == [["loja", "M2", "true", "ana@s.whatsapp.net"]: ["❤️", Text(shown(17))]])
        #expect(
            reference.table(.receipts).rows == [
                ["loja", "M2", "true", "ana@s.whatsapp.net"]: [nil, Text(shown(15)), nil]
            ])
    }

    @Test("Chats, contacts, aliases")
    func directory() {
        #expect(
            reference.table(.chats).rows == [
                ["loja", "ana@s.whatsapp.net"]: [nil, nil, "true", Text(shown(20)), Text(shown(22)), "M3"]
            ])
        #expect(reference.table(.contacts).rows == [["loja", "1@lid"]: ["Ana", nil, nil, nil, Text(shown(19))]])
        #expect(reference.table(.aliases).rows == [["loja", "1@lid"]: ["ana@s.whatsapp.net", Text(shown(19))]])
    }

    @Test("The archive has all but the heartbeat, and the dead letters name what was wrong")
    func rest() {
        #expect(reference.table(.archive).rows.count == Self.lifecycle.count + Self.messages.count - 1)
        let first = Self.lifecycle.count
        #expect(
            reference.table(.deadLetters).rows == [
                ["1", "whatsapp.messages", "0", Text("\(first + 12)")]: ["invalid-json", nil],
                ["1", "whatsapp.messages", "0", Text("\(first + 15)")]: ["invalid-event", "chat"],
            ])
        #expect(reference.possibleConflicts.isEmpty)
    }

    @Test("The tables asked for are the tables given, and the whole equals itself")
    func subsets() {
        let some = reference.tables([.chats, .messages])
        #expect(some[.chats].rows.count == 1)
        #expect(some[.archive].rows.isEmpty)
        #expect(
            Tables.difference(expected: reference.tables(), actual: fold(Self.lifecycle + Self.messages).tables()) == []
        )
        let lines = Tables.difference(expected: reference.tables(), actual: some)
        #expect(lines.contains("whatsapp_instances (loja): is missing"))
        #expect(lines.allSatisfy { !$0.hasPrefix("whatsapp_messages") })
    }

    @Test("A topic made anew begins its offsets again, and nothing collides")
    func logs() {
        var reference = Reference()
        for logID in 1...2 {
            var created = event("session.created", at: logID)
            created.logID = logID
            reference.apply(created)
            created.value = Array("oops".utf8)
            created.partition = 1
            reference.apply(created)
        }
        #expect(reference.table(.archive).rows.count == 4)
        #expect(reference.table(.instanceEvents).rows.count == 2)
        #expect(reference.table(.deadLetters).rows.count == 2)
        #expect(reference.row(.instances, "loja")?["updated_at"] == shown(2))
    }
}
