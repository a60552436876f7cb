import Bytes
import Events
package import JSON

extension SessionHealth {
    /// How it stands by what is known up to `horizon`; nil: the log isn't read to an end yet, so no rule goes by time.
    package func standing(at horizon: Moment?, _ rules: SessionRules) -> Standing {
        func isLonger(than limit: Int64, since start: Moment) -> Bool { horizon.map { $0 &- start > limit } ?? false }
        switch phase {
        case .unknown: return .nothingKnown
        case .connecting: return isLonger(than: rules.connecting, since: phaseSince) ? .connectingForLong : .connecting
        case .scanning: return isLonger(than: rules.scanning, since: phaseSince) ? .waitingForScan : .connecting
        case .connected:
            if let detail, detail == .sessionDegraded || detail == .sessionLimited { return .impaired(detail) }
            return isLonger(than: rules.silence, since: lastEventAt ?? phaseSince) ? .silent : .connected
        case .down: return detail.map { .down($0) } ?? .nothingKnown
        }
    }

    /// Judges it anew; whether that changed anything.
    package mutating func settle(at horizon: Moment?, _ rules: SessionRules) -> Bool {
        let next = standing(at: horizon, rules)
        guard next != standing else { return false }
        if next.verdict != standing.verdict { since = beginning(of: next, rules) }
        standing = next
        return true
    }

    /// When `next` began: a function of the events alone, so that a late look says the same as one in time.
    private func beginning(of next: Standing, _ rules: SessionRules) -> Moment {
        switch next {
        case .silent: (lastEventAt ?? phaseSince) &+ rules.silence
        case .waitingForScan: phaseSince &+ rules.scanning
        case .connectingForLong: phaseSince &+ rules.connecting
        case .connected where standing == .silent: lastEventAt ?? stateSince
        case .nothingKnown, .connecting, .connected, .impaired, .down: stateSince
        }
    }

    /// The verdict and why.
    package var judgement: Judgement {
        guard let code = standing.code else { return Judgement(standing.verdict) }
        return Judgement(standing.verdict, [Reason(code, explanation, facts: reasonFacts)])
    }

    private var explanation: String {
        switch standing {
        case .connected: "connected"
        case .nothingKnown: "no lifecycle event tells the state of this session"
        case .connecting: "the session is coming up"
        case .waitingForScan: "a code waits to be scanned"
        case .connectingForLong: "the session has been coming up for long"
        case .silent: "the session says that it is connected, and nothing comes from it"
        case .impaired(let type), .down(let type):
            "its gateway says: \(type.word.string)" + (reason.map { " (\($0))" } ?? "")
        }
    }

    private var reasonFacts: JSONValue {
        var facts: [JSONValue.Member] = []
        switch standing {
        case .silent: facts.append(.init(name: "lastEventAt", value: .time(lastEventAt)))
        case .waitingForScan, .connectingForLong, .connecting:
            facts.append(.init(name: "waitingSince", value: .time(phaseSince)))
        case .impaired, .down:
            facts.append(.init(name: "at", value: .time(stateSince)))
            if let reason { facts.append(.init(name: "reason", value: .string(reason))) }
        case .nothingKnown, .connected: break
        }
        return .object(facts)
    }

    /// The facts of a session's event (contract §5).
    package var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init(name: "status", value: .text(status?.rawValue)),
            .init(name: "detail", value: .text(detail?.word.string)),
            .init(name: "reason", value: .text(reason)), .init(name: "lastEventAt", value: .time(lastEventAt)),
            .init(name: "lastMessageAt", value: .time(lastMessageAt)),
            .init(name: "stateSince", value: epoch == nil ? .null : .time(stateSince)),
            .init(name: "sessionEpoch", value: .number(epoch.map(Int64.init))),
        ]
        if let lastCommand { facts.append(.init(name: "lastCommand", value: lastCommand.json)) }
        return facts
    }
}
