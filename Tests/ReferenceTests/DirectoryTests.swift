import JSON
import Testing

@testable import Reference

@Suite("Chats, contacts and aliases: contract §3")
struct DirectoryTests {
    func chat(_ records: LogRecord...) -> [String: String]? {
        let row = fold(records).row(.chats, "loja", "c@g.us")
        #expect(fold(records.reversed() + records).row(.chats, "loja", "c@g.us") == row)
        return row
    }

    func updated(at second: Int, _ more: JSONValue = [:], type: String = "chat.updated") -> LogRecord {
        let members = [JSONValue.Member(name: "chat", value: "c@g.us")] + (more.object ?? [])
        return event(type, at: second, data: .object(members))
    }

    func body(_ id: String, at second: Int, in chat: String = "c@g.us", type: String = "message.received") -> LogRecord
    {
        event(
            type, at: 50, data: ["messageId": .string(id), "chat": .string(chat), "timestamp": .string(time(second))])
    }

    @Test("Each column of a chat is the greatest (time, value) among the events that give it")
    func chats() {
        #expect(
            chat(updated(at: 1, ["name": "A", "description": "d", "archived": false])) == [
                "name": "A", "description": "d", "archived": "false", "updated_at": shown(1),
            ])
        #expect(
            chat(updated(at: 1, ["name": "A"]), updated(at: 2, ["description": "d"], type: "group.updated")) == [
                "name": "A", "description": "d", "updated_at": shown(2),
            ])
        #expect(chat(updated(at: 2, ["name": "A"]), updated(at: 1, ["name": "B"]))?["name"] == "A")
        #expect(chat(updated(at: 1, ["name": "A"]), updated(at: 1, ["name": "B"]))?["name"] == "B")
        #expect(chat(updated(at: 1, ["archived": true]), updated(at: 1, ["archived": false]))?["archived"] == "true")
        #expect(chat(updated(at: 1, ["archived": true]), updated(at: 2, ["archived": false]))?["archived"] == "false")
        #expect(
            chat(updated(at: 1, ["name": "A"]), updated(at: 2, ["name": "", "archived": "yes"])) == [
                "name": "", "updated_at": shown(2),
            ])
    }

    @Test("An update that gives nothing still moves updated_at")
    func emptyUpdate() {
        #expect(chat(updated(at: 3)) == ["updated_at": shown(3)])
        #expect(fold(event("chat.updated", data: ["name": "A"])).letter == "invalid-event chat")
        #expect(fold(event("group.updated", data: ["chat": ""])).letter == "invalid-event chat")
    }

    @Test("The last message is the greatest (sent_at, id) of the real bodies, in the chat that the event names")
    func lastMessage() {
        #expect(chat(body("M1", at: 5)) == ["last_message_at": shown(5), "last_message_id": "M1"])
        #expect(chat(body("M1", at: 5), body("M2", at: 4))?["last_message_id"] == "M1")
        #expect(chat(body("M1", at: 5), body("M2", at: 5))?["last_message_id"] == "M2")
        #expect(chat(body("M1", at: 5), body("M2", at: 6, type: "message.undecryptable"))?["last_message_id"] == "M1")
        #expect(chat(body("M1", at: 5, type: "message.undecryptable")) == nil)
        #expect(
            chat(body("M1", at: 5), updated(at: 1, ["name": "A"])) == [
                "name": "A", "updated_at": shown(1), "last_message_at": shown(5), "last_message_id": "M1",
            ])
        #expect(chat(body("M1", at: 5, type: "message.sent"))?["last_message_id"] == "M1")
    }

    @Test("A body that doesn't win its message counts in its own chat")
    func losingBody() {
        let reference = fold(body("M1", at: 1, in: "a@g.us"), body("M1", at: 2, in: "b@g.us"))
        #expect(reference.row(.messages, "loja", "M1", "false")?["chat_id"] == "a@g.us")
        #expect(reference.row(.chats, "loja", "a@g.us") == ["last_message_at": shown(1), "last_message_id": "M1"])
        #expect(reference.row(.chats, "loja", "b@g.us") == ["last_message_at": shown(2), "last_message_id": "M1"])
    }

    @Test("Contacts in the same way")
    func contacts() {
        func contact(_ records: LogRecord...) -> [String: String]? { fold(records).row(.contacts, "loja", "a@c") }
        let all: JSONValue = [
            "contact": "a@c", "name": "Ana", "pushName": "ana", "phone": "5511@s.whatsapp.net", "isBusiness": true,
        ]
        #expect(
            contact(event("contact.updated", at: 1, data: all)) == [
                "name": "Ana", "push_name": "ana", "phone": "5511@s.whatsapp.net", "is_business": "true",
                "updated_at": shown(1),
            ])
        let later: JSONValue = ["contact": "a@c", "name": "Bia", "isBusiness": false, "phone": ""]
        #expect(
            contact(event("contact.updated", at: 2, data: later), event("contact.updated", at: 1, data: all)) == [
                "name": "Bia", "push_name": "ana", "phone": "5511@s.whatsapp.net", "is_business": "false",
                "updated_at": shown(2),
            ])
        #expect(
            contact(event("contact.updated", at: 1, data: later), event("contact.updated", at: 1, data: all))?[
                "is_business"] == "true")
        #expect(fold(event("contact.updated", data: ["name": "A"])).letter == "invalid-event contact")
    }

    @Test("A push name in a message makes no contact")
    func pushName() {
        let data: JSONValue = [
            "messageId": "M1", "chat": "c@g.us", "timestamp": .string(time(1)), "pushName": "Ana", "sender": "a@c",
        ]
        #expect(fold(event("message.received", data: data)).table(.contacts).rows.isEmpty)
    }

    @Test("An alias is the greatest (event's time, phone), from messages and contacts")
    func aliases() {
        func alias(_ records: LogRecord...) -> [String: String]? {
            #expect(
                fold(records.reversed()).row(.aliases, "loja", "1@lid") == fold(records).row(.aliases, "loja", "1@lid"))
            return fold(records).row(.aliases, "loja", "1@lid")
        }
        func contact(at second: Int, _ phone: JSONValue, lid: JSONValue = "1@lid") -> LogRecord {
            event("contact.updated", at: second, data: ["contact": "a@c", "aliases": ["lid": lid, "phone": phone]])
        }
        #expect(alias(contact(at: 1, "b"), contact(at: 2, "a")) == ["phone": "a", "seen_at": shown(2)])
        #expect(alias(contact(at: 1, "b"), contact(at: 1, "a")) == ["phone": "b", "seen_at": shown(1)])
        let message = event(
            "message.undecryptable", at: 3,
            data: [
                "messageId": "M1", "chat": "c@g.us", "timestamp": .string(time(1)),
                "aliases": ["lid": "1@lid", "phone": "m"],
            ])
        #expect(alias(contact(at: 2, "z"), message) == ["phone": "m", "seen_at": shown(3)])
        for wrong in [.null, 7, ""] as [JSONValue] {
            #expect(fold(contact(at: 1, wrong)).table(.aliases).rows.isEmpty)
            #expect(fold(contact(at: 1, "a", lid: wrong)).table(.aliases).rows.isEmpty)
        }
    }

    @Test("One instance's rows are not another's")
    func instances() {
        let reference = fold(
            updated(at: 1, ["name": "A"]), event("chat.updated", of: "outra", data: ["chat": "c@g.us", "name": "B"]))
        #expect(reference.row(.chats, "loja", "c@g.us")?["name"] == "A")
        #expect(reference.row(.chats, "outra", "c@g.us")?["name"] == "B")
    }
}
