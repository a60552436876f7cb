import Bytes
import Events
import JSON

/// Something that a gateway says of a session, and since when.
package struct Notice: Hashable, Sendable {
    /// When it said so first, since the session was last well.
    let since: Moment
    /// The reason that it gave last.
    let reason: String?
    /// The code that came with it.
    var code: String?
    /// When it is over by itself; nil where only the gateway says so.
    var until: Moment?

    /// How long a limit is believed whose end nobody told: its gateway says it again as long as it finds it.
    static let validity = Span.day

    /// Whether it has run out by then.
    func isOver(at horizon: Moment) -> Bool { until.map { horizon >= $0 } ?? false }
}

extension Notice {
    /// What `sign` says, where `before` was known.
    init(_ sign: LifecycleSign, at time: Moment, after before: Notice?) {
        let standing = before.flatMap { $0.isOver(at: time) ? nil : $0 }
        since = standing?.since ?? time
        reason = sign.reason.map(SessionHealth.text)
        code = sign.facts.code.map(SessionHealth.text)
        guard sign.type == .sessionLimited else { return }
        let end = sign.facts.until ?? time &+ Self.validity
        // Two limits of one account: it is free again when the later one ends.
        until = standing.flatMap { $0.reason == reason ? nil : $0.until }.map { max(end, $0) } ?? end
    }
}

/// How a session ended, where that needs a person.
package struct Ending: Hashable, Sendable {
    /// The lifecycle event.
    let type: EventType
    /// When.
    let at: Moment
    /// The reason that came with it.
    let reason: String?
    /// The code that came with it.
    var code: String?
    /// When a ban ends, where its gateway knows.
    var until: Moment?
}

extension Ending {
    /// The ending that `sign` tells of.
    init(_ sign: LifecycleSign, at time: Moment) {
        self.init(
            type: sign.type, at: time, reason: sign.reason.map(SessionHealth.text),
            code: sign.facts.code.map(SessionHealth.text), until: sign.facts.until)
    }
}

/// As they are remembered.
extension Notice {
    var json: JSONValue {
        ["since": .integer(since), "reason": .text(reason), "code": .text(code), "until": .number(until)]
    }

    init?(_ json: JSONValue) {
        guard let since = json["since"]?.int64 else { return nil }
        self.init(
            since: since, reason: json["reason"]?.string.map(SessionHealth.bounded),
            code: json["code"]?.string.map(SessionHealth.bounded), until: json["until"]?.int64)
    }
}

extension Ending {
    var json: JSONValue {
        [
            "type": .string(type.word.string), "at": .integer(at), "reason": .text(reason), "code": .text(code),
            "until": .number(until),
        ]
    }

    init?(_ json: JSONValue) {
        guard let type = json["type"]?.string.flatMap({ SessionHealth.type(word: $0) }), let at = json["at"]?.int64
        else { return nil }
        self.init(
            type: type, at: at, reason: json["reason"]?.string.map(SessionHealth.bounded),
            code: json["code"]?.string.map(SessionHealth.bounded), until: json["until"]?.int64)
    }
}
