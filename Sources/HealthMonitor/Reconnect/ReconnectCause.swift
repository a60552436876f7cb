import JSON

/// A disconnect that may call for a command: which occurrence it was, and when.
package struct ReconnectCause: Hashable, Sendable {
    /// The event's `source`.
    package let source: String
    /// The event's `id`.
    package let id: String
    /// When it happened.
    package let time: Moment
    /// What the gateway gave as the reason.
    package let reason: String

    /// A cause.
    package init(source: String, id: String, time: Moment, reason: String) {
        self.source = source
        self.id = id
        self.time = time
        self.reason = reason
    }

    /// As it is remembered.
    var json: JSONValue {
        ["source": .string(source), "id": .string(id), "time": .integer(time), "reason": .string(reason)]
    }

    init?(_ json: JSONValue) {
        guard let source = json["source"]?.string, let id = json["id"]?.string, let time = json["time"]?.int64 else {
            return nil
        }
        self.init(source: source, id: id, time: time, reason: json["reason"]?.string ?? "")
    }
}
