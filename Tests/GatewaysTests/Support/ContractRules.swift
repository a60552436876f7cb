import Events
import JSON

/// The contract's rules for one event, written down a second time, from the page and not from the mapping.
enum ContractRules {
    /// What is wrong with the event; empty where it is valid and nothing optional would count as absent.
    static func violations(_ event: CloudEvent) -> [String] {
        let json = event.json
        return envelope(json) + data(json, event.type) + topic(event)
    }

    private static func topic(_ event: CloudEvent) -> [String] { event.topicName == nil ? ["has no topic"] : [] }

    private static func envelope(_ json: JSONValue) -> [String] {
        var found = [
            check(json["specversion"]?.string == "1.0", "specversion"), check(isID(json["id"]), "id"),
            check(isID(json["source"]) && json["source"]?.string?.hasPrefix("/gateways/") == true, "source"),
            check(json["type"]?.string?.hasPrefix("whatsapp.") == true, "type"),
            check(isID(json["subject"]), "subject"),
            check(json["time"].map(isTime) ?? true, "time"),
            check(json["sessionepoch"].map { (0...Int64(Int32.max)).contains($0.int64 ?? -1) } ?? true, "sessionepoch"),
            check(json["data"]?.object != nil, "data"), check(isID(json["partitionkey"]), "partitionkey"),
        ]
        let names = json.object?.map(\.name) ?? []
        found.append(check(Set(names).count == names.count, "an attribute occurs twice"))
        return found.flatMap { $0 }
    }

    private static func data(_ json: JSONValue, _ type: String) -> [String] {
        guard let rules = rules[String(type.dropFirst("whatsapp.".count))] else { return ["type \(type)"] }
        let data = json["data"] ?? .null
        let names = data.object?.map(\.name) ?? []
        let twice = check(Set(names).count == names.count, "a field occurs twice")
        let nulls = check(data.object?.contains { $0.value.isNull } == false, "a field is null")
        return twice + nulls
            + rules.flatMap { rule in
                guard let value = data[rule.name] else { return check(!rule.isRequired, "\(rule.name) is missing") }
                return check(rule.holds(value), "\(rule.name) is invalid")
            }
    }

    static func check(_ holds: Bool, _ name: String) -> [String] { holds ? [] : [name] }
    @Sendable static func isID(_ value: JSONValue?) -> Bool { (1...255).contains(value?.string?.utf8.count ?? 0) }
    @Sendable static func isTime(_ value: JSONValue) -> Bool {
        value.string.map { EventTime.microseconds($0) != nil } ?? false
    }

    /// Addresses in normal form only.
    @Sendable static func isAddress(_ value: JSONValue?) -> Bool {
        guard isID(value), let text = value?.string, let at = text.firstIndex(of: "@") else { return false }
        let server = text[text.index(after: at)...]
        return at > text.startIndex && !["c.us", "hosted", "hosted.lid"].contains(server) && !text[..<at].contains(":")
    }
}

extension ContractRules {
    /// A field of `data`.
    struct Rule: Sendable {
        var name: String
        var isRequired = false
        var holds: @Sendable (JSONValue) -> Bool
    }

    private static func required(_ name: String, _ holds: @escaping @Sendable (JSONValue) -> Bool) -> Rule {
        Rule(name: name, isRequired: true, holds: holds)
    }
    private static func optional(_ name: String, _ holds: @escaping @Sendable (JSONValue) -> Bool) -> Rule {
        Rule(name: name, holds: holds)
    }
    private static func text(_ names: String...) -> [Rule] { names.map { optional($0) { $0.string != nil } } }
    private static func flag(_ names: String...) -> [Rule] { names.map { optional($0) { $0.bool != nil } } }
    private static func address(_ names: String...) -> [Rule] { names.map { optional($0, isAddress) } }

    private static let statuses: Set<String> = ["pending", "server", "delivered", "read", "played", "failed"]
    @Sendable private static func isStatus(_ value: JSONValue) -> Bool { statuses.contains(value.string ?? "") }

