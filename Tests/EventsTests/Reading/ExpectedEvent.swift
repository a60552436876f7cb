import Bytes

@testable import Events

/// What contract §1 to §3 say of an event that is JSON, worked out from a tree: the strings, and whether it is poison.
struct ExpectedEvent {
    let tree: NaiveJSON

    init(_ tree: NaiveJSON) { self.tree = tree }

    /// What differs in what was read.
    func difference(from reading: Reading) -> String? {
        let expected = verdict
        guard reading.verdict == expected else { return "\(reading.verdict) instead of \(expected)" }
        guard let event = reading.event else { return nil }
        for (name, seen, expected) in strings(of: event)
        where seen.map({ Array($0.utf8) }) != expected.map({ Array($0.utf8) }) {
            return "\(name) is \(seen ?? "absent") instead of \(expected ?? "absent")"
        }
        return nil
    }

    private var verdict: String {
        guard tree["specversion"]?.string == "1.0" else { return "invalid-event specversion" }
        for name in ["id", "source"] where id(tree[name]) == nil { return "invalid-event \(name)" }
        guard let type = tree["type"]?.string, type.utf8.starts(with: "whatsapp.".utf8) else {
            return "invalid-event type"
        }
        guard let subject = id(tree["subject"]), subject.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
            return "invalid-event subject"
        }
        let word = String(type.dropFirst("whatsapp.".count))
        for (name, _) in Sample.required[word] ?? [] where !isGood(name) { return "invalid-event \(name)" }
        return "event"
    }

    private func isGood(_ name: String) -> Bool {
        let value = tree["data"]?[name]
        switch name {
        case "text", "emoji", "qr": return value?.string != nil
        case "timestamp":
            let arena = Arena()
            return withExtendedLifetime(arena) {
                value?.string.map { EventTimestamp.microseconds(of: arena.copy($0)) != nil } ?? false
            }
        case "status": return value?.string.map { MessageStatus.allCases.map { "\($0)" }.contains($0) } ?? false
        case "messageIds":
            guard case .array(let ids) = value else { return false }
            return !ids.isEmpty && ids.allSatisfy { id($0) != nil }
        default: return id(value) != nil
        }
    }

    private func id(_ value: NaiveJSON?) -> String? { value?.string.flatMap { 1...255 ~= $0.utf8.count ? $0 : nil } }

    private func strings(of event: Event) -> [(String, String?, String?)] {
        let data = tree["data"] ?? .null
        var strings: [(String, String?, String?)] = [
            ("id", event.id.string, id(tree["id"])), ("subject", event.subject.string, id(tree["subject"])),
            ("type", event.typeName.string, tree["type"]?.string),
        ]
        func text(_ name: String, _ seen: ByteView?) { strings.append((name, seen?.string, data[name]?.string)) }
        func address(_ name: String, _ seen: ByteView?) { strings.append((name, seen?.string, id(data[name]))) }
        switch event.data {
        case .body(let body):
            address("messageId", body.messageID)
            address("chat", body.chat)
            address("sender", body.sender)
            address("replyTo", body.replyTo)
            text("pushName", body.pushName)
            if !body.isUndecryptable { text("text", body.text) }
        case .edit(let edit):
            address("editId", edit.editID)
            text("text", edit.text)
        case .reaction(let reaction): text("emoji", reaction.emoji)
        case .revoke(let revoke): address("by", revoke.by)
        case .contact(let contact):
            text("name", contact.name)
            address("phone", contact.phone)
        case .chat(let chat): text("description", chat.description)
        case .lifecycle(let lifecycle):
            if event.type == .sessionQR { text("qr", lifecycle.qr) }
            if let session = lifecycle.session {
                strings.append(("session", session.string, data["session"]?.cleanText))
            }
        default: break
        }
        return strings
    }
}

/// Which faults the contract leaves open: those "inside a part that no row is made of".
enum OpenFaults {
    private static let objects: Set = ["media", "aliases", "error"]
    /// Fields that aren't strings, of which a string is of another type and so not looked into.
    private static let others: Set = ["fromMe", "isBusiness", "archived", "sessionepoch", "size", "data"]

    static func mayMiss(_ failure: NaiveJSON.Failure, _ event: Event) -> Bool {
        let type = String(event.typeName.string.dropFirst("whatsapp.".count))
        let known = Set(RandomEvent.fields[type] ?? [])
        for (level, container) in failure.containers.enumerated() {
            let name = container.step.name ?? ""
            let isObject = container.opening == UInt8(ascii: "{")
            if container.step.isDuplicate { return true }
            switch level {
            case 0: continue
            case 1: if name != "data" || !isObject || known.isEmpty { return true }
            case 2 where isObject && name == "session" && known.contains(name): return false
            case 2:
                let isRead = isObject ? objects.contains(name) : name == "messageIds"
                if !known.contains(name) || !isRead { return true }
            default: return true
            }
        }
        // A member's value: what is stepped over is only a string's inside.
        guard let name = failure.member.name, failure.member.first == UInt8(ascii: "\"") else { return false }
        if failure.member.isDuplicate || others.contains(name) { return true }
        switch failure.containers.count {
        case 1: return !Sample.envelope.contains { $0.0 == name }
        case 2: return !known.contains(name) || objects.contains(name) || name == "messageIds"
        default: return !["caption", "lid", "phone", "code"].contains(name)
        }
    }
}
