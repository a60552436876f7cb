import Bytes
import Events
import JSON

/// Something that a gateway says of a session, and since when.
package struct Notice: Hashable, Sendable {
    /// When it said so first, since the session was last well.
    let since: Moment
    /// The reason that it gave last.
    let reason: String?
}

/// How a session ended, where that needs a person.
package struct Ending: Hashable, Sendable {
    /// The lifecycle event.
    let type: EventType
    /// When.
    let at: Moment
    /// The reason that came with it.
    let reason: String?
}

/// As they are remembered.
extension Notice {
    var json: JSONValue { ["since": .integer(since), "reason": .text(reason)] }

    init?(_ json: JSONValue) {
        guard let since = json["since"]?.int64 else { return nil }
        self.init(since: since, reason: json["reason"]?.string)
    }
}

extension Ending {
    var json: JSONValue { ["type": .string(type.word.string), "at": .integer(at), "reason": .text(reason)] }

    init?(_ json: JSONValue) {
        guard let type = json["type"]?.string.flatMap({ SessionHealth.type(word: $0) }), let at = json["at"]?.int64
        else { return nil }
        self.init(type: type, at: at, reason: json["reason"]?.string)
    }
}
