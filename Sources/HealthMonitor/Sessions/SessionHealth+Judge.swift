import Events

/// How a session is judged: each judge adds what it finds, and says when that began and how it ended.
///
/// A new judge is a line in `standing`, `beginning`, `end`, `reason(of:)` and `facts`; what it remembers is a line in `memory`.
extension SessionHealth {
    /// How it stands.
    ///
    /// - parameter horizon: up to when everything is known; nil: the log isn't read to an end yet.
    /// - parameter state: up to when its lifecycle is known, which is in one partition and so may be known further.
    private func standing(at horizon: Moment?, state: Moment, _ rules: SessionRules) -> Standing {
        var standing = Standing()
        judgeState(at: state, rules, &standing)
        judgeSilence(at: horizon, rules, &standing)
        judgeTraffic(&standing)
        return standing
    }

    /// Judges it anew by what is known up to `horizon`; whether that changed anything.
    package mutating func settle(at horizon: Moment?, _ rules: SessionRules) -> Bool {
        settle(at: horizon, state: max(horizon ?? foldedAt, foldedAt), rules)
    }

    /// The same where the lifecycle is known up to another moment.
    mutating func settle(at horizon: Moment?, state: Moment, _ rules: SessionRules) -> Bool {
        let next = standing(at: horizon, state: state, rules)
        if next.has(.silent), let horizon { isTrafficMissed = missesTraffic(at: horizon, rules) }
        guard next != standing else { return false }
        if next.verdict != standing.verdict { since = turn(to: next, at: horizon, state: state, rules) }
        if !next.has(.silent) { (resumedAt, isTrafficMissed) = (nil, false) }
        standing = next
        return true
    }

    /// When the verdict became the one of `next`. For most findings that is a function of the events alone, so that a late look says the
    /// same as one in time; failures and slow acknowledgements, of which it takes many, begin with the newest that the look knows of, and
    /// what is wrong with traffic is over with the last that was heard.
    ///
    /// A worse verdict begins with the first of the findings that give it; a better one, when the last of those that gave the worse
    /// one ended, and not before that one began. Neither begins later than what is known.
    private func turn(to next: Standing, at horizon: Moment?, state: Moment, _ rules: SessionRules) -> Moment {
        if next.verdict > standing.verdict {
            let begins = next.findings.filter { $0.verdict == next.verdict }.map {
                beginning(of: $0, at: horizon, rules)
            }
            return min(begins.min() ?? stateSince, state)
        }
        let ends = standing.findings.filter { $0.verdict == standing.verdict }.map { end(of: $0, rules) }
        let moment = min(ends.max() ?? stateSince, state)
        return standing.verdict == .unknown ? moment : max(moment, since)
    }

    /// When a finding of now began.
    private func beginning(of finding: Finding, at horizon: Moment?, _ rules: SessionRules) -> Moment {
        switch finding {
        case .silent: silenceBeginning(at: horizon, rules)
        case .failing, .pending, .slowAcks, .sequenceGap: trafficBeginning(of: finding, rules)
        default: stateBeginning(of: finding, rules)
        }
    }

    /// When a finding that is gone ended.
    private func end(of finding: Finding, _ rules: SessionRules) -> Moment {
        switch finding {
        case .silent: resumedAt ?? stateSince
        case .failing, .pending, .slowAcks, .sequenceGap: trafficEnd(of: finding)
        default: stateEnd(of: finding, rules)
        }
    }

    /// The verdict and why, the gravest first.
    package var judgement: Judgement { Judgement(standing.verdict, standing.findings.map { reason(of: $0) }) }

    private func reason(of finding: Finding) -> Reason {
        switch finding {
        case .silent: silenceReason
        case .failing, .pending, .slowAcks, .sequenceGap: trafficReason(of: finding)
        default: stateReason(of: finding)
        }
    }
}

extension SessionHealth {
    /// What readers want to hear of when it changes.
    struct Gist: Equatable {
        let standing: Standing
        let status: SessionStatus?
        let detail: EventType?
        let reason: String?
    }

    /// While it comes and goes, only its standing: one verdict, and not thirty.
    var gist: Gist {
        isPassing || standing.has(.flapping)
            ? Gist(standing: standing, status: nil, detail: nil, reason: nil)
            : Gist(standing: standing, status: status, detail: detail, reason: reason)
    }
}
