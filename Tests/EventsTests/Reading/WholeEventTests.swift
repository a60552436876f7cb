import Bytes
import Testing

@testable import Events

/// One full event of each kind, every field of it.
@Suite("Whole events")
struct WholeEventTests {
    let desk = Desk()

    private func data(_ type: String, _ json: String) throws -> EventData {
        let event = try #require(desk.read(type, data: json).event)
        #expect(desk.reader.invalidFields == 0)
        return event.data
    }

    @Test("A message")
    func message() throws {
        let body = try #require(
            try data(
                "message.received",
                #"""
                {"messageId":"3EB0C7","chat":"120363@g.us","timestamp":"2026-11-23T06:59:59.5-03:00","fromMe":true,
                 "sender":"123@lid","kind":"image","text":"Ol\u00e1 \ud83d\ude00","media":{"size":7,"mimetype":"image/jpeg"},
                 "replyTo":"3EB0C6","pushName":"Maria","aliases":{"lid":"123@lid","phone":"55@s.whatsapp.net"},
                 "status":"delivered","mentions":["x"],"forwarded":true}
                """#
            ).body)
        #expect(body.messageID == "3EB0C7")
        #expect(body.chat == "120363@g.us")
        #expect(body.timestamp == 1_795_427_999_500_000)
        #expect(body.fromMe)
        #expect(body.sender == "123@lid")
        #expect(body.kind == "image")
        #expect(body.text == "Olá 😀")
        #expect(body.media == "{\"size\": 7, \"mimetype\": \"image/jpeg\"}")
        #expect(body.replyTo == "3EB0C6")
        #expect(body.pushName == "Maria")
        #expect(body.alias == Alias(lid: ByteView("123@lid"), phone: ByteView("55@s.whatsapp.net")))
        #expect(body.status == .delivered)
        #expect(!body.isUndecryptable)
    }

    @Test("A status")
    func status() throws {
        let status = try #require(
            try data(
                "message.status",
                #"""
                {"messageIds":["A","B"],"status":"failed","fromMe":false,"participant":"1@lid",
                 "timestamp":"2026-11-23T10:00:01Z","error":{"code":131047,"title":"Re-engagement message"}}
                """#
            ).status)
        #expect(status.messageIDs.first == "A")
        #expect(status.messageIDs.rest.map(\.string) == ["B"])
        #expect(status.status == .failed)
        #expect(!status.fromMe)
        #expect(status.participant == "1@lid")
        #expect(status.timestamp == 1_795_428_001_000_000)
        #expect(status.errorCode == "131047")
    }

    @Test("An edit, a revoke, a reaction")
    func changes() throws {
        let time = "\"timestamp\":\"2026-11-23T10:00:01Z\""
        let edit = try data(
            "message.edited",
            "{\"messageId\":\"A\",\"editId\":\"E\",\"text\":\"\",\"sender\":\"s\",\"fromMe\":true,\(time)}")
        #expect(edit.edit?.editID == "E")
        #expect(edit.edit?.text.isEmpty == true)
        #expect(edit.edit?.sender == "s")
        #expect(edit.edit?.fromMe == true)
        #expect(edit.edit?.timestamp == 1_795_428_001_000_000)
        let revoke = try data("message.revoked", "{\"messageId\":\"A\",\"by\":\"b\",\"fromMe\":true,\(time)}").revoke
        #expect(revoke?.by == "b")
        #expect(revoke?.fromMe == true)
        #expect(revoke?.timestamp == 1_795_428_001_000_000)
        let reaction = try data(
            "message.reaction",
            "{\"messageId\":\"A\",\"sender\":\"s\",\"emoji\":\"\\ud83d\\udc4d\",\"fromMe\":true,\(time)}")
        #expect(reaction.reaction?.emoji == "👍")
        #expect(reaction.reaction?.sender == "s")
        #expect(reaction.reaction?.timestamp == 1_795_428_001_000_000)
    }

    @Test("A contact, a chat, a group")
    func directory() throws {
        let contact = try data(
            "contact.updated",
            #"{"contact":"c","name":"n","pushName":"p","phone":"55","isBusiness":true,"aliases":{"lid":"l","phone":"5"}}"#
        )
        #expect(contact.contact?.contact == "c")
        #expect(contact.contact?.name == "n")
        #expect(contact.contact?.pushName == "p")
        #expect(contact.contact?.phone == "55")
        #expect(contact.contact?.isBusiness == true)
        #expect(contact.contact?.alias?.lid == "l")
        for type in ["chat.updated", "group.updated"] {
            let chat = try data(type, #"{"chat":"c","name":"","description":"d","archived":false}"#).chat
            #expect(chat?.chat == "c")
            #expect(chat?.name?.isEmpty == true)
            #expect(chat?.description == "d")
            #expect(chat?.archived == false)
        }
    }

    @Test("A session's life")
    func lifecycle() throws {
        #expect(try data("session.qr", #"{"qr":"2@x","attempt":1,"expiresAt":"x"}"#).lifecycle?.qr == "2@x")
        let connected = try data(
            "session.connected", #"{"phoneNumber":"5511","session":{"vault":"v"},"lid":"1@lid","pushName":"p"}"#)
        #expect(connected.lifecycle?.phoneNumber == "5511")
        #expect(connected.lifecycle?.session == "{\"vault\":\"v\"}")
        #expect(connected.lifecycle?.reason == nil)
        #expect(try data("session.banned", #"{"reason":"403","code":403}"#).lifecycle?.reason == "403")
        #expect(try data("session.created", #"{"reason":"x"}"#).lifecycle?.reason == nil)
        #expect(try data("session.heartbeat", #"{"state":"x","uptimeSeconds":1}"#).isNone)
    }

    @Test("Plain strings are views into the record, and cost the arena nothing")
    func noCopies() {
        let members = Sample.required["message.received"] ?? []
        let plain = Sample.object(members, [("text", "\"olá\""), ("sender", "\"5\""), ("pushName", "\"Maria\"")])
        let record = desk.record(Array(Sample.event(type: "message.received", data: plain).utf8))
        let before = desk.arena.bytesUsed
        for _ in 0..<10 { #expect(desk.reader.read(record).event?.data.body?.text == "olá") }
        _ = desk.reader.summary(of: record)
        #expect(desk.arena.bytesUsed == before)
        let escaped = Sample.object(members, [("text", "\"ol\\u00e1\"")])
        let other = desk.record(Array(Sample.event(type: "message.received", data: escaped).utf8))
        let copied = desk.arena.bytesUsed
        #expect(desk.reader.read(other).event?.data.body?.text == "olá")
        #expect(desk.arena.bytesUsed - copied == "ol\\u00e1".utf8.count)
    }
}
