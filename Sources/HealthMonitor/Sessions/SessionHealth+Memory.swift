import Bytes
import Events
package import JSON

/// What must be remembered of a session besides the columns that people read, as one JSON object in `memory`.
extension SessionHealth {
    /// The object.
    package var memory: JSONValue { memory(counted: "") }

    /// - parameter counted: the mark of what its traffic counts, as text; empty: none is needed.
    func memory(counted: String) -> JSONValue {
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
        add("standing", .string(standing.findings.map(\.code.rawValue).joined(separator: " ")))
        add("lastEventAt", lastEventAt.map { .integer($0) })
        add("lastMessageAt", lastMessageAt.map { .integer($0) })
        add("since", .integer(since))
        add("foldedAt", .integer(foldedAt))
        add("limited", limited?.json)
        add("impaired", impaired?.json)
        add("ending", ending?.json)
        add("lastEnd", lastEnd?.json)
        add("flaps", flaps.json)
        add("codes", codes.json)
        add("lastTrafficAt", lastTrafficAt.map { .integer($0) })
        add("habit", habit.json)
        add("pulse", pulse.json)
        add("onlineSince", onlineSince.map { .integer($0) })
        add("phaseLeft", phaseLeft == 0 ? nil : .integer(phaseLeft))
        add("watchedFrom", watchedFrom == 0 ? nil : .integer(watchedFrom))
        add("resumedAt", resumedAt.map { .integer($0) })
        add("isTrafficMissed", isTrafficMissed ? .bool(true) : nil)
        add("isPassing", isPassing ? .bool(true) : nil)
        add("cause", cause?.json)
        add("lastCommand", lastCommand?.json)
        add("plan", plan.json)
        add("numbers", traffic.lifecycleMemory)
        add("traffic", traffic.memory)
        add("counted", counted.isEmpty ? nil : .string(counted))
        return .object(members)
    }

    /// The session that `memory` tells of; fields that can't be read are as if nothing had been known.
    package init(status: String?, detail: String?, memory: JSONValue) {
        self.status = status.flatMap { SessionStatus(rawValue: $0) }
        self.detail = detail.flatMap { Self.type(word: $0) }
        reason = memory["reason"]?.string.map(Self.bounded)
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
        plan = memory["plan"].flatMap { ReconnectPlan($0) } ?? ReconnectPlan()
        since = memory["since"]?.int64 ?? 0
        foldedAt = memory["foldedAt"]?.int64 ?? 0
        limited = memory["limited"].flatMap { Notice($0) }
        // An older version remembered no end.
        if let since = limited?.since, limited?.until == nil { limited?.until = since &+ Notice.validity }
        impaired = memory["impaired"].flatMap { Notice($0) }
        ending = memory["ending"].flatMap { Ending($0) }
        lastEnd = memory["lastEnd"].flatMap { Ending($0) } ?? endBeforeMemory
        flaps = memory["flaps"].flatMap { FlapWatch($0) } ?? FlapWatch()
        codes = memory["codes"].flatMap { CodeWatch($0) } ?? CodeWatch()
        lastTrafficAt = memory["lastTrafficAt"]?.int64
        habit = memory["habit"].flatMap { Habit($0) } ?? Habit()
        pulse = memory["pulse"].flatMap { Pulse($0) } ?? Pulse()
        // What an older version remembered has been connected since its phase began.
        onlineSince = memory["onlineSince"]?.int64 ?? (phase == .connected ? phaseSince : nil)
        phaseLeft = memory["phaseLeft"]?.int64 ?? 0
        watchedFrom = memory["watchedFrom"]?.int64 ?? 0
        resumedAt = memory["resumedAt"]?.int64
        isTrafficMissed = memory["isTrafficMissed"]?.bool ?? false
        isPassing = memory["isPassing"]?.bool ?? false
        traffic = SessionTraffic(memory: memory["traffic"] ?? .null, lifecycle: memory["numbers"])
        standing = Self.standing(codes: memory["standing"]?.string, phase)
    }

    /// What an older version knew of the end that a session stands at.
    private var endBeforeMemory: Ending? {
        guard phase == .down, let detail else { return nil }
        switch detail {
        case .sessionBanned, .sessionLoggedOut, .sessionReplaced, .sessionOutdated, .sessionStopped:
            return ending.flatMap { $0.type == detail ? $0 : nil }
                ?? Ending(type: detail, at: stateSince, reason: reason)
        default: return nil
        }
    }

    /// One that remembers nothing of its standing was well, or never judged.
    private static func standing(codes: String?, _ phase: Phase) -> Standing {
        guard let codes else { return phase == .connected ? Standing() : Standing(.noLifecycle) }
        var standing = Standing()
        for code in codes.split(separator: " ") {
            if let finding = Finding.allCases.first(where: { $0.code.rawValue == code }) { standing.add(finding) }
        }
        return standing
    }

    static func type(word: String) -> EventType? {
        EventType.allCases.first { $0.family == .lifecycle && $0.word.string == word }
    }
}
