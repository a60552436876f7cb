import JSON

extension SessionTraffic {
    /// Who waits, by what is known up to a moment.
    struct Waiting: Hashable {
        /// How many messages wait.
        var count = 0
        /// When the oldest of them was sent.
        var since: Moment?
        /// How many of them wait longer than they may.
        var overdue = 0
        /// When the oldest of those was sent that wait too long while nothing newer was acknowledged.
        var stuckSince: Moment?
        /// When the oldest of those was sent that wait too long.
        var overdueSince: Moment?
    }

    /// What is wrong by what is known up to `horizon`; costs no allocation.
    package func problems(at horizon: Moment, _ rules: TrafficRules) -> TrafficProblems {
        var problems: TrafficProblems = []
        if !awaited.messages.isEmpty, tellsAcks {
            let waiting = waiting(at: horizon, rules)
            // One that was lost while later ones got through is a fact about that message; the session works.
            if waiting.stuckSince != nil || waiting.overdue >= rules.pendingCount { problems.insert(.pending) }
        }
        if isFailing(at: horizon, rules) { problems.insert(.failing) }
        if isSlow(at: horizon, rules) { problems.insert(.slowAcks) }
        if missing(at: horizon, age: rules.gapAge).count > 0 { problems.insert(.sequenceGap) }
        return problems
    }

    /// When a problem began. What waits and what is missing began when the events say so, however late the look is; failures and slow
    /// acknowledgements, of which it takes many, with the newest that is known at the look.
    package func beginning(of problems: TrafficProblems, at horizon: Moment, _ rules: TrafficRules) -> Moment? {
        var times: [Moment?] = []
        if problems.contains(.pending) {
            let waiting = waiting(at: horizon, rules)
            times.append((waiting.stuckSince ?? waiting.overdueSince).map { $0 &+ allowance(at: horizon, rules) })
        }
        if problems.contains(.failing) { times.append(failures.lastAt) }
        if problems.contains(.slowAcks) { times.append(lastAckAt) }
        if problems.contains(.sequenceGap) { times.append(missing(at: horizon, age: rules.gapAge).since) }
        return times.compactMap(\.self).min()
    }

    /// How long a message may wait: some times what is usual in this session, and never less than the floor.
    func allowance(at horizon: Moment, _ rules: TrafficRules) -> Int64 {
        var habit = latency.usual(at: horizon)
        if habit.total < rules.habit { habit = latency.all(at: horizon) }
        guard habit.total >= rules.habit, let usual = habit.percentile(95) else { return rules.pendingDefault }
        return max(rules.pendingFloor, rules.pendingFactor * usual)
    }

    func waiting(at horizon: Moment, _ rules: TrafficRules) -> Waiting {
        var waiting = waiting(at: horizon)
        // What is usual is only reckoned where somebody may wait for longer than that.
        guard let oldest = waiting.since, horizon &- oldest > min(rules.pendingFloor, rules.pendingDefault) else {
            return waiting
        }
        let limit = allowance(at: horizon, rules)
        for message in awaited.messages where message.isWaiting && message.sentAt <= horizon {
            guard horizon &- message.sentAt > limit else { continue }
            waiting.overdue += 1
            waiting.overdueSince = min(message.sentAt, waiting.overdueSince ?? message.sentAt)
            if message.sentAt > lastAckedAt ?? .min {
                waiting.stuckSince = min(message.sentAt, waiting.stuckSince ?? message.sentAt)
            }
        }
        if let lost = lostSince(at: horizon), horizon &- lost > limit {
            waiting.overdue += 1
            waiting.overdueSince = min(lost, waiting.overdueSince ?? lost)
            waiting.stuckSince = min(lost, waiting.stuckSince ?? lost)
        }
        return waiting
    }

    /// Who waits, whether that is long or not.
    func waiting(at horizon: Moment) -> Waiting {
        var waiting = Waiting()
        guard tellsAcks else { return waiting }
        for message in awaited.messages where message.isWaiting && message.sentAt <= horizon {
            waiting.count += 1
            waiting.since = min(message.sentAt, waiting.since ?? message.sentAt)
        }
        if let lost = lostSince(at: horizon) { waiting.since = min(lost, waiting.since ?? lost) }
        return waiting
    }

    /// When the oldest was sent of those that had to make room and that nothing shows to be acknowledged; nil where there is none, or
    /// where nothing was sent for so long that nobody waits any more.
    private func lostSince(at horizon: Moment) -> Moment? {
        guard let displacedSince, displacedSince <= horizon, displacedSince > answeredAt, let lastOutAt,
            horizon &- lastOutAt <= AwaitedMessages.patience
        else { return nil }
        return displacedSince
    }

    /// What was wrong at the last look, and isn't well enough to say that it is over: a figure that goes up and down around its limit
    /// is one verdict.
    func easedProblems(at horizon: Moment, _ rules: TrafficRules) -> TrafficProblems {
        var problems: TrafficProblems = []
        if lasting.contains(.failing), isFailing(at: horizon, rules.eased) { problems.insert(.failing) }
        if lasting.contains(.slowAcks), isSlow(at: horizon, rules.eased) { problems.insert(.slowAcks) }
        return problems
    }

    private func isFailing(at horizon: Moment, _ rules: TrafficRules) -> Bool {
        guard failures.lastAt != nil else { return false }
        let count = failures.failures(at: horizon)
        let sent = max(count, failures.attempts(at: horizon))
        return count >= rules.failingCount && count * 100 >= sent * rules.failingShare
    }

    private func isSlow(at horizon: Moment, _ rules: TrafficRules) -> Bool {
        guard !latency.isEmpty else { return false }
        let recent = latency.recent(at: horizon)
        guard recent.total >= rules.slowSamples, let now = recent.percentile(50), now > rules.slowFloor else {
            return false
        }
        let habit = latency.usual(at: horizon)
        guard habit.total >= rules.habit, let usual = habit.percentile(50) else { return false }
        return now >= rules.slowFactor * usual
    }

    /// How many numbers of `sequence` are missing in all, and since when.
    func missing(at horizon: Moment, age: Int64) -> (count: UInt64, since: Moment?) {
        var (count, since): (UInt64, Moment?) = (0, nil)
        func add(_ log: SequenceLog) {
            guard !log.gaps.isEmpty else { return }
            let own = log.missing(at: horizon, age: age)
            guard let first = own.since else { return }
            let (sum, overflow) = count.addingReportingOverflow(own.count)
            (count, since) = (overflow ? .max : sum, min(first, since ?? first))
        }
        add(lifecycle)
        add(heartbeats)
        add(messages)
        return (count, since)
    }
}
