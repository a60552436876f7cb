import JSON

/// A person, group, channel or list in WhatsApp's normal form: `…@s.whatsapp.net`, `…@lid`, `…@g.us`, `…@newsletter`,
/// `…@broadcast`, without a device.
struct Address: Hashable {
    let user: String
    let server: String

    var text: String { "\(user)@\(server)" }
    var isPhone: Bool { server == "s.whatsapp.net" }
    var isLID: Bool { server == "lid" }
    var isGroup: Bool { server == "g.us" }
    var isNewsletter: Bool { server == "newsletter" }
    var isBroadcast: Bool { server == "broadcast" }
    /// True for chats in which others than the chat itself write and read.
    var hasMembers: Bool { isGroup || isBroadcast }

    /// The phone number, where the address is one.
    var digits: String? { isPhone && Self.areDigits(user[...]) ? user : nil }

    /// An address as any gateway writes it; nil for `me`, for nothing, and for what has no server.
    init?(_ text: String?) {
        guard let text, (3...255).contains(text.utf8.count) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        server = Self.normalServer(parts[1])
        user = server == "s.whatsapp.net" || server == "lid" ? Self.withoutDevice(parts[0]) : String(parts[0])
        guard self.text.utf8.count <= 255 else { return nil }
    }

    /// An address as a string, or as the object that Chrome's page hands out: `{server, user, _serialized}`.
    init?(_ value: JSONValue?) {
        guard let value else { return nil }
        if let text = value.string {
            self.init(text)
        } else if let text = value["_serialized"]?.string {
            self.init(text)
        } else if let user = value["user"]?.string, let server = value["server"]?.string {
            self.init("\(user)@\(server)")
        } else {
            return nil
        }
    }

    private static func normalServer(_ server: Substring) -> String {
        switch server {
        case "c.us", "hosted": "s.whatsapp.net"
        case "hosted.lid": "lid"
        default: String(server)
        }
    }

    /// `5511…:90` and whatsmeow's and Baileys' `5511….0:90`, `5511…_1:90` without what follows the number. What looks
    /// otherwise stays as it is.
    private static func withoutDevice(_ user: Substring) -> String {
        let parts = user.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "." || $0 == "_" }
        guard parts.allSatisfy(areDigits) else { return String(user) }
        return String(parts[0])
    }

    private static func areDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
