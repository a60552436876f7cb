import TestSupport

/// Traffic of many sessions on `whatsapp.messages`: seven of ten events are bodies, a quarter statuses of messages sent shortly
/// before, the rest edits, reactions, revokes, contacts and chats. The same each time.
struct MessageTraffic {
    /// Sessions.
    static let sessions = 200
    /// Chats of each.
    static let chats = 40

    private var writer = EventWriter()
    private var random = SeededGenerator(20_261_124)
    private let instances = (0..<sessions).map { "loja-\($0)" }
    private var sequences = [Int](repeating: 0, count: sessions)
    private var recent: [Message] = []
    private var number = 0

    /// What is remembered of a message, for what happens to it.
    private struct Message {
        let session: Int
        let chat: Int
        let number: Int
        let isSent: Bool
    }

    /// The next event: its key and its value.
    mutating func next() -> (key: [UInt8], value: [UInt8]) {
        defer { number += 1 }
        let die = Int.random(in: 0..<100, using: &random)
        let subject = recent.isEmpty ? nil : recent[Int.random(in: 0..<recent.count, using: &random)]
        guard die >= 70, let subject else { return body() }
        if die < 95 { return status(subject) }
        switch die {
        case 95: return edit(subject)
        case 96, 97: return reaction(subject)
        case 98: return number % 3 == 0 ? revoke(subject) : contact(subject)
        default: return chat(subject)
        }
    }

    /// The next event, one with a body.
    mutating func nextBody() -> (key: [UInt8], value: [UInt8]) {
        defer { number += 1 }
        return body()
    }

    private mutating func body() -> (key: [UInt8], value: [UInt8]) {
        let message = Message(
            session: Int.random(in: 0..<Self.sessions, using: &random),
            chat: Int.random(in: 0..<Self.chats, using: &random), number: number,
            isSent: Int.random(in: 0..<100, using: &random) < 45)
        begin(message.isSent ? "message.sent" : "message.received", message)
        addID(message)
        addChat(message)
        writer.add(#","timestamp":""#)
        writer.addTime(number)
        writer.add(message.isSent ? #"","fromMe":true"# : #"","fromMe":false"#)
        if !message.isSent {
            writer.add(#","sender":""#)
            writer.add(Self.person(message))
            writer.add(#"","pushName":"Maria""#)
        }
        writer.end(filling: "text")
        remember(message)
        return (key(message), writer.bytes)
    }

    /// The id of the message that the event of that number brought.
    static func messageID(_ number: Int) -> String {
        let digits = String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, radix: 16, uppercase: true)
        return "3EB0" + String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The session that events of that key are of.
    static func instance(ofKey key: [UInt8]) -> String {
        String(decoding: key.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
    }

    private mutating func remember(_ message: Message) {
        // Most of what happens to a message happens soon.
        guard recent.count >= 4_000 else { return recent.append(message) }
        recent[Int.random(in: 0..<recent.count, using: &random)] = message
    }

    private mutating func status(_ message: Message) -> (key: [UInt8], value: [UInt8]) {
        begin("message.status", message)
        writer.add(#""messageIds":[""#)
        writer.add(Self.messageID(message.number))
        writer.add(#""],"status":""#)
        let words: [StaticString] = ["server", "delivered", "delivered", "read", "read", "played"]
        writer.add(words[Int.random(in: 0..<words.count, using: &random)])
        writer.add(message.isSent ? #"","fromMe":true"# : #"","fromMe":false"#)
        if message.chat % 5 == 0 {
            writer.add(#","participant":""#)
            writer.add(Self.person(message, place: Int.random(in: 0..<8, using: &random)))
            writer.add("\"")
        }
        return finish(message)
    }

    private mutating func edit(_ message: Message) -> (key: [UInt8], value: [UInt8]) {
        begin("message.edited", message)
        addID(message)
        writer.add(#","editId":""#)
        writer.add(Self.messageID(number))
        writer.add(message.isSent ? #"","fromMe":true"# : #"","fromMe":false,"sender":""#)
        if !message.isSent {
            writer.add(Self.person(message))
            writer.add("\"")
        }
        writer.end(filling: "text")
        return (key(message), writer.bytes)
    }

    private mutating func reaction(_ message: Message) -> (key: [UInt8], value: [UInt8]) {
        begin("message.reaction", message)
        addID(message)
        writer.add(#","sender":""#)
        writer.add(Self.person(message, place: Int.random(in: 0..<8, using: &random)))
        writer.add(#"","emoji":"👍","timestamp":""#)
        writer.addTime(number)
        writer.add(message.isSent ? #"","fromMe":true"# : #"","fromMe":false"#)
        return finish(message)
    }

    private mutating func revoke(_ message: Message) -> (key: [UInt8], value: [UInt8]) {
        begin("message.revoked", message)
        addID(message)
        writer.add(message.isSent ? #","fromMe":true"# : #","fromMe":false"#)
        return finish(message)
    }

    private mutating func contact(_ message: Message) -> (key: [UInt8], value: [UInt8]) {
        begin("contact.updated", message)
        writer.add(#""contact":""#)
        writer.add(Self.person(message))
        writer.add(#"","name":"Maria da Silva","pushName":"Maria""#)
        return finish(message)
    }

    private mutating func chat(_ message: Message) -> (key: [UInt8], value: [UInt8]) {
        begin("chat.updated", message)
        writer.add(#""chat":""#)
        writer.add(Self.address(message))
        writer.add(#"","name":"Pedidos","archived":false"#)
        return finish(message)
    }

    private mutating func begin(_ type: StaticString, _ message: Message) {
        sequences[message.session] += 1
        writer.begin(
            type, subject: instances[message.session], number: number, epoch: 1_764_000_000,
            sequence: sequences[message.session])
    }

    private mutating func addID(_ message: Message) {
        writer.add(#""messageId":""#)
        writer.add(Self.messageID(message.number))
        writer.add("\"")
    }

    private mutating func addChat(_ message: Message) {
        writer.add(#","chat":""#)
        writer.add(Self.address(message))
        writer.add("\"")
    }

    private mutating func finish(_ message: Message) -> (key: [UInt8], value: [UInt8]) {
        // What gateways send besides, and nobody reads for a row.
        writer.end(filling: "raw")
        return (key(message), writer.bytes)
    }

    private func key(_ message: Message) -> [UInt8] {
        Array("\(instances[message.session])/\(Self.address(message))".utf8)
    }

    private static func address(_ message: Message) -> String {
        message.chat % 5 == 0
            ? "12036304\(1_000_000_000 + message.session * 1_000 + message.chat)@g.us" : person(message)
    }

    private static func person(_ message: Message, place: Int = 0) -> String {
        "55119\(10_000_000 + message.session * 10_000 + message.chat * 10 + place)@s.whatsapp.net"
    }
}
