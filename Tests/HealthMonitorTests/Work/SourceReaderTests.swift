import Bytes
import Events
import Testing

@testable import HealthMonitor

@Suite("Reading the source topics")
struct SourceReaderTests {
    let book = SessionBook()
    let arena = Arena()
    let reader = SourceReader(
        topics: ["whatsapp.lifecycle", "whatsapp.heartbeats", "whatsapp.messages"], maxEventBytes: 1 << 20)

    func read(_ source: SourceTopic, _ value: String?) {
        let record = Record(
            logID: 0, topic: 0, partition: 0, offset: 0, timestamp: start / 1_000, key: nil,
            value: value.map { arena.copy($0) })
        reader.read(record, source, into: book, now: start + minute)
    }

    func event(_ type: String, _ data: String = "{}", subject: String = "loja", time: String = "2026-11-23T10:00:01Z")
        -> String
    {
        """
        {"specversion":"1.0","id":"e1","source":"/gateways/w/1","type":"\(type)","subject":"\(subject)","time":"\(time)","data":\(data)}
        """
    }

    @Test("Lifecycle, heartbeats and messages each tell their part")
    func sources() {
        read(.lifecycle, event("whatsapp.session.connected"))
        read(
            .messages,
            event(
                "whatsapp.message.received", #"{"messageId":"m","chat":"c@g.us","timestamp":"2026-11-23T09:00:00Z"}"#,
                time: "2026-11-23T10:00:03Z"))
        read(.heartbeats, event("whatsapp.session.heartbeat", time: "2026-11-23T10:00:05Z"))
        read(
            .messages,
            event("whatsapp.message.status", #"{"messageIds":["m"],"status":"read"}"#, time: "2026-11-23T10:00:09Z"))
        let session = book.session("loja")
        #expect(session?.status == .connected)
        #expect(session?.lastMessageAt == start + 3 * second)
        #expect(session?.lastEventAt == start + 9 * second)
    }

    @Test(
        "A reason is kept, a broken optional field is not",
        arguments: [(#"{"reason":"NAVIGATION"}"#, true), (#"{"reason":5}"#, false)])
    func reason(_ data: String, _ isCause: Bool) {
        read(.lifecycle, event("whatsapp.session.disconnected", data))
        #expect((book.session("loja")?.cause?.kind == .navigation) == isCause)
        #expect(book.session("loja")?.detail == .sessionDisconnected)
    }

    @Test(
        "What is no event, on the wrong topic or nobody's session makes no session",
        arguments: [
            (SourceTopic.lifecycle, nil), (.lifecycle, "not JSON"), (.lifecycle, "{}"), (.lifecycle, ""),
            (.lifecycle, "[1]"),
            (
                .lifecycle,
                #"{"specversion":"1.0","id":"e","source":"/g","type":"whatsapp.session.qr","subject":"loja","data":{}}"#
            ),
            (.lifecycle, #"{"specversion":"1.0","id":"e","source":"/g","type":"other.thing","subject":"loja"}"#),
            (
                .heartbeats,
                #"{"specversion":"1.0","id":"e","source":"/g","type":"whatsapp.session.connected","subject":"loja"}"#
            ),
            (
                .messages,
                #"{"specversion":"1.0","id":"e","source":"/g","type":"whatsapp.session.connected","subject":"loja"}"#
            ),
            (
                .messages,
                #"{"specversion":"1.0","id":"e","source":"/g","type":"whatsapp.canary","subject":"monitor-1"}"#
            ),
            (
                .messages,
                #"{"specversion":"1.0","id":"e","source":"/g","type":"whatsapp.health.session","subject":"session/x"}"#
            ),
        ] as [(SourceTopic, String?)])
    func ignored(_ source: SourceTopic, _ value: String?) {
        read(source, value)
        #expect(book.count == 0)
    }

    @Test("An unknown type is a sign of life and nothing else")
    func unknownType() {
        read(.lifecycle, event("whatsapp.session.teleported"))
        #expect(book.session("loja")?.lastEventAt == start + second)
        #expect(book.session("loja")?.status == nil)
    }

    @Test("Names outlive the record that they came in")
    func names() {
        for number in 0..<100 { read(.lifecycle, event("whatsapp.session.connected", subject: "s\(number)")) }
        arena.reset(keeping: 0)
        #expect(book.count == 100)
        #expect(book.session("s42")?.status == .connected)
    }
}
