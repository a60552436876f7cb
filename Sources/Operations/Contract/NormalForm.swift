/// What contract §1 asks of addresses and ids of messages beyond being strings. Consumers take them as they stand, so
/// that one which isn't normal is another person, chat or message to them.
enum NormalForm {
    private static let servers: Set<Substring> = ["s.whatsapp.net", "lid", "g.us", "newsletter", "broadcast"]

    /// What is wrong with an address; nil where nothing is.
    static func fault(ofAddress text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return "is not USER@SERVER" }
        switch parts[1] {
        case "c.us", "hosted": return "ends in @\(parts[1]), which is @s.whatsapp.net in normal form"
        case "hosted.lid": return "ends in @hosted.lid, which is @lid in normal form"
        case let server where !servers.contains(server): return "has a server that is not the contract's"
        case "s.whatsapp.net", "lid": return hasDevice(parts[0]) ? "names a device (:1), not the person alone" : nil
        default: return nil
        }
    }

    /// `5511…:90`, and as some write it `5511….0:90` and `5511…_1:90`.
    private static func hasDevice(_ user: Substring) -> Bool {
        let parts = user.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "." || $0 == "_" }
        return parts.count > 1
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// What is wrong with a message's id, in `chat` where that is known; nil where nothing is.
    static func fault(ofMessageID id: String, chat: String?) -> String? {
        if let chat, chat.hasSuffix("@newsletter") {
            return id.hasPrefix(chat + "/") ? nil : "is not CHAT/ID, as it must be in a newsletter"
        }
        // `true_5511…@c.us_3EB0…`: chat and id in one.
        return id.contains("@") && !id.contains("@newsletter/") ? "is not the bare stanza id" : nil
    }
}
