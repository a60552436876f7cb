import JSON

/// What its silence says: "connected, but nothing arrives".
///
/// A session is judged by its own habits alone: by what WhatsApp gives (`Habit`), and by how often its gateway says that it runs
/// (`Pulse`). Heartbeats are no traffic: a gateway that lives and passes nothing on is the commonest fault of all. Only one of which
/// nothing at all was ever heard is judged by a number for all: two weeks.
extension SessionHealth {
    /// Takes a sign of life in that says nothing of the state.
    ///
    /// - parameter now: no evidence is from the future, whatever a gateway's clock says: it would hide a silence.
    package mutating func saw(
        _ time: Moment, _ evidence: Evidence, now: Moment, rules: SessionRules = SessionRules()
    ) {
        let time = min(time, now)
        if since == 0 { since = time }
        if standing.has(.silent), evidence.isTraffic || !isTrafficMissed { resumedAt = min(time, resumedAt ?? time) }
        lastEventAt = max(time, lastEventAt ?? time)
        if evidence.isMessage { lastMessageAt = max(time, lastMessageAt ?? time) }
        if evidence == .heartbeat { pulse.note(time) }
        guard evidence.isTraffic else { return }
        lastTrafficAt = max(time, lastTrafficAt ?? time)
        habit.note(time, connected: watched(at: time, rules))
    }

    /// Learns what is over.
    ///
    /// - parameter horizon: up to when everything is read.
    package mutating func look(at horizon: Moment, rules: SessionRules = SessionRules()) {
        habit.advance(to: horizon, connected: watched(at: horizon, rules))
    }

    /// Nobody could see anything before `moment`: quiets begin there.
    mutating func couldNotBeSeen(until moment: Moment) {
        if !standing.has(.silent) { watchedFrom = max(watchedFrom, moment) }
    }

    /// Since when a quiet of it means something; nil while it means nothing. Short breaks change nothing: what comes meanwhile is given
    /// as soon as a session is back.
    private func watched(at moment: Moment, _ rules: SessionRules) -> Moment? {
        guard let onlineSince, phase == .connected || moment &- phaseLeft <= rules.patience else { return nil }
        return max(onlineSince, watchedFrom)
    }

    /// Takes note of when it was connected.
    mutating func noteOnline(_ time: Moment, from before: Phase, _ rules: SessionRules) {
        if before == .connected, phase != .connected { phaseLeft = time }
        guard phase == .connected, before != .connected else { return }
        if onlineSince == nil || time &- phaseLeft > rules.patience { onlineSince = time }
    }

    func judgeSilence(at horizon: Moment?, _ rules: SessionRules, _ standing: inout Standing) {
        // A short break ends no silence, and neither does a new start: only what comes does.
        guard phase == .connected || self.standing.has(.silent) && (phase != .down || isPassing) else { return }
        // What isn't read to an end may hold what is missed: neither does a silence begin, nor does one end that nothing ended.
        guard let horizon, rules.findsSilence || self.standing.has(.silent) else {
            if self.standing.has(.silent), resumedAt == nil { standing.add(.silent) }
            return
        }
        if silence(at: horizon, rules) != nil { standing.add(.silent) }
    }

    /// When it fell silent, by what is known up to `horizon`.
    func silence(at horizon: Moment, _ rules: SessionRules) -> Moment? {
        guard let watched = watched(at: horizon, rules) else { return nil }
        let heard = max(lastEventAt ?? watched, watched)
        var moment: Moment?
        if let lastTrafficAt, horizon &- max(lastTrafficAt, watched) >= Habit.shortest {
            moment = habit.silence(at: horizon, connected: watched)
        }
        if let allowance = pulse.allowance(traffic: lastTrafficAt), horizon &- heard > allowance {
            moment = min(heard &+ allowance, moment ?? .max)
        } else if moment == nil, lastTrafficAt == nil, pulse.last == 0, horizon &- heard > rules.unheard {
            moment = heard &+ rules.unheard
        }
        return moment
    }

    /// Whether it is silent by its habits of traffic.
    func missesTraffic(at horizon: Moment, _ rules: SessionRules) -> Bool {
        watched(at: horizon, rules).flatMap { habit.silence(at: horizon, connected: $0) } != nil
    }

    func silenceBeginning(at horizon: Moment?, _ rules: SessionRules) -> Moment {
        horizon.flatMap { silence(at: $0, rules) } ?? stateSince
    }

    var silenceReason: Reason {
        Reason(
            .silent, "the session says that it is connected, and nothing comes where usually something would",
            facts: [
                "lastEventAt": .time(lastEventAt), "lastTrafficAt": .time(lastTrafficAt),
                "usualSilenceSeconds": usualSilence,
                "lastHeartbeatAt": .time(pulse.last == 0 ? nil : pulse.last),
            ])
    }

    /// How long what it was heard last of may be ago, by its own habits.
    var usualSilence: JSONValue {
        guard phase == .connected, let onlineSince else { return .null }
        let quiet = lastTrafficAt.flatMap { habit.allowance(from: max($0, onlineSince, watchedFrom)) }
        return .number(quiet.map { $0 / Span.second })
    }
}
