import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("Traffic in the book of sessions", .timeLimit(.minutes(2)))
struct TrafficBookTests {
    let book = SessionBook()
    let arena = Arena()
    let reader = SourceReader(
        topics: ["whatsapp.lifecycle", "whatsapp.heartbeats", "whatsapp.messages"], maxEventBytes: 1 << 20)

    func read(
        _ type: EventType, _ seconds: Int64, sequence: Int? = nil, on topic: SourceTopic? = nil, _ data: String = "{}"
    ) {
        let own: SourceTopic =
            type.family == .lifecycle ? .lifecycle : type.family == .heartbeat ? .heartbeats : .messages
        let time = EventTime.text(start + seconds * second)
        let number = sequence.map { #","sessionepoch":3,"sequence":"\#($0)""# } ?? ""
        let value = """
            {"specversion":"1.0","id":"e1","source":"/gateways/w/1","type":"\(type.name)","subject":"loja","time":"\(time)"\(number),"data":\(data)}
            """
        let record = Record(
            logID: 0, topic: 0, partition: 0, offset: 0, timestamp: start / 1_000, key: nil, value: arena.copy(value))
        reader.read(record, topic ?? own, into: book, now: start + seconds * second)
    }

    func body(_ id: String, _ seconds: Int64, fromMe: Bool = true, more: String = "") -> String {
        #"{"messageId":"\#(id)","chat":"c@g.us","timestamp":"\#(EventTime.text(start + seconds * second))","fromMe":\#(fromMe)\#(more)}"#
    }

    func judged(_ seconds: Int64) -> Judgement? {
        _ = book.sweep(horizon: start + seconds * second, now: start + seconds * second)
        return book.session("loja")?.judgement
    }

    func fact(_ name: String) -> JSONValue? { book.session("loja").map { JSONValue.object($0.facts) }?[name] }

    @Test("A message that nobody acknowledges makes a connected session degraded, until something gets through")
    func pending() throws {
        read(.sessionConnected, 0)
        read(.messageSent, 10, body("a", 10, more: #","status":"pending""#))
        #expect(judged(500)?.verdict == .ok)
        #expect(fact("pending") == 1)
        let late = try #require(judged(611))
        #expect(late.verdict == .degraded)
        #expect(late.reasons.map(\.code) == [.pending])
        #expect(late.reasons[0].facts["pendingSince"] == "2026-11-23T10:00:10Z")
        #expect(book.session("loja")?.since == start + 610 * second)
        read(.messageStatus, 620, #"{"messageIds":["x","a","y"],"status":"server"}"#)
        #expect(judged(625)?.verdict == .ok)
        #expect(book.session("loja")?.since == start + 620 * second)
        #expect(fact("pending") == 0)
        #expect(fact("ackSamples") == 1)
        #expect(fact("eventsPerHour")?.double ?? 0 > 0)
    }

    @Test("A session that is down is not blamed for what waits as well")
    func down() {
        read(.sessionConnected, 0)
        read(.messageSent, 10, body("a", 10, more: #","status":"pending""#))
        read(.sessionDisconnected, 100)
        #expect(judged(700)?.reasons.map(\.code) == [.disconnected])
        read(.sessionConnected, 800)
        #expect(judged(801)?.reasons.map(\.code) == [.pending])
        #expect(book.session("loja")?.since == start + 800 * second)
    }

    @Test(
        "Failures have their codes, whatever the gateway writes", arguments: [("463", "463"), ("\"131026\"", "131026")])
    func failing(_ code: String, _ text: String) {
        read(.sessionConnected, 0)
        for number in 0..<5 {
            read(.messageStatus, 10, #"{"messageIds":["m\#(number)"],"status":"failed","error":{"code":\#(code)}}"#)
        }
        #expect(judged(20)?.reasons.map(\.code) == [.failing])
        #expect(fact("failures") == .object([.init(name: text, value: 5)]))
    }

    @Test("What is no message of the session's own, or no news, waits for nothing")
    func others() {
        read(.sessionConnected, 0)
        read(.messageStatus, 1, #"{"messageIds":["z"],"status":"read"}"#)
        read(.messageReceived, 10, body("a", 10, fromMe: false))
        read(.messageSent, 20, body("b", -7_200))
        read(.messageStatus, 30, #"{"messageIds":["a"],"status":"failed","fromMe":false}"#)
        read(.messageStatus, 30, #"{"messageIds":["c"],"status":"failed","participant":"1@s.whatsapp.net"}"#)
        #expect(judged(3_000)?.verdict == .ok)
        #expect(fact("pending") == 0)
        #expect(fact("failures") == .object([]))
        #expect(fact("lastMessageInAt") == "2026-11-23T10:00:10Z")
        #expect(fact("lastMessageOutAt") == "2026-11-23T10:00:20Z")
        // A history that is synchronised now happened then.
        for fromMe in [true, false] { read(.messageReceived, 40, body("d", -90_000, fromMe: fromMe)) }
        #expect(fact("lastMessageOutAt") == "2026-11-23T10:00:20Z")
        #expect(fact("lastMessageInAt") == "2026-11-23T10:00:10Z")
        #expect(fact("lastMessageAt") == "2026-11-23T10:00:20Z")
        #expect(fact("lastTrafficAt") == "2026-11-23T10:00:40Z")
        // Whose a message is, is said by `fromMe` alone.
        read(.messageReceived, 50, body("e", 50))
        read(.messageSent, 60, body("f", 60, fromMe: false))
        #expect(fact("lastMessageOutAt") == "2026-11-23T10:00:50Z")
        #expect(fact("lastMessageInAt") == "2026-11-23T10:01:00Z")
        #expect(fact("lastTrafficAt") == "2026-11-23T10:01:00Z")
    }

    @Test("Numbers count per topic, and those of types that nobody knows too")
    func sequences() {
        read(.sessionConnected, 0, sequence: 1)
        read(.messageReceived, 1, sequence: 1, body("a", 1, fromMe: false))
        read(.messageReceived, 3, sequence: 4, body("b", 3, fromMe: false))
        let value = """
            {"specversion":"1.0","id":"e1","source":"/gateways/w/1","type":"whatsapp.newer","subject":"loja","time":"2026-11-23T10:00:02Z","sessionepoch":3,"sequence":"2"}
            """
        let record = Record(
            logID: 0, topic: 0, partition: 0, offset: 0, timestamp: start / 1_000, key: nil, value: arena.copy(value))
        reader.read(record, .messages, into: book, now: start + 4 * second)
        read(.sessionHeartbeat, 5, sequence: 1)
        #expect(judged(18)?.verdict == .ok)
        #expect(judged(19)?.reasons.map(\.code) == [.sequenceGap])
        #expect(fact("missing") == 1)
    }

    @Test("An event on another topic than its own is no gap in that topic's numbers")
    func elsewhere() {
        read(.sessionConnected, 0, sequence: 1)
        read(.sessionHeartbeat, 1, sequence: 2, on: .lifecycle)
        read(.sessionDegraded, 2, sequence: 3)
        read(.sessionConnected, 3, sequence: 4)
        #expect(judged(100)?.verdict == .ok)
        #expect(fact("missing") == 0)
    }
}
