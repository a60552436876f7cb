import Bytes
import Events
import JSON

/// What its lifecycle says.
extension SessionHealth {
    /// - parameter horizon: up to when the lifecycle is known.
    func judgeState(at horizon: Moment, _ rules: SessionRules, _ standing: inout Standing) {
        func isLonger(than limit: Int64, since start: Moment) -> Bool { horizon &- start > limit }
        let isUnanswered = codes.unanswered(at: horizon, rules) != nil
        let isFlapping = flaps.isOn(at: horizon, rules)
        // One that comes and goes is told of once: its turns count again when it stays as it is.
        let isHeld = isPassing && (isFlapping || isUnanswered) && !isLonger(than: rules.patience, since: phaseSince)
        if isUnanswered { standing.add(.codesUnanswered) }
        if isFlapping { standing.add(.flapping) }
        if isHeld, isFlapping, let ending { standing.add(Finding(ending.type)) }
        switch phase {
        case .unknown: standing.add(.noLifecycle)
        case .connecting where isHeld, .scanning where isUnanswered: break
        case .connecting:
            standing.add(isLonger(than: rules.connecting, since: phaseSince) ? .connectingForLong : .connecting)
        case .scanning: standing.add(isLonger(than: rules.scanning, since: phaseSince) ? .waitingForScan : .connecting)
        case .connected:
            if isReloading, isLonger(than: rules.connecting, since: stateSince) { standing.add(.connectingForLong) }
            if let limited, !limited.isOver(at: horizon) { standing.add(.limited) }
            if let impaired, !isFlapping || isLonger(than: rules.patience, since: impaired.since) {
                standing.add(.degraded)
            }
        case .down where isHeld && !needsPerson: break
        case .down: standing.add((lastEnd?.type ?? detail).map { Finding($0) } ?? .noLifecycle)
        }
    }

    /// Whether WhatsApp Web was loaded anew, and isn't ready yet.
    var isReloading: Bool { phase == .connected && status == .connecting }

    /// Whether it is down in a way that it doesn't come back from by itself.
    private var needsPerson: Bool { lastEnd != nil || detail != .sessionDisconnected && detail != .sessionFailed }

    /// From when on a phase counts that began while the session came and went.
    private func believedFrom(_ rules: SessionRules) -> Moment {
        guard isPassing else { return phaseSince }
        let patience = phaseSince &+ rules.patience
        return codes.shown >= rules.codes ? patience : max(phaseSince, min(patience, flaps.last &+ rules.calm))
    }

    func stateBeginning(of finding: Finding, _ rules: SessionRules) -> Moment {
        switch finding {
        case .waitingForScan: phaseSince &+ rules.scanning
        case .connectingForLong where isReloading: stateSince &+ rules.connecting
        case .connectingForLong: max(phaseSince &+ rules.connecting, believedFrom(rules))
        case .codesUnanswered: max(codes.many, codes.first &+ rules.scanning)
        case .flapping: flaps.since ?? stateSince
        case .limited: limited?.since ?? stateSince
        case .degraded: impaired?.since ?? stateSince
        case .disconnected, .failed: isPassing ? believedFrom(rules) : stateSince
        case .banned, .loggedOut, .replaced, .outdated, .stopped: lastEnd?.at ?? stateSince
        default: stateSince
        }
    }

    func stateEnd(of finding: Finding, _ rules: SessionRules) -> Moment {
        switch finding {
        case .flapping: flaps.last &+ rules.calm
        case .banned, .loggedOut, .replaced, .outdated:
            isPassing && phase == .connected ? believedFrom(rules) : stateSince
        case .limited: limited?.until ?? stateSince
        default: stateSince
        }
    }

    func stateReason(of finding: Finding) -> Reason {
        Reason(finding.code, explanation(of: finding), facts: .object(reasonFacts(of: finding)))
    }
}
