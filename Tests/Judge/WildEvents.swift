internal import TestSupport

/// Seeded events of every type over a small world, so that they meet: the same sessions, chats and ids again and again, times that
/// tie, fields that are absent or wrong, and records that are no events at all.
package struct WildEvents {
    /// A record to publish.
    package struct Record {
        /// The topic's last word.
        package var topic: String
        /// The key.
        package var key: String
        /// The value.
        package var value: String?
        /// The headers.
        package var headers: [(String, String)] = []
    }

    private var random: SeededGenerator
    private var count = 0

    /// The events of a seed.
    package init(seed: UInt64) { random = SeededGenerator(seed) }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func time() -> String {
        let second = Int.random(in: 0..<8, using: &random)
        return pick([
            "2026-11-23T10:00:0\(second)Z", "2026-11-23T10:00:0\(second).5Z", "2026-11-23T07:00:0\(second)-03:00",
        ])
    }

    private mutating func instance() -> String { pick(["loja-centro", "loja-sul", "café ☕", "x"]) }
    private mutating func chat() -> String {
        pick(["55119@s.whatsapp.net", "77@lid", "120363@g.us", "status@broadcast", "55118@s.whatsapp.net"])
    }
    private mutating func sender() -> String {
        pick(["55119@s.whatsapp.net", "77@lid", "55117@s.whatsapp.net", "78@lid"])
    }
    private mutating func messageID() -> String { "M\(Int.random(in: 0..<12, using: &random))" }
    private mutating func text() -> String {
        pick(["olá", "oi", "", "a\\u0000b", "\\ud83d", "\\uD83D\\uDE00", "x\\ny", "zap"])
    }

    /// Now and then the member is left out, null or of a wrong type.
    private mutating func optional(_ name: String, _ value: String) -> String {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: ",\"\(name)\":null"
        case 1: ",\"\(name)\":[7]"
        case 2...6: ""
        default: ",\"\(name)\":\(value)"
        }
    }

    /// The next record.
    package mutating func next() -> Record {
        count += 1
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<40: return lifecycle()
        case 40..<48: return event("heartbeats", "session.heartbeat", "{}")
        case 48..<97: return message()
        default: return oddity()
        }
    }

    private mutating func event(_ topic: String, _ type: String, _ data: String, key: String? = nil) -> Record {
        let name = instance()
        let isOperator = chance(4)
        var attributes = ""
        if chance(70) { attributes += ",\"sessionepoch\":\(Int.random(in: 0..<3, using: &random))" }
        if chance(50) { attributes += ",\"sequence\":\"\(Int.random(in: 0..<40, using: &random))\"" }
        if chance(92) {
            attributes += ",\"time\":\"\(time())\""
        } else if chance(30) {
            attributes += ",\"time\":\"noon\""
        }
        let source = isOperator ? "/operators/ana" : "/gateways/test/1"
        let body = """
            {"specversion":"1.0","id":"e\(count)","source":"\(source)","type":"whatsapp.\(type)","subject":"\(name)"\
            \(attributes),"data":\(data)}
            """
        // Lifecycle is ordered by the instance; a chat may land anywhere.
        return Record(topic: topic, key: key ?? name, value: body)
    }

    private mutating func lifecycle() -> Record {
        let type = pick([
            "created", "starting", "qr", "pairing_code", "passkey", "authenticated", "connected", "connected",
            "degraded",
            "disconnected", "replaced", "logged_out", "banned", "outdated", "failed", "stopped", "deleted",
            "history_sync",
            "limited",
        ])
        var data = "\"x\":1"
        if type == "qr", chance(95) { data += ",\"qr\":\"2@\(count)\"" }
        data += optional("reason", pick(["\"NAVIGATION\"", "\"\"", "\"a\\u0000\""]))
        data += optional("phoneNumber", pick(["\"5511999\"", "\"+55\"", "\"\""]))
        data += optional("session", pick([#"{"dir":"/s/1","k":[1,2.50,{"b":1,"b":2}]}"#, #""ref-\u0000""#, "{}"]))
        return event(chance(97) ? "lifecycle" : "heartbeats", "session.\(type)", "{\(data)}")
    }

    private mutating func message() -> Record {
        let (type, data) = messageData()
        return event("messages", type, "{\(data)}", key: "k\(Int.random(in: 0..<5, using: &random))")
    }

    private mutating func messageData() -> (String, String) {
        let id = chance(97) ? "\"messageId\":\"\(messageID())\"" : "\"messageId\":\"\""
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<5: return body(id)
        case 5, 6:
            let ids = (0..<Int.random(in: 0...3, using: &random)).map { _ in "\"\(messageID())\"" }.joined(
                separator: ",")
            let status = pick(["pending", "server", "delivered", "read", "played", "failed", "gone"])
            return (
                "message.status",
                "\"messageIds\":[\(ids)],\"status\":\"\(status)\"" + optional("fromMe", pick(["true", "false"]))
                    + (chance(30) ? ",\"participant\":\"\(sender())\"" : "") + optional("timestamp", "\"\(time())\"")
                    + optional("error", pick(["{\"code\":463}", "{\"code\":\"b\"}", "{\"code\":1.5}", "{}"]))
            )
        case 7:
            return (
                "message.edited",
                "\(id),\"editId\":\"E\(Int.random(in: 0..<6, using: &random))\",\"text\":\"\(text())\""
                    + optional("sender", "\"\(sender())\"") + optional("fromMe", pick(["true", "false"]))
                    + optional("timestamp", "\"\(time())\"")
            )
        case 8:
            return (
                "message.revoked",
                id + optional("by", "\"\(sender())\"") + optional("fromMe", pick(["true", "false"]))
                    + optional("timestamp", "\"\(time())\"")
            )
        case 9:
            return (
                "message.reaction",
                "\(id),\"sender\":\"\(sender())\",\"emoji\":\"\(pick(["👍", "", "❤️"]))\""
                    + optional("timestamp", "\"\(time())\"")
            )
        case 10: return names()
        default:
            return (pick(["message.deleted", "poll.vote", "group.participants", "call.received"]), "\"any\":[1,{}]")
        }
    }

    private mutating func body(_ id: String) -> (String, String) {
        let type = pick(["message.received", "message.received", "message.sent", "message.undecryptable"])
        let media = pick([
            #"{"mimetype":"image/jpeg","size":12,"url":"http://x/\u0000y","width":-1}"#, "{}",
            #"{"caption":"","seconds":1.0}"#,
        ])
        return (
            type,
            "\(id),\"chat\":\"\(chat())\",\"timestamp\":\"\(time())\"" + optional("fromMe", pick(["true", "false"]))
                + optional("sender", "\"\(sender())\"")
                + optional("kind", pick(["\"text\"", "\"image\"", "\"undecryptable\""]))
                + optional("text", "\"\(text())\"") + optional("media", media)
                + optional("replyTo", "\"\(messageID())\"")
                + optional("pushName", pick(["\"Ana\"", "\"Zé\"", "\"\""]))
                + optional(
                    "aliases", pick([#"{"lid":"77@lid","phone":"55119@s.whatsapp.net"}"#, #"{"lid":"78@lid"}"#]))
                + optional("status", pick(["\"server\"", "\"failed\"", "\"read\"", "\"odd\""]))
        )
    }

    private mutating func names() -> (String, String) {
        if chance(50) {
            return (
                "contact.updated",
                "\"contact\":\"\(sender())\"" + optional("name", "\"\(text())\"") + optional("pushName", "\"Ana\"")
                    + optional("phone", "\"5511\"") + optional("isBusiness", pick(["true", "false"]))
                    + optional("aliases", #"{"lid":"79@lid","phone":"55119@s.whatsapp.net"}"#)
            )
        }
        return (
            pick(["chat.updated", "group.updated"]),
            "\"chat\":\"\(chat())\"" + optional("name", "\"\(text())\"") + optional("description", "\"\(text())\"")
                + optional("archived", pick(["true", "false"]))
        )
    }

    /// What is no event, or one in binary mode.
    private mutating func oddity() -> Record {
        let topic = pick(["lifecycle", "messages", "messages"])
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return Record(topic: topic, key: "k", value: "not json")
        case 1: return Record(topic: topic, key: "k", value: nil)
        case 2: return Record(topic: topic, key: "k", value: "[1]")
        case 3: return Record(topic: topic, key: "k", value: #"{"specversion":"0.3","id":"a"}"#)
        case 4: return event(topic, "session.never.seen", "{}")
        case 5:
            return Record(
                topic: topic, key: "k",
                value: #"{"specversion":"1.0","id":"","source":"/g","type":"whatsapp.x","subject":"s"}"#)
        case 6:
            return Record(
                topic: topic, key: "k",
                value: #"{"specversion":"1.0","id":"1","source":"/g","type":"com.x","subject":"s"}"#)
        default:
            return Record(
                topic: "messages", key: "k",
                value: #"{"messageId":"M1","chat":"c","timestamp":"2026-11-23T10:00:00Z"}"#,
                headers: [
                    ("ce_specversion", "1.0"), ("ce_id", "b\(count)"), ("ce_source", "/gateways/b"),
                    ("ce_type", "whatsapp.message.received"), ("ce_subject", instance()), ("ce_time", time()),
                ])
        }
    }
}
