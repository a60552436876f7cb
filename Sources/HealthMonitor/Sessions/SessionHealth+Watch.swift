import Events

/// What the fold takes note of besides the state itself.
extension SessionHealth {
    /// Where the session was before an event.
    struct Before {
        let phase: Phase
        let since: Moment
        let epoch: Int32?
        let status: SessionStatus?
        let detail: EventType?
        let stateSince: Moment
        let isImpaired: Bool

        init(_ session: SessionHealth) {
            (phase, since, epoch) = (session.phase, session.phaseSince, session.epoch)
            (status, detail, stateSince) = (session.status, session.detail, session.stateSince)
            isImpaired = session.impaired != nil
        }
    }

    /// Takes a lifecycle event that has moved the state to where it is now.
    mutating func watch(_ sign: LifecycleSign, _ time: Moment, _ before: Before, _ rules: SessionRules) {
        noteImpairment(sign, time)
        noteCodes(sign, time, before, rules)
        if isDrop(sign, before) { flaps.note(time, rules) }
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
        case .sessionLimited: limited = Notice(sign, at: time, after: limited)
        case .sessionDegraded: impaired = Notice(sign, at: time, after: impaired)
        default: break
        }
    }

    /// Whoever scans one, or gives up on purpose, ends the count. Evolution tells of a QR code and of the pairing code that goes with it
    /// in one breath: that is one.
    private mutating func noteCodes(_ sign: LifecycleSign, _ time: Moment, _ before: Before, _ rules: SessionRules) {
        switch sign.type {
        case .sessionQR where before.detail == .sessionPairingCode && before.stateSince == time: break
        case _ where sign.isCode: codes.note(time, rules)
        case .sessionAuthenticated, .sessionConnected, .sessionStopped, .sessionDeleted, .sessionCreated:
            codes = CodeWatch()
        default: break
        }
    }

    /// One that stayed connected for a while has got over how it ended before.
    private mutating func noteEnding(_ sign: LifecycleSign, _ time: Moment, _ before: Before, _ rules: SessionRules) {
        if before.phase == .connected, time &- before.since > rules.patience { ending = nil }
        noteLastEnd(sign, time, before)
        switch sign.type {
        case .sessionBanned, .sessionLoggedOut, .sessionReplaced, .sessionOutdated: ending = lastEnd
        case .sessionConnected where !flaps.isOn(at: time, rules): ending = nil
        case .sessionStopped, .sessionDeleted, .sessionCreated: ending = nil
        default: break
        }
    }

    /// A browser that is closed after a logout says that it is disconnected: what the session needs is still what it needed. One that was
    /// stopped was started again by somebody where a new epoch says anything of it.
    private mutating func noteLastEnd(_ sign: LifecycleSign, _ time: Moment, _ before: Before) {
        switch sign.type {
        case .sessionBanned, .sessionLoggedOut, .sessionReplaced, .sessionOutdated, .sessionStopped:
            lastEnd = Ending(sign, at: time)
        case .sessionDeleted: lastEnd = nil
        default: if phase != .down || lastEnd?.type == .sessionStopped && isRestart(before) { lastEnd = nil }
        }
    }

    /// Whether the event is of a later start than the one before it.
    private func isRestart(_ before: Before) -> Bool { before.epoch.map { epoch ?? 0 > $0 } ?? false }

    /// Whether it went down, failed to come up or fell ill, without anybody wanting that. One whose code nobody scans doesn't flap.
    private func isDrop(_ sign: LifecycleSign, _ before: Before) -> Bool {
        guard !sign.isOperator, sign.type != .sessionStopped, sign.type != .sessionDeleted else { return false }
        switch (before.phase, phase) {
        case (.connected, .connected): return isRestart(before) || sign.type == .sessionDegraded && !before.isImpaired
        case (.connected, _), (.connecting, .down): return true
        default: return false
        }
    }

    /// What may call for a command is kept until it is decided; what brings the session back, or ends it for good, settles the
    /// matter. A loss that follows while the first is open is the same outage. Where a person must do something first, to scan a code
    /// or to link the device again, a command would be in their way.
    mutating func noteCause(_ sign: LifecycleSign, _ time: Moment, _ before: Before, _ rules: SessionRules) {
        if before.phase == .connected, time &- before.since > rules.patience { plan.attempts = 0 }
        if let kind = ReconnectCause.Kind(sign) {
            let isScanned = codes.shown == 0 && before.phase != .scanning
            guard lastEnd == nil, ending == nil, kind == .navigation || isScanned else { return cause = nil }
            guard let next = ReconnectCause(sign, kind, time) else { return }
            guard isGraver(next) else { return }
            if kind == .navigation, next.isOther(than: lastCommand?.cause) { plan.attempts = 0 }
            cause = next
        } else if let status = SessionStatus(after: sign.type) {
            cause = nil
            if status == .disconnected { plan.attempts = 0 }
        }
    }

    /// Whether `next` is to be answered instead of the cause that is open. A navigation is one more where the open one was answered before
    /// it came: its page was left anew.
    private func isGraver(_ next: ReconnectCause) -> Bool {
        guard let cause else { return true }
        switch (cause.kind, next.kind) {
        case (.navigation, .navigation): return !cause.isOther(than: lastCommand?.cause) && next.isOther(than: cause)
        case (_, .navigation), (.lost, .failed): return true
        default: return false
        }
    }
}
