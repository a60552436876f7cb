import Bytes
import Events
package import JSON

/// What must be remembered of a session besides the columns that people read, as one JSON object in `memory`.
extension SessionHealth {
    /// The object.
    package var memory: JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "stateSince", value: .integer(stateSince)),
            .init(name: "phase", value: .string(phase.rawValue)),
            .init(name: "phaseSince", value: .integer(phaseSince)), .init(name: "isDeleted", value: .bool(isDeleted)),
        ]
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(.init(name: name, value: value)) }
        }
        add("reason", reason.map { .string($0) })
        add("epoch", epoch.map { .integer($0) })
        add("sequence", sequence.map { .integer($0) })
        add("standing", standing.code.map { .string($0.rawValue) })
        add("lastEventAt", lastEventAt.map { .integer($0) })
        add("lastMessageAt", lastMessageAt.map { .integer($0) })
        add("since", .integer(since))
        add("cause", cause?.json)
        add("lastCommand", lastCommand?.json)
        return .object(members)
    }

    /// The session that `memory` tells of; fields that can't be read are as if nothing had been known.
    package init(status: String?, detail: String?, memory: JSONValue) {
        self.status = status.flatMap { SessionStatus(rawValue: $0) }
        self.detail = detail.flatMap { Self.type(word: $0) }
        reason = memory["reason"]?.string
        stateSince = memory["stateSince"]?.int64 ?? 0
        phase = memory["phase"]?.string.flatMap { Phase(rawValue: $0) } ?? .unknown
        phaseSince = memory["phaseSince"]?.int64 ?? 0
        epoch = memory["epoch"]?.int64.flatMap { Int32(exactly: $0) }
        if case .number(let digits)? = memory["sequence"] { sequence = UInt64(digits) }
        isDeleted = memory["isDeleted"]?.bool ?? false
        lastEventAt = memory["lastEventAt"]?.int64
        lastMessageAt = memory["lastMessageAt"]?.int64
        cause = memory["cause"].flatMap { ReconnectCause($0) }
        lastCommand = memory["lastCommand"].flatMap { ReconnectCommand($0) }
        since = memory["since"]?.int64 ?? 0
        standing = Self.standing(code: memory["standing"]?.string, self)
    }

    private static func standing(code: String?, _ session: SessionHealth) -> Standing {
        let timed: [Standing] = [.nothingKnown, .connecting, .waitingForScan, .connectingForLong, .silent]
        guard let code else { return session.phase == .connected ? .connected : .nothingKnown }
        return timed.first { $0.code?.rawValue == code } ?? session.standing(at: nil, SessionRules())
    }

    private static func type(word: String) -> EventType? {
        EventType.allCases.first { $0.family == .lifecycle && $0.word.string == word }
    }
}
