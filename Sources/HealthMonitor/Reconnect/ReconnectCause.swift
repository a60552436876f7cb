import Bytes
import Events
import JSON

/// An event that may call for a command: which occurrence it was, and when.
package struct ReconnectCause: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Hashable, Sendable {
        /// The page was navigated away: its gateway doesn't come back by itself.
        case navigation
        /// The connection was lost: most gateways try again by themselves.
        case lost
        /// Its gateway gave up.
        case failed

        /// The kind of a lifecycle event; nil where a command is no answer to it. Who was replaced, logged out, banned, refused as too
        /// old, stopped or deleted needs a person, and a command would be in their way.
        init?(_ sign: LifecycleSign) {
            switch sign.type {
            case _ where sign.isOperator: return nil
            case .sessionDisconnected: self = sign.reason.map { $0 == "NAVIGATION" } ?? false ? .navigation : .lost
            case .sessionFailed: self = .failed
            default: return nil
            }
        }
    }

    /// What happened.
    package let kind: Kind
    /// The event's `source`.
    package let source: String
    /// The event's `id`.
    package let id: String
    /// When it happened.
    package let time: Moment
    /// What the gateway gave as the reason.
    package let reason: String

    /// A cause.
    package init(kind: Kind = .navigation, source: String, id: String, time: Moment, reason: String) {
        self.kind = kind
        self.source = source
        self.id = id
        self.time = time
        self.reason = reason
    }

    /// What `sign` tells of; nil where its names are so long that no command has room for them.
    init?(_ sign: LifecycleSign, _ kind: Kind, _ time: Moment) {
        guard sign.source.count <= Self.longestName, sign.id.count <= Self.longestName else { return nil }
        self.init(
            kind: kind, source: SessionHealth.withoutZeros(sign.source.string),
            id: SessionHealth.withoutZeros(sign.id.string), time: time,
            reason: sign.reason.map(SessionHealth.text) ?? "")
    }

    /// More bytes have no `source` and no `id`.
    private static let longestName = 1_024

    /// Whether another event than that is meant.
    func isOther(than cause: ReconnectCause?) -> Bool { cause.map { $0.source != source || $0.id != id } ?? true }

    /// As it is remembered.
    var json: JSONValue {
        [
            "source": .string(source), "id": .string(id), "time": .integer(time), "reason": .string(reason),
            "kind": .string(kind.rawValue),
        ]
    }

    init?(_ json: JSONValue) {
        guard let source = json["source"]?.string, let id = json["id"]?.string, let time = json["time"]?.int64 else {
            return nil
        }
        guard source.utf8.count <= Self.longestName, id.utf8.count <= Self.longestName else { return nil }
        let kind = json["kind"]?.string.flatMap { Kind(rawValue: $0) } ?? .navigation
        self.init(
            kind: kind, source: source, id: id, time: time, reason: SessionHealth.bounded(json["reason"]?.string ?? ""))
    }
}
