import JSON

/// The `message` object of WhatsApp's own protocol as JSON: what Baileys, and so Evolution and WAHA's NOWEB, hand out,
/// and whatsmeow, and so WAHA's GOWS, with a few capitals changed (`URL`, `fileSHA256`, `stanzaID`).
struct WireContent {
    /// The name of the member that says what the message is, such as `imageMessage`.
    let name: String
    /// What stands under it.
    let part: JSONValue

    /// Finds what a message is: inside whatever wraps it, and whichever member comes first, because
    /// `messageContextInfo` and keys often do. Nil where nothing but such members is there.
    init?(_ message: JSONValue?) {
        guard var members = message?.object else { return nil }
        var depth = 0
        while let inner = Self.unwrapped(members), depth < 8 {
            members = inner
            depth += 1
        }
        guard let member = members.first(where: { !Self.companions.contains($0.name) && !$0.value.isNull }) else {
            return nil
        }
        name = member.name
        part = member.value
    }

    /// Members that stand beside a message without being one. `base64` and `mediaUrl` are Evolution's.
    private static let companions: Set<String> = [
        "messageContextInfo", "senderKeyDistributionMessage", "fastRatchetKeySenderKeyDistributionMessage", "base64",
        "mediaUrl",
        "speechToText", "contextInfo", "chat",
    ]

    /// Members that wrap a message in another `message`.
    private static let wrappers: Set<String> = [
        "ephemeralMessage", "viewOnceMessage", "viewOnceMessageV2", "viewOnceMessageV2Extension",
        "documentWithCaptionMessage",
        "deviceSentMessage", "editedMessage", "groupMentionedMessage", "botInvokeMessage", "associatedChildMessage",
        "lottieStickerMessage", "groupStatusMessage",
    ]

    private static func unwrapped(_ members: [JSONValue.Member]) -> [JSONValue.Member]? {
        members.first { wrappers.contains($0.name) }?.value["message"]?.object
    }
}

extension WireContent {
    /// The message's kind: WhatsApp Web's word where there is one, else the member's name without its `Message`.
    var kind: String {
        switch name {
        case "conversation", "extendedTextMessage": "text"
        case "audioMessage": part["ptt"]?.bool == true || part["PTT"]?.bool == true ? "ptt" : "audio"
        case "ptvMessage": "ptv"
        case "liveLocationMessage": "location"
        case "contactsArrayMessage": "contact"
        case _ where name.hasPrefix("pollCreationMessage"): "poll"
        case _ where name.hasSuffix("Message"): String(name.dropLast("Message".count))
        default: name
        }
    }

    /// What the message says, for kinds that say something.
    var text: String? {
        switch name {
        case "conversation": part.string
        case "extendedTextMessage": part["text"]?.string
        case "locationMessage", "liveLocationMessage": MapPlace.text(part)
        case "contactMessage": part["vcard"]?.string
        case "contactsArrayMessage": part["contacts"]?.array?.compactMap { $0["vcard"]?.string }.joined(separator: "\n")
        case _ where name.hasPrefix("pollCreationMessage"): poll
        default: caption ?? answer
        }
    }

    /// What is known of the media, for kinds that are some.
    var media: Media? {
        let kinds: Set<String> = [
            "imageMessage", "videoMessage", "ptvMessage", "audioMessage", "documentMessage", "stickerMessage",
        ]
        guard kinds.contains(name) else { return nil }
        return Media(
            mimetype: part["mimetype"]?.word, filename: part["fileName"]?.word ?? part["title"]?.word,
            url: part["url"]?.word ?? part["URL"]?.word,
            sha256: SHA256Text.hex(part["fileSha256"] ?? part["fileSHA256"]),
            caption: caption, size: Moment.count(part["fileLength"]), seconds: Moment.count(part["seconds"]),
            width: Moment.count(part["width"]), height: Moment.count(part["height"]))
    }

    /// The id of the message that this one quotes.
    var replyTo: String? { Self.quoted(in: part["contextInfo"]) }

    /// The id of the message that a `contextInfo` quotes.
    static func quoted(in contextInfo: JSONValue?) -> String? {
        contextInfo?["stanzaId"]?.label ?? contextInfo?["stanzaID"]?.label
    }

    private var caption: String? { part["caption"]?.word }

    /// The words of an answer, a list, a template …
    private var answer: String? {
        let paths = [
            ["selectedDisplayText"], ["contentText"], ["body", "text"], ["hydratedTemplate", "hydratedContentText"],
            ["title"],
            ["orderTitle"], ["product", "title"], ["groupName"], ["name"], ["description"],
        ]
        return paths.lazy.compactMap { part.at($0)?.word }.first
    }

    private var poll: String? {
        let options = part["options"]?.array?.compactMap { $0["optionName"]?.word } ?? []
        return ([part["name"]?.word].compactMap { $0 } + options).joined(separator: "\n")
    }
}
