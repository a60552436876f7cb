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

    /// When a problem began: a function of the events, so that a late look says the same as one in time.
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
        var waiting = Waiting()
        guard tellsAcks, awaited.messages.contains(where: \.isWaiting) else { return waiting }
        let limit = allowance(at: horizon, rules)
        for message in awaited.messages where message.isWaiting && message.sentAt <= horizon {
            waiting.count += 1
            waiting.since = min(message.sentAt, waiting.since ?? message.sentAt)
            guard horizon &- message.sentAt > limit else { continue }
            waiting.overdue += 1
            waiting.overdueSince = min(message.sentAt, waiting.overdueSince ?? message.sentAt)
            if message.sentAt > lastAckedAt ?? .min {
                waiting.stuckSince = min(message.sentAt, waiting.stuckSince ?? message.sentAt)
            }
        }
        return waiting
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
