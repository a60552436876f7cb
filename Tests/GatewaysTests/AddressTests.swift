import JSON
import Testing

@testable import Gateways

@Suite("Addresses are brought to their normal form")
struct AddressTests {
    @Test(
        "Each way to write an address has one normal form",
        arguments: [
            ("5511987654321@c.us", "5511987654321@s.whatsapp.net"),
            ("5511987654321@s.whatsapp.net", "5511987654321@s.whatsapp.net"),
            ("5511987654321:90@s.whatsapp.net", "5511987654321@s.whatsapp.net"),
            ("5511987654321:3@c.us", "5511987654321@s.whatsapp.net"),
            ("5511987654321.0:90@s.whatsapp.net", "5511987654321@s.whatsapp.net"),
            ("5511987654321_1:2@c.us", "5511987654321@s.whatsapp.net"),
            ("5511987654321:99@hosted", "5511987654321@s.whatsapp.net"),
            ("190318233001122:99@hosted.lid", "190318233001122@lid"),
            ("190318233001122:7@lid", "190318233001122@lid"),
            ("120363021234567890@g.us", "120363021234567890@g.us"),
            ("5511987654321-1424242424@g.us", "5511987654321-1424242424@g.us"),
            ("status@broadcast", "status@broadcast"),
            ("1424242424@broadcast", "1424242424@broadcast"),
            ("120363417343416222@newsletter", "120363417343416222@newsletter"),
            ("55899...@s.whatsapp.net", "55899...@s.whatsapp.net"),
            ("x:y@lid", "x:y@lid"),
            ("13135550002@bot", "13135550002@bot"),
        ])
    func normalForm(raw: String, normal: String) {
        #expect(Address(raw)?.text == normal)
        #expect(Address(.string(raw))?.text == normal)
        #expect(Address(normal)?.text == normal)
    }

    @Test(
        "What has no user or no server is no address",
        arguments: [
            "",
            "me",
            "@",
            "@c.us",
            "5511@",
            "a@b@c",
            "5511987654321",
            "+55 11",
        ])
    func refused(raw: String) {
        #expect(Address(raw) == nil)
    }

    @Test("An address may be an object of Chrome's page")
    func objects() {
        #expect(Address(["server": "g.us", "user": "1203", "_serialized": "1203@g.us"])?.text == "1203@g.us")
        #expect(Address(["server": "c.us", "user": "5511"])?.text == "5511@s.whatsapp.net")
        #expect(Address(["server": "c.us"]) == nil)
        #expect(Address(JSONValue.null) == nil)
        #expect(Address(["x"]) == nil)
        #expect(Address(nil as JSONValue?) == nil)
    }

    @Test("Length counts in bytes, after what is put in")
    func length() {
        #expect(Address(String(repeating: "1", count: 251) + "@lid") != nil)
        #expect(Address(String(repeating: "1", count: 252) + "@lid") == nil)
        #expect(Address(String(repeating: "1", count: 245) + "@c.us") == nil)
        #expect(Address(String(repeating: "é", count: 126) + "@lid") == nil)
    }

    @Test("Only a phone's address has digits")
    func digits() {
        #expect(Address("5511987654321@c.us")?.digits == "5511987654321")
        #expect(Address("190318233001122@lid")?.digits == nil)
        #expect(Address("55899...@c.us")?.digits == nil)
    }

    @Test("Two addresses are aliases only where one is a LID and the other a phone, in either order")
    func aliases() {
        let lid = Address("1@lid")
        let phone = Address("2@c.us")
        #expect(Aliases(lid, phone) == Aliases(phone, lid))
        #expect(Aliases(lid, phone)?.json == ["lid": "1@lid", "phone": "2@s.whatsapp.net"])
        #expect(Aliases(lid, lid) == nil)
        #expect(Aliases(phone, phone) == nil)
        #expect(Aliases(phone, nil) == nil)
        #expect(Aliases(phone, Address("3@g.us")) == nil)
    }

    @Test(
        "Both names of a person are found under every name that keys gave them",
        arguments: [
            ["remoteJid": "1@lid", "remoteJidAlt": "2@s.whatsapp.net"],
            ["remoteJid": "2@s.whatsapp.net", "remoteJidAlt": "1@lid"],
            ["remoteJid": "2@s.whatsapp.net", "senderLid": "1@lid"],
            ["remoteJid": "1@lid", "senderPn": "2"],
            ["remoteJid": "1@lid", "senderPn": "2@s.whatsapp.net"],
            ["remoteJid": "3@g.us", "participant": "1@lid", "participantAlt": "2@c.us"],
            ["remoteJid": "3@g.us", "participantLid": "1@lid", "participantPn": "2"],
            ["remoteJid": "3@g.us", "participant": "2:4@s.whatsapp.net", "participantLid": "1@lid"],
            ["remoteJid": "3@g.us", "participant": "1@lid", "participantPn": "2"],
            ["remoteJid": "3@g.us", "senderLid": "1@lid", "senderPn": "2@s.whatsapp.net"],
        ] as [JSONValue])
    func keyAliases(key: JSONValue) {
        #expect(KeyAliases.of(key) == Aliases(Address("1@lid"), Address("2@s.whatsapp.net")))
    }

    @Test("A group's own two names are no person's")
    func groupAliases() {
        #expect(KeyAliases.of(["remoteJid": "3@g.us", "remoteJidAlt": "1@lid"]) == nil)
        #expect(KeyAliases.of(["remoteJid": "2@c.us", "remoteJidAlt": "2@s.whatsapp.net"]) == nil)
        #expect(KeyAliases.of([:]) == nil)
    }
}
