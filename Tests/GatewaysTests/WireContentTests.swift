import JSON
import Testing

@testable import Gateways

@Suite("The protocol's messages are understood")
struct WireContentTests {
    @Test(
        "Each member has its kind and text",
        arguments: [
            (["conversation": "oi"], "text", "oi"),
            (["extendedTextMessage": ["text": "oi"]], "text", "oi"),
            (["imageMessage": ["caption": "oi"]], "image", "oi"),
            (["videoMessage": [:]], "video", nil),
            (["ptvMessage": [:]], "ptv", nil),
            (["audioMessage": ["ptt": true]], "ptt", nil),
            (["audioMessage": ["PTT": true]], "ptt", nil),
            (["audioMessage": ["ptt": false]], "audio", nil),
            (["documentMessage": ["caption": "oi", "title": "t"]], "document", "oi"),
            (["stickerMessage": [:]], "sticker", nil),
            (["contactMessage": ["vcard": "V"]], "contact", "V"),
            (["pollCreationMessage": ["name": "a", "options": [["optionName": "b"]]]], "poll", "a\nb"),
            (["liveLocationMessage": ["degreesLatitude": 1.5, "degreesLongitude": -2]], "location", "geo:1.5,-2.0"),
            (["buttonsResponseMessage": ["selectedDisplayText": "sim"]], "buttonsResponse", "sim"),
            (["listResponseMessage": ["title": "sim"]], "listResponse", "sim"),
            (["interactiveResponseMessage": ["body": ["text": "sim"]]], "interactiveResponse", "sim"),
            (["templateMessage": ["hydratedTemplate": ["hydratedContentText": "oi"]]], "template", "oi"),
            (["orderMessage": ["orderTitle": "2 itens"]], "order", "2 itens"),
            (["productMessage": ["product": ["title": "Camisa"]]], "product", "Camisa"),
            (["eventMessage": ["name": "Festa", "description": "d"]], "event", "Festa"),
            (["futureThing": ["x": 1]], "futureThing", nil),
        ] as [(JSONValue, String, String?)])
    func kinds(message: JSONValue, kind: String, text: String?) {
        let wire = WireContent(message)
        #expect(wire?.kind == kind)
        #expect(wire?.text == text)
    }

    @Test("The first member isn't always the message")
    func companions() {
        let message: JSONValue = [
            "messageContextInfo": [:], "senderKeyDistributionMessage": ["groupId": "x"], "base64": "AAAA",
            "mediaUrl": "u",
            "imageMessage": .null, "conversation": "oi",
        ]
        #expect(WireContent(message)?.name == "conversation")
        #expect(WireContent(["messageContextInfo": [:], "senderKeyDistributionMessage": [:]]) == nil)
        #expect(WireContent([:]) == nil)
        #expect(WireContent("x") == nil)
        #expect(WireContent(nil) == nil)
    }

    @Test("Wrapped messages are unwrapped, but not for ever")
    func wrappers() {
        var message: JSONValue = ["imageMessage": ["caption": "uma vez"]]
        for name in ["viewOnceMessageV2", "ephemeralMessage", "deviceSentMessage"] {
            message = .object([.init(name: name, value: ["message": message])])
        }
        #expect(WireContent(message)?.kind == "image")
        for _ in 0..<50 { message = ["ephemeralMessage": ["message": message]] }
        #expect(WireContent(message)?.name == "ephemeralMessage")
    }

    @Test("What is quoted is found in either spelling")
    func quotes() {
        #expect(WireContent(["extendedTextMessage": ["contextInfo": ["stanzaId": "A"]]])?.replyTo == "A")
        #expect(WireContent(["extendedTextMessage": ["contextInfo": ["stanzaID": "A"]]])?.replyTo == "A")
        #expect(WireContent(["conversation": "oi"])?.replyTo == nil)
        #expect(WireContent.quoted(in: ["stanzaId": ""]) == nil)
    }

    @Test("Media are described from either spelling, their keys left out")
    func media() throws {
        let part: JSONValue = [
            "URL": "https://mmg.whatsapp.net/x", "mimetype": "video/mp4", "fileLength": "7", "seconds": 3,
            "mediaKey": "AAAA",
            "gifPlayback": true, "title": "t.mp4",
        ]
        let media = try #require(WireContent(["videoMessage": part])?.media)
        #expect(
            media.json == [
                "mimetype": "video/mp4", "filename": "t.mp4", "url": "https://mmg.whatsapp.net/x", "size": 7,
                "seconds": 3,
            ])
        #expect(WireContent(["conversation": "oi"])?.media == nil)
    }

    @Test("A protocol message edits, takes back, or does something else")
    func protocolMessages() {
        func reads(_ message: JSONValue) -> String {
            switch ProtocolMessage(message) {
            case .revoke: "revoke"
            case .edit(let text): "edit \(text)"
            case .other: "other"
            }
        }
        #expect(reads(["type": "REVOKE"]) == "revoke")
        #expect(reads(["type": 0]) == "revoke")
        #expect(reads([:]) == "revoke")
        #expect(reads(["type": 14, "editedMessage": ["conversation": "oi"]]) == "edit oi")
        #expect(reads(["type": "MESSAGE_EDIT", "editedMessage": ["imageMessage": ["caption": "oi"]]]) == "edit oi")
        #expect(reads(["editedMessage": ["message": [:], "extendedTextMessage": ["text": "oi"]]]) == "other")
        #expect(reads(["type": 14, "editedMessage": ["imageMessage": [:]]]) == "other")
        #expect(reads(["type": "EPHEMERAL_SETTING"]) == "other")
        #expect(reads(["type": 3]) == "other")
    }

    @Test("A place without coordinates, or with impossible ones, keeps its words")
    func places() {
        #expect(MapPlace.text(["name": "MASP", "latitude": "north", "longitude": 1]) == "MASP")
        #expect(MapPlace.text(["latitude": 1e9, "longitude": 1]) == nil)
        #expect(MapPlace.text([:]) == nil)
    }
}
