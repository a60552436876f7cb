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

    private func endReason(_ type: EventType) -> String? { ending?.type == type ? ending?.reason : reason }

    func reasonFacts(of finding: Finding) -> [JSONValue.Member] {
        switch finding {
        case .noLifecycle: []
        case .waitingForScan, .connectingForLong, .connecting: [.init(name: "waitingSince", value: .time(phaseSince))]
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
        case .limited: notice(limited?.since ?? stateSince, limited?.reason)
        case .degraded: notice(impaired?.since ?? stateSince, impaired?.reason)
        case .banned, .loggedOut, .replaced, .outdated: notice(ending?.at ?? stateSince, ending?.reason)
        default: notice(stateSince, reason)
        }
    }

    private func notice(_ at: Moment, _ reason: String?) -> [JSONValue.Member] {
        [.init(name: "at", value: .time(at))] + (reason.map { [.init(name: "reason", value: .string($0))] } ?? [])
    }

    /// The facts of a session's event (contract §5).
    package var facts: [JSONValue.Member] {
        stateFacts + [.init(name: "usualSilenceSeconds", value: usualSilence)] + traffic.facts
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
