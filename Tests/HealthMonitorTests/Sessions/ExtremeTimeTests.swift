import Bytes
import Events
import JSON
import TestSupport
import Testing

@testable import HealthMonitor

/// Whoever can publish an event can date it: no time, number or order may end the monitor, or keep it busy.
@Suite("Times that no clock shows", .timeLimit(.minutes(2)))
struct ExtremeTimeTests {
    /// 0001-01-01T00:00:00Z, the least time of the contract.
    static let least: Moment = -62_135_596_800_000_000
    /// 9999-12-31T23:59:59.999999Z, the greatest.
    static let greatest: Moment = 253_402_300_799_999_999
    /// 1969-12-31T23:59:00Z.
    static let before: Moment = -minute

    @Test(
        "An event from before there were hours teaches no habit",
        arguments: [least, before, -1, 0, 1, hour - 1] as [Moment])
    func unset(_ time: Moment) {
        var session = SessionHealth()
        _ = session.apply(sign(.sessionConnected), now: start)
        session.saw(time, .received, now: start)
        session.look(at: start)
        #expect(session.habit == Habit())
        session.saw(start, .received, now: start)
        session.look(at: start + 2 * hour)
        #expect(session.habit.watched <= 2)
    }

    @Test("A clock that stood in 1970 costs no more than one that goes right", arguments: [hour, day, 365 * day])
    func atTheEpoch(_ time: Moment) {
        var habit = Habit()
        habit.note(time, connected: 0)
        habit.note(start, connected: 0)
        #expect(habit.hour == start / hour)
        #expect(habit.watched == 0)
        habit.note(time, connected: 0)
        habit.advance(to: ExtremeTimeTests.greatest, connected: 0)
        #expect(habit == Habit())
    }

    @Test("A habit outlives half a year of nothing, and no more")
    func lifetime() {
        var habit = Habit()
        habit.note(start, connected: 0)
        habit.advance(to: start + Habit.lifetime * hour, connected: nil)
        #expect(habit.hour == start / hour + Habit.lifetime)
        habit.note(start + Habit.lifetime * hour * 3, connected: nil)
        #expect(habit.hour == start / hour + 3 * Habit.lifetime)
    }

    /// The value of a random event of `topic`, mostly well-formed.
    private func value(_ type: EventType, _ random: inout SeededGenerator) -> String {
        let time = Self.times.randomElement(using: &random) ?? start
        let other = Self.times.randomElement(using: &random) ?? start
        let epoch = [0, 1, 2, Int(Int32.max)].randomElement(using: &random) ?? 0
        let number = [0, 1, 2, 9, UInt64.max - 1, .max].randomElement(using: &random) ?? 0
        let message =
            #""messageId":"m\#(Int.random(in: 0..<60, using: &random))","messageIds":["m1","m2"],"chat":"c@g.us""#
        let status = ["pending", "server", "read", "failed"].randomElement(using: &random) ?? ""
        let state = Bool.random(using: &random) ? "SCAN_QR_CODE" : "NAVIGATION"
        let source = Int.random(in: 0..<20, using: &random) == 0 ? "/operators/x" : "/gateways/w/1"
        return """
            {"specversion":"1.0","id":"e\(random.next() % 99)","source":"\(source)","type":"\(type.name)","subject":"loja",\
            "time":"\(EventTime.text(time))","sessionepoch":\(epoch),"sequence":"\(number)","data":{\(message),\
            "timestamp":"\(EventTime.text(other))","until":"\(EventTime.text(other))","status":"\(status)","qr":"2@x",\
            "reason":"\(state)","state":"\(state)","fromMe":\(Bool.random(using: &random)),"error":{"code":463},"code":463}}
            """
    }

    private static let times: [Moment] = [
        least, least + 1, before, -1, 0, 1, hour - 1, hour, start - 400 * day, start - day, start - hour, start - 1,
        start,
        start + 1, start + minute, start + hour, start + day, greatest - 1, greatest,
    ]

    @Test("Whatever the times, epochs, numbers and clocks are, the fold goes on", arguments: 0..<16)
    func fuzz(_ seed: Int) throws {
        var random = SeededGenerator(UInt64(seed))
        let reader = SourceReader(
            topics: ["whatsapp.lifecycle", "whatsapp.heartbeats", "whatsapp.messages"], maxEventBytes: 1 << 20)
        let arena = Arena()
        let types = EventType.allCases.filter { [.lifecycle, .heartbeat, .message].contains($0.family) }
        var book = SessionBook()
        for turn in 0..<1_000 {
            let type = types.randomElement(using: &random) ?? .sessionConnected
            let topic: SourceTopic =
                type.family == .lifecycle ? .lifecycle : type.family == .heartbeat ? .heartbeats : .messages
            let now = Self.times.filter { $0 >= start - day }.randomElement(using: &random) ?? start
            let record = Record(
                logID: 0, topic: 0, partition: 0, offset: Int64(turn), timestamp: now / 1_000, key: nil,
                value: arena.copy(value(type, &random)))
            reader.read(record, topic, into: book, now: now)
            guard turn % 10 == 0 else { continue }
            let horizon = Self.times.randomElement(using: &random) ?? start
            _ = book.sweep(horizon: turn % 30 == 0 ? nil : horizon, now: now)
            for record in book.collect(book.places, mayPublish: true, now: now).outgoing {
                if let value = record.value { _ = try JSONValue(parsing: value) }
            }
            guard turn % 50 == 0, let session = book.session("loja") else { continue }
            book = SessionBook()
            book.restore(
                "loja",
                SessionHealth(
                    status: session.status?.rawValue, detail: session.detail?.word.string,
                    memory: try JSONValue(parsing: session.memory.text)), revision: 1, publishedAt: now, isChanged: true
            )
        }
        #expect(book.session("loja")?.epoch != nil)
    }
}
