import TestSupport

extension SeededGenerator {
    /// One of `elements`, which aren't none.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int(next() % UInt64(elements.count))] }

    /// True in a `share` of cases.
    mutating func chance(_ share: Double) -> Bool { Double(next() >> 11) / Double(1 << 53) < share }
}

/// Histories of few messages, people and times, so that everything meets everything.
struct RandomHistory {
    private static let addresses: [Value] = [
        "551@s.whatsapp.net", "552@s.whatsapp.net", "91@lid", "92@lid",
    ]
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed) }

    /// So many events.
    mutating func events(_ count: Int) -> [Telling] { (0..<count).map { _ in event() } }

    /// `events` in another order, some of them several times, in batches of random sizes.
    mutating func batches(of events: [Telling], largest: Int) -> [[Telling]] {
        var rest = events
        for event in events where random.chance(0.3) { rest.append(event) }
        rest.shuffle(using: &random)
        var batches: [[Telling]] = []
        while !rest.isEmpty {
            let count = min(rest.count, Int(random.next() % UInt64(largest)) + 1)
            batches.append(Array(rest.suffix(count)))
            rest.removeLast(count)
        }
        return batches
    }

    private mutating func event() -> Telling {
        switch random.next() % 20 {
        case 0..<7: body()
        case 7..<11: status()
        case 11..<14: edit()
        case 14: told("message.revoked", data(["by": address(orNone: 0.3), "timestamp": time()]))
        case 15, 16:
            told(
                "message.reaction",
                data(["sender": address(), "emoji": random.pick(["", "👍", "á"]), "timestamp": time()]))
        case 17: contact()
        default: chat()
        }
    }

    /// An event of one of two instances at one of few times, without the members that are "-".
    private mutating func told(_ type: String, _ data: [String: Value]) -> Telling {
        Telling(
            type: type, instance: random.pick(["loja", "filial"]), time: Double(random.next() % 4),
            data: data.filter { $0.value != "-" })
    }

    private mutating func data(_ more: [String: Value]) -> [String: Value] {
        more.merging(["messageId": message(), "fromMe": .bool(random.chance(0.2))]) { first, _ in first }
    }

    private mutating func message() -> Value { random.pick(["M1", "M2", "m3"]) }
    private mutating func time() -> Value { random.chance(0.1) ? "-" : .time(Double(random.next() % 4)) }
    private mutating func address(orNone share: Double = 0) -> Value {
        random.chance(share) ? "-" : random.pick(Self.addresses)
    }
    private mutating func alias() -> Value {
        random.chance(0.7) ? "-" : ["lid": random.pick(["91@lid", "92@lid"]), "phone": address()]
    }

    private mutating func body() -> Telling {
        told(
            random.pick(["message.received", "message.received", "message.sent", "message.undecryptable"]),
            data([
                "chat": random.pick(Self.addresses + ["7@g.us"]), "sender": address(orNone: 0.2),
                "timestamp": .time(Double(random.next() % 3)), "kind": random.pick(["-", "image", "undecryptable"]),
                "text": random.pick(["-", "", "a", "Z", "á"]), "pushName": random.pick(["-", "Ana", "ana"]),
                "replyTo": random.pick(["-", "M0", "M9"]), "status": random.chance(0.6) ? "-" : anyStatus(),
                "media": random.pick(["-", ["size": 9], ["size": 10, "caption": "z"], ["mimetype": "image/png"]]),
                "aliases": alias(),
            ]))
    }

    private mutating func anyStatus() -> Value {
        random.pick(["pending", "server", "failed", "delivered", "read", "played"])
    }

    private mutating func status() -> Telling {
        let code: [String: Value] = ["code": random.pick(["470", 131_047, "a"])]
        return told(
            "message.status",
            [
                "messageIds": .list((0...random.next() % 3).map { _ in message() }), "status": anyStatus(),
                "fromMe": .bool(random.chance(0.7)), "participant": address(orNone: 0.7), "timestamp": time(),
                "error": random.chance(0.5) ? "-" : .object(code),
            ])
    }

    private mutating func edit() -> Telling {
        told(
            "message.edited",
            data([
                "editId": random.pick(["E1", "E2", "e3"]), "text": random.pick(["", "a", "b", "á"]),
                "sender": address(orNone: 0.2), "timestamp": time(),
            ]))
    }

    private mutating func contact() -> Telling {
        told(
            "contact.updated",
            [
                "contact": address(), "name": random.pick(["-", "", "Ana", "á"]),
                "pushName": random.pick(["-", "x", "y"]),
                "phone": random.pick(["-", "551", "552"]), "isBusiness": random.pick(["-", true, false]),
                "aliases": alias(),
            ])
    }

    private mutating func chat() -> Telling {
        told(
            random.pick(["chat.updated", "group.updated"]),
            [
                "chat": random.pick(Self.addresses + ["7@g.us"]), "name": random.pick(["-", "", "Obra", "á"]),
                "description": random.pick(["-", "x", "y"]), "archived": random.pick(["-", true, false]),
            ])
    }
}
