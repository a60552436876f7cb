import Glibc
import TestSupport

/// Ten thousand sessions as they are on a working day: a tenth of the events are heartbeats, the rest messages in and out, whose
/// acknowledgements follow, and a few other words. Times are those of the clock; each topic's events are numbered.
struct FleetTraffic {
    /// Sessions.
    static let sessions = 10_000
    /// Chats of each.
    private static let chats = 20

    /// What is published.
    struct Event {
        /// The topic, by what its name ends in.
        enum Topic { case lifecycle, heartbeats, messages }
        let topic: Topic
        let key: [UInt8]
        let value: [UInt8]
    }

    private var writer = EventWriter()
    private var random = SeededGenerator(10_000)
    private let instances = (0..<sessions).map { "loja-\($0)" }
    private var lifecycle = [Int](repeating: 0, count: sessions)
    private var heartbeats = [Int](repeating: 0, count: sessions)
    private var messages = [Int](repeating: 0, count: sessions)
    /// Messages that were sent and wait for the next word on them, the oldest first from `next` on.
    private var sent: [Sent] = []
    private var nextSent = 0
    private var number = 0

    private struct Sent {
        let session: Int
        let chat: Int
        let number: Int
        let at: Int
        var isAcked = false
    }

    /// The next event of a working day.
    mutating func next() -> Event {
        let now = Self.now
        defer { number += 1 }
        if let event = acknowledgement(now) { return event }
        let session = Int.random(in: 0..<Self.sessions, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: return heartbeat(session, now)
        case 18..<60: return body(session, now, isSent: false)
        case 60..<95: return body(session, now, isSent: true)
        default: return chat(session, now)
        }
    }

    /// A word of the lifecycle.
    mutating func lifecycle(_ type: StaticString, _ session: Int, reason: StaticString? = nil) -> Event {
        defer { number += 1 }
        lifecycle[session] += 1
        begin(type, session, lifecycle[session], Self.now)
        if let reason {
            writer.add(#""reason":""#)
            writer.add(reason)
            writer.add("\"")
        }
        writer.end(filling: "platform", isFirst: reason == nil)
        return Event(topic: .lifecycle, key: Array(instances[session].utf8), value: writer.bytes)
    }

    private static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }

    /// The server has a message after half a second, its recipient after another.
    private mutating func acknowledgement(_ now: Int) -> Event? {
        guard nextSent < sent.count, now - sent[nextSent].at >= 500 else { return nil }
        var message = sent[nextSent]
        nextSent += 1
        if nextSent > 20_000 {
            sent.removeFirst(nextSent)
            nextSent = 0
        }
        messages[message.session] += 1
        begin("message.status", message.session, messages[message.session], now)
        writer.add(#""messageIds":[""#)
        writer.add(MessageTraffic.messageID(message.number))
        writer.add(message.isAcked ? #""],"status":"delivered""# : #""],"status":"server""#)
        writer.end(filling: "raw")
        if !message.isAcked {
            message = Sent(
                session: message.session, chat: message.chat, number: message.number, at: now, isAcked: true)
            sent.append(message)
        }
        return Event(topic: .messages, key: key(message.session, message.chat), value: writer.bytes)
    }

    private mutating func heartbeat(_ session: Int, _ now: Int) -> Event {
        heartbeats[session] += 1
        begin("session.heartbeat", session, heartbeats[session], now)
        writer.add(#""state":"CONNECTED""#)
        writer.end(filling: "platform")
        return Event(topic: .heartbeats, key: Array(instances[session].utf8), value: writer.bytes)
    }

    private mutating func body(_ session: Int, _ now: Int, isSent: Bool) -> Event {
        let chat = Int.random(in: 0..<Self.chats, using: &random)
        messages[session] += 1
        begin(isSent ? "message.sent" : "message.received", session, messages[session], now)
        writer.add(#""messageId":""#)
        writer.add(MessageTraffic.messageID(number))
        writer.add(#"","chat":""#)
        writer.add(address(session, chat))
        writer.add(#"","timestamp":""#)
        writer.addTime(number)
        writer.add(isSent ? #"","fromMe":true,"status":"pending""# : #"","fromMe":false,"pushName":"Maria""#)
        writer.end(filling: "text")
        if isSent { sent.append(Sent(session: session, chat: chat, number: number, at: now)) }
        return Event(topic: .messages, key: key(session, chat), value: writer.bytes)
    }

    private mutating func chat(_ session: Int, _ now: Int) -> Event {
        let chat = Int.random(in: 0..<Self.chats, using: &random)
        messages[session] += 1
        begin("chat.updated", session, messages[session], now)
        writer.add(#""chat":""#)
        writer.add(address(session, chat))
        writer.add(#"","name":"Pedidos""#)
        writer.end(filling: "raw")
        return Event(topic: .messages, key: key(session, chat), value: writer.bytes)
    }

    private mutating func begin(_ type: StaticString, _ session: Int, _ sequence: Int, _ now: Int) {
        writer.clock = now
        writer.begin(type, subject: instances[session], number: number, epoch: 1_764_000_000, sequence: sequence)
    }

    private func address(_ session: Int, _ chat: Int) -> String {
        "55119\(10_000_000 + session * 100 + chat)@s.whatsapp.net"
    }

    private func key(_ session: Int, _ chat: Int) -> [UInt8] {
        Array("\(instances[session])/\(address(session, chat))".utf8)
    }
}
