import Bytes
import Events
package import JSON

/// What people are told of its state.
extension SessionHealth {
    func explanation(of finding: Finding) -> String {
        switch finding {
        case .noLifecycle: "no lifecycle event tells the state of this session"
        case .connecting: "the session is coming up"
        case .waitingForScan: "a code waits to be scanned"
        case .connectingForLong: "the session has been coming up for long"
        case .codesUnanswered: "code after code is shown (\(codes.shown) so far), and nobody scans one"
        case .flapping: "the session goes down and comes back again and again"
        case .limited: said("WhatsApp limits what it may send", limited?.reason)
        case .degraded: said("its gateway says: degraded", impaired?.reason)
        case .banned: said("WhatsApp has banned the account", endReason(.sessionBanned))
        case .loggedOut: said("the device was unlinked and must be linked again", endReason(.sessionLoggedOut))
        case .replaced: said("another process has taken the session over", endReason(.sessionReplaced))
        case .outdated: said("WhatsApp refuses the gateway's version", endReason(.sessionOutdated))
        default: said("its gateway says: \(detail?.word.string ?? "nothing")", reason)
        }
    }

    private func said(_ text: String, _ reason: String?) -> String { reason.map { "\(text) (\($0))" } ?? text }

    private func endReason(_ type: EventType) -> String? { end(type).map(\.reason) ?? reason }

    /// The end of that type, where there was one.
    private func end(_ type: EventType) -> Ending? {
        [lastEnd, ending].lazy.compactMap(\.self).first { $0.type == type }
    }

    func reasonFacts(of finding: Finding) -> [JSONValue.Member] {
        switch finding {
        case .noLifecycle: []
        case .waitingForScan, .connectingForLong, .connecting:
            [.init(name: "waitingSince", value: .time(isReloading ? stateSince : phaseSince))]
        case .codesUnanswered:
            [
                .init(name: "codesShown", value: .integer(codes.shown)),
                .init(name: "waitingSince", value: .time(codes.first)),
            ]
        case .flapping:
            [
                .init(name: "transitions", value: .integer(flaps.count)),
                .init(name: "lastTransitionAt", value: .time(flaps.last)),
            ]
        case .limited: facts(of: limited)
        case .degraded: facts(of: impaired)
        case .banned: facts(of: end(.sessionBanned))
        case .loggedOut: facts(of: end(.sessionLoggedOut))
        case .replaced: facts(of: end(.sessionReplaced))
        case .outdated: facts(of: end(.sessionOutdated))
        case .stopped: facts(of: end(.sessionStopped))
        default: facts(at: stateSince, reason)
        }
    }

    private func facts(of notice: Notice?) -> [JSONValue.Member] {
        guard let notice else { return facts(at: stateSince, reason) }
        return facts(at: notice.since, notice.reason, notice.code, notice.until)
    }

    private func facts(of end: Ending?) -> [JSONValue.Member] {
        guard let end else { return facts(at: stateSince, reason) }
        return facts(at: end.at, end.reason, end.code, end.until)
    }

    private func facts(
        at: Moment, _ reason: String?, _ code: String? = nil, _ until: Moment? = nil
    ) -> [JSONValue.Member] {
        var facts = [JSONValue.Member(name: "at", value: .time(at))]
        if let reason { facts.append(.init(name: "reason", value: .string(reason))) }
        if let code { facts.append(.init(name: "code", value: .string(code))) }
        if let until { facts.append(.init(name: "until", value: .time(until))) }
        return facts
    }

    /// The facts of a session's event (contract §5).
    package var facts: [JSONValue.Member] {
        stateFacts + [
            .init(name: "lastTrafficAt", value: .time(lastTrafficAt)),
            .init(name: "usualSilenceSeconds", value: usualSilence),
        ] + traffic.facts
    }

    private var stateFacts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init(name: "status", value: .text(status?.rawValue)),
            .init(name: "detail", value: .text(detail?.word.string)),
            .init(name: "reason", value: .text(reason)), .init(name: "lastEventAt", value: .time(lastEventAt)),
            .init(name: "lastMessageAt", value: .time(lastMessageAt)),
            .init(name: "stateSince", value: epoch == nil ? .null : .time(stateSince)),
            .init(name: "sessionEpoch", value: .number(epoch.map(Int64.init))),
            .init(name: "codesShown", value: .integer(codes.shown)),
            .init(name: "transitions", value: .integer(flaps.count(at: lastEventAt ?? foldedAt, SessionRules()))),
        ]
        if let lastCommand { facts.append(.init(name: "lastCommand", value: lastCommand.json)) }
        return facts
    }
}