    @Sendable private static func isMedia(_ media: JSONValue) -> Bool {
        let texts: Set<String> = ["mimetype", "filename", "url", "sha256", "caption"]
        let numbers: Set<String> = ["size", "seconds", "width", "height"]
        guard let members = media.object, !members.isEmpty else { return false }
        return members.allSatisfy {
            texts.contains($0.name)
                ? $0.value.string != nil : numbers.contains($0.name) && (0...1 << 53).contains($0.value.int64 ?? -1)
        }
    }

    @Sendable private static func isAliases(_ aliases: JSONValue) -> Bool {
        isAddress(aliases["lid"]) && isAddress(aliases["phone"]) && aliases["lid"]?.string?.hasSuffix("@lid") == true
            && aliases["phone"]?.string?.hasSuffix("@s.whatsapp.net") == true
    }

    private static let aliases = optional("aliases", isAliases)
    private static let body =
        [
            required("messageId", isID), required("chat", isAddress), required("timestamp", isTime),
            optional("media", isMedia),
        ]
        + text("text", "pushName") + flag("fromMe") + address("sender")
        + [
            optional("kind") { !($0.string ?? "").isEmpty }, optional("replyTo", isID), aliases,
            optional("status", isStatus),
        ]
    private static let chat = [required("chat", isAddress)] + text("name", "description") + flag("archived")
    private static let ending = [
        optional("reason") { !($0.string ?? "").isEmpty }, optional("code") { $0.string != nil || $0.int64 != nil },
    ]
    private static let account =
        [optional("phoneNumber") { $0.string?.allSatisfy(\.isNumber) == true }] + address("lid") + text("pushName")

    /// Every type that a gateway can make.
    static let rules: [String: [Rule]] = [
        "session.created": [], "session.starting": text("state"), "session.pairing_code": [],
        "session.passkey": text("state"),
        "session.qr": [required("qr") { !($0.string ?? "").isEmpty }], "session.authenticated": [],
        "session.connected": account,
        "session.degraded": ending, "session.limited": ending + [optional("until", isTime)],
        "session.history_sync": ending + [optional("progress") { $0.int64 != nil }], "session.disconnected": ending,
        "session.replaced": ending, "session.logged_out": ending, "session.banned": ending, "session.outdated": ending,
        "session.failed": ending, "session.stopped": ending,
        "message.received": body, "message.sent": body, "message.undecryptable": body,
        "message.status": [
            required("messageIds") { $0.array.map { !$0.isEmpty && $0.allSatisfy(isID) } ?? false },
            required("status", isStatus),
            optional("timestamp", isTime), optional("error") { isID($0["code"]) },
        ] + flag("fromMe") + address("participant", "chat"),
        "message.edited": [
            required("messageId", isID), required("editId", isID), required("text") { $0.string != nil },
            optional("timestamp", isTime),
        ] + flag("fromMe") + address("sender", "chat"),
        "message.revoked": [required("messageId", isID), optional("timestamp", isTime)] + flag("fromMe")
            + address("by", "chat"),
        "message.reaction": [
            required("messageId", isID), required("sender", isAddress), required("emoji") { $0.string != nil },
            optional("timestamp", isTime),
        ] + flag("fromMe") + address("chat"),
        "contact.updated": [required("contact", isAddress), aliases] + text("name", "pushName")
            + address("formerContact")
            + [optional("phone") { $0.string?.allSatisfy(\.isNumber) == true }],
        "chat.updated": chat, "group.updated": chat,
        "message.deleted": [required("messageId", isID)] + address("chat"),
        "poll.vote": [required("messageId", isID), optional("timestamp", isTime)] + address("chat", "sender"),
        "group.participants": [
            required("chat", isAddress), required("action") { $0.string != nil },
            required("participants") { $0.array?.allSatisfy(isAddress) == true },
            optional("aliases") { $0.array?.allSatisfy(isAliases) == true },
        ] + address("by"),
        "call.received": [required("callId", isID), optional("timestamp", isTime)] + address("chat", "from"),
    ]
}
