import Events
import Telemetry

@testable import Operations

/// 2025-11-24T16:00:00.123456Z, which is what the time is for a `Tool`.
let noon: Int64 = 1_764_000_000_123_456

/// The text of a point in time so many seconds before that; written by hand, so that nothing is judged by itself.
func clock(_ secondsBefore: Int64) -> String {
    let second = 16 * 3_600 - secondsBefore
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "2025-11-24T\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60)).123456Z"
}

/// What a monitor says of a subject, in the contract's own words.
struct Said {
    var subject: String
    var verdict = "ok"
    var since: Int64 = 600
    var observed: Int64 = 5
    /// Code and text.
    var reasons: [(String, String)] = []
    var facts = ""
    /// What the time was so many seconds ago.
    var time: @Sendable (Int64) -> String = clock

    var value: String {
        let kind = subject.prefix { $0 != "/" }
        let reasons = reasons.map { #"{"code":"\#($0.0)","text":"\#($0.1)","facts":{}}"# }.joined(separator: ",")
        return """
            {"specversion":"1.0","id":"x","source":"/m","type":"whatsapp.health.\(kind)","subject":"\(subject)",\
            "time":"\(time(observed))","data":{"verdict":"\(verdict)","since":"\(time(since))",\
            "observedAt":"\(time(observed))","reasons":[\(reasons)]\(facts.isEmpty ? "" : ",\(facts)")}}
            """
    }

    /// As it is read.
    var record: HealthRecord { HealthRecord(place: "whatsapp.health/0 at 7", key: subject, value: Array(value.utf8)) }

    /// A heartbeat so many seconds ago.
    static func heartbeat(_ seconds: Int64, of monitor: String = "m-1", every: Int = 30) -> Said {
        Said(
            subject: "monitor/\(monitor)", since: 3_600, observed: seconds,
            facts: #""role":"active","heartbeatSeconds":\#(every),"sessions":{"ok":1203,"down":1}"#)
    }

    /// The same, said just now and not at noon: for a process, whose clock is nobody's to set.
    var now: Said {
        var said = self
        said.time = { EventTime.text(WallTime.now().microseconds - $0 * 1_000_000) }
        return said
    }

    /// A tombstone.
    static func gone(_ subject: String) -> HealthRecord { HealthRecord(place: "t/0 at 9", key: subject, value: nil) }

    /// A day in a shop: one of everything.
    static let day: [Said] = [
        heartbeat(4),
        Said(
            subject: "session/loja-centro", verdict: "down", since: 720,
            reasons: [("banned", "WhatsApp banned the account")], facts: #""status":"disconnected","detail":"banned""#),
        Said(
            subject: "session/padaria", verdict: "degraded", since: 90,
            reasons: [
                ("silent", "it says that it is connected, and nothing has come for 3 h where 20 min are usual"),
                ("pending", "x"),
            ]),
        Said(
            subject: "session/oficina", since: 7_200,
            facts: #""status":"connected","detail":"connected","lastMessageAt":"\#(clock(180))""#),
        Said(
            subject: "consumer/archive/whatsapp.messages/3", since: 4_000,
            facts: #""lagRecords":12,"lagSeconds":0.4"#),
        Said(
            subject: "pipeline/canary", since: 4_000, facts: #""lastSeconds":0.043,"p95Seconds":0.2"#),
        Said(
            subject: "consumer/messages/whatsapp.messages/11", verdict: "unknown", since: 30,
            reasons: [("unclaimed", "no consumer has claimed this partition: is the program running?")]),
    ]
}

extension HealthBoard {
    /// What these records come to, read a moment ago.
    init(_ said: [Said], seen: Int64 = noon) {
        self.init()
        for each in said { take(each.record, seen: seen) }
    }
}
