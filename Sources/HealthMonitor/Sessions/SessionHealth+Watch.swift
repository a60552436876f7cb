import Events

/// What the fold takes note of besides the state itself.
extension SessionHealth {
    /// Where the session was before an event.
    struct Before {
        let phase: Phase
        let since: Moment
        let epoch: Int32?
    }

    /// Takes a lifecycle event that has moved the state to where it is now.
    mutating func watch(_ sign: LifecycleSign, _ time: Moment, _ before: Before, _ rules: SessionRules) {
        noteImpairment(sign, time)
        noteCodes(sign, time, rules)
        let isRestart = before.epoch.map { epoch ?? 0 > $0 } ?? false
        if isDrop(sign, from: before.phase, isRestart: isRestart) { flaps.note(time, rules) }
        noteEnding(sign, time, before, rules)
        if phase != before.phase {
            isPassing = flaps.isOn(at: time, rules) || codes.unanswered(at: time, rules) != nil
        }
    }

    /// Only while it is connected; a gateway that says it again doesn't begin it anew, and one that says `connected` takes it back.
    private mutating func noteImpairment(_ sign: LifecycleSign, _ time: Moment) {
        guard phase == .connected, sign.type != .sessionConnected else {
            (limited, impaired) = (nil, nil)
            return
        }
        switch sign.type {
        case .sessionLimited: limited = Notice(since: limited?.since ?? time, reason: reason)
        case .sessionDegraded: impaired = Notice(since: impaired?.since ?? time, reason: reason)
        default: break
        }
    }

    /// Whoever scans one, or gives up on purpose, ends the count.
    private mutating func noteCodes(_ sign: LifecycleSign, _ time: Moment, _ rules: SessionRules) {
        switch sign.type {
        case .sessionQR, .sessionPairingCode: codes.note(time, rules)
        case .sessionAuthenticated, .sessionConnected, .sessionStopped, .sessionDeleted, .sessionCreated:
            codes = CodeWatch()
        default: break
        }
    }

    /// One that stayed connected for a while has got over how it ended before.
    private mutating func noteEnding(_ sign: LifecycleSign, _ time: Moment, _ before: Before, _ rules: SessionRules) {
        if before.phase == .connected, time &- before.since > rules.patience { ending = nil }
        switch sign.type {
        case .sessionBanned, .sessionLoggedOut, .sessionReplaced, .sessionOutdated:
            ending = Ending(type: sign.type, at: time, reason: reason)
        case .sessionConnected where !flaps.isOn(at: time, rules): ending = nil
        case .sessionStopped, .sessionDeleted, .sessionCreated: ending = nil
        default: break
        }
    }

    /// Whether it went down, or failed to come up, without anybody wanting that. One whose code nobody scans doesn't flap.
    private func isDrop(_ sign: LifecycleSign, from before: Phase, isRestart: Bool) -> Bool {
        guard !sign.isOperator, sign.type != .sessionStopped, sign.type != .sessionDeleted else { return false }
        switch (before, phase) {
        case (.connected, .connected): return isRestart
        case (.connected, _), (.connecting, .down): return true
        default: return false
        }
    }

    /// What may call for a command is kept until it is decided; what brings the session back, or ends it for good, settles the
    /// matter. A loss that follows while the first is open is the same outage.
    mutating func noteCause(_ sign: LifecycleSign, _ time: Moment, _ before: Before, _ rules: SessionRules) {
        if before.phase == .connected, time &- before.since > rules.patience { plan.attempts = 0 }
        if let kind = ReconnectCause.Kind(sign) {
            guard kind != .failed || codes.shown == 0 else { return cause = nil }
            guard cause == nil || cause?.kind == .lost && kind != .lost else { return }
            cause = ReconnectCause(
                kind: kind, source: Self.text(sign.source), id: Self.text(sign.id), time: time, reason: reason ?? "")
        } else if let status = SessionStatus(after: sign.type) {
            cause = nil
            if status == .disconnected { plan.attempts = 0 }
        }
    }
}
