import JSON
import Testing

@testable import Gateways

@Suite("Ids are taken apart")
struct StanzaIDTests {
    @Test("A serialized id has a side, a chat, a stanza id and sometimes a participant")
    func serialized() {
        let id = StanzaID("false_120363@g.us_3EB0_5511@c.us")
        #expect(id?.fromMe == false)
        #expect(id?.chat?.text == "120363@g.us")
        #expect(id?.id == "3EB0")
        #expect(id?.participant?.text == "5511@s.whatsapp.net")
        #expect(StanzaID("true_status@broadcast_3EB0")?.chat?.text == "status@broadcast")
        #expect(StanzaID("true_5511@c.us_3EB0")?.participant == nil)
    }

    @Test("Oddities that gateways and documents write are tolerated")
    func odd() {
        #expect(StanzaID("120363@g.us_3EB0_5511@c.us")?.id == "3EB0")
        #expect(StanzaID("120363@g.us_3EB0_5511@c.us")?.fromMe == nil)
        #expect(StanzaID("false_5511@c.us_3EB0[_participant]")?.id == "3EB0")
        #expect(StanzaID("false_5511@c.us_3EB0[_participant]")?.participant == nil)
        #expect(StanzaID("3EB0")?.id == "3EB0")
        #expect(StanzaID("some-id-here")?.id == "some-id-here")
        #expect(StanzaID("true_3EB0")?.id == "3EB0")
    }

    @Test(
        "A chat alone, or nothing, is no id",
        arguments: [
            "",
            "123@g.us",
            "true_5511@c.us",
            "true_5511@c.us_",
            "true_",
            "5511@c.us__x",
        ])
    func refused(text: String) {
        #expect(StanzaID(text) == nil)
    }

    @Test("An id longer than the contract's is none")
    func length() {
        #expect(StanzaID(String(repeating: "A", count: 255))?.id.utf8.count == 255)
        #expect(StanzaID(String(repeating: "A", count: 256)) == nil)
        #expect(StanzaID("true_5511@c.us_" + String(repeating: "A", count: 256)) == nil)
        #expect(StanzaID(String(repeating: "A", count: 5_000)) == nil)
    }

    @Test("An id may be an object, its chat an object in it")
    func objects() {
        let id = StanzaID([
            "fromMe": true, "remote": ["server": "g.us", "user": "1203", "_serialized": "1203@g.us"], "id": "9A0E",
            "_serialized": "true_1203@g.us_9A0E",
        ])
        #expect(id?.chat?.text == "1203@g.us")
        #expect(id?.fromMe == true)
        #expect(StanzaID(["_serialized": "true_1203@g.us_9A0E"])?.id == "9A0E")
        #expect(StanzaID(["_serialized": "true_1203@g.us_9A0E"])?.fromMe == true)
        #expect(StanzaID(["id": "9A0E", "participant": ""])?.participant == nil)
        #expect(StanzaID(["fromMe": true]) == nil)
        #expect(StanzaID(7) == nil)
        #expect(StanzaID(JSONValue.null) == nil)
    }

    @Test("In a channel the id is the chat and the server's counter, elsewhere the stanza's")
    func newsletter() {
        let channel = Address("1203@newsletter")
        let id = StanzaID("false_1203@newsletter_3EB0")
        #expect(id?.messageID(in: nil, serverID: "101") == "1203@newsletter/101")
        #expect(id?.messageID(in: channel, serverID: 101) == "1203@newsletter/101")
        #expect(id?.messageID(in: channel) == "1203@newsletter/3EB0")
        #expect(id?.messageID(in: channel, serverID: true) == nil)
        #expect(id?.messageID(in: Address("1203@g.us"), serverID: "101") == "3EB0")
        #expect(StanzaID(String(repeating: "A", count: 250))?.messageID(in: channel) == nil)
    }
}
