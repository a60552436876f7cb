@testable import Events

/// Events of every type that has rows, as text, with good, bad, missing, repeated and unknown members in any order.
enum RandomEvent {
    private static let types = Array(Sample.required.keys).sorted()
    private static let addresses = [
        "\"5511@s.whatsapp.net\"", "\"1@lid\"", "\"3\\u0045B0\"", "\"x\\u0000\"", "\"\\ud800\"",
    ]
    private static let times = [
        "\"2026-11-23T10:00:00Z\"", "\"1999-01-01T00:00:00.123456789+05:30\"", "\"2026-13-01T00:00:00Z\"",
    ]

    /// The names that each type's rows are made of.
    static let fields: [String: [String]] = [
        "session.qr": ["qr"], "session.connected": ["phoneNumber", "session"], "session.authenticated": ["session"],
        "session.failed": ["reason"], "session.deleted": ["reason"], "message.received": body, "message.sent": body,
        "message.undecryptable": body,
        "message.status": ["messageIds", "status", "fromMe", "participant", "timestamp", "error"],
        "message.edited": ["messageId", "editId", "text", "sender", "fromMe", "timestamp"],
        "message.revoked": ["messageId", "by", "fromMe", "timestamp"],
        "message.reaction": ["messageId", "sender", "emoji", "fromMe", "timestamp"],
        "contact.updated": ["contact", "name", "pushName", "phone", "isBusiness", "aliases"],
        "chat.updated": ["chat", "name", "description", "archived"],
        "group.updated": ["chat", "name", "description", "archived"],
    ]
    private static let body = [
        "messageId", "chat", "timestamp", "fromMe", "sender", "kind", "text", "media", "replyTo", "pushName", "aliases",
        "status",
    ]

    static func text(_ generator: inout SeededGenerator) -> String {
        let type = types.randomElement(using: &generator) ?? ""
        var data = Sample.required[type] ?? []
        for name in fields[type] ?? [] where Int.random(in: 0...2, using: &generator) > 0 {
            if let index = data.firstIndex(where: { $0.0 == name }) {
                if Bool.random(using: &generator) { data[index].1 = value(of: name, &generator) }
            } else {
                data.append((name, value(of: name, &generator)))
            }
        }
        spoil(&data, &generator)
        var envelope = Sample.envelope
        envelope[3].1 = "\"whatsapp.\(type)\""
        envelope[8].1 = object(data, &generator)
        if Int.random(in: 0...3, using: &generator) == 0 {
            envelope[6].1 = NaiveJSON.randomValue(&generator, depth: 1, spaced: true)
        }
        spoil(&envelope, &generator)
        return object(envelope, &generator)
    }

    private static func object(_ members: [(String, String)], _ generator: inout SeededGenerator) -> String {
        let quoted = members.map { name, value in
            (Int.random(in: 0...9, using: &generator) == 0 ? escaped(name) : "\"\(name)\"", value)
        }
        return NaiveJSON.object(quoted, &generator, spaced: Bool.random(using: &generator))
    }

    private static func escaped(_ name: String) -> String {
        "\"" + name.unicodeScalars.map { "\\u00\(String($0.value, radix: 16))" }.joined() + "\""
    }

    /// Unknown members, repeated names, another order.
    private static func spoil(_ members: inout [(String, String)], _ generator: inout SeededGenerator) {
        if Int.random(in: 0...3, using: &generator) == 0, let name = members.randomElement(using: &generator)?.0 {
            members.append((name, NaiveJSON.randomValue(&generator, depth: 2, spaced: true)))
        }
        if Bool.random(using: &generator) {
            members.append(("extra", NaiveJSON.randomValue(&generator, depth: 3, spaced: true)))
        }
        if Int.random(in: 0...3, using: &generator) == 0 { members.shuffle(using: &generator) }
    }

    private static func value(of name: String, _ generator: inout SeededGenerator) -> String {
        if Int.random(in: 0...11, using: &generator) == 0 {
            return NaiveJSON.randomValue(&generator, depth: 2, spaced: true)
        }
        let flags = ["true", "false", "null"]
        switch name {
        case "messageId", "chat", "sender", "replyTo", "participant", "editId", "by", "contact", "phone":
            return addresses.randomElement(using: &generator) ?? ""
        case "timestamp": return times.randomElement(using: &generator) ?? ""
        case "fromMe", "isBusiness", "archived": return flags.randomElement(using: &generator) ?? ""
        case "status":
            return ["\"read\"", "\"failed\"", "\"pla\\u0079ed\"", "\"x\""].randomElement(using: &generator) ?? ""
        case "messageIds": return "[ \(addresses.joined(separator: ","))]"
        case "aliases":
            return object([("lid", "\"1@lid\""), ("phone", NaiveJSON.randomString(&generator))], &generator)
        case "error": return object([("code", NaiveJSON.randomNumber(&generator))], &generator)
        case "session": return NaiveJSON.randomObject(&generator, depth: 3, spaced: true)
        case "media":
            let members = [
                ("caption", NaiveJSON.randomString(&generator)), ("size", NaiveJSON.randomNumber(&generator)),
            ]
            return object(members, &generator)
        default: return NaiveJSON.randomString(&generator)
        }
    }
}
