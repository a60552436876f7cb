package import Events

/// What the message traffic of one session tells: who waits, how long acknowledgements take, what fails, what is missing.
///
/// Its events come from several partitions in any order, so it is a function of the set of events and of the horizon up to which all
/// is known: as long as no more is under way than its bounds hold, every order ends in the same state. A pure value; time comes in.
///
/// Half a KB at rest; 3 KB for a session that sends much; never more than 6.
package struct SessionTraffic: Hashable, Sendable {
    /// The greatest time of a message that came in.
    package internal(set) var lastInAt: Moment?
    /// The greatest time of a message that went out.
    package internal(set) var lastOutAt: Moment?
    /// The newest message sent that was acknowledged.
    package internal(set) var lastAckedAt: Moment?
    /// The greatest time of an acknowledgement.
    package internal(set) var lastAckAt: Moment?
    /// Whether its gateway tells of acknowledgements at all: else nobody waits for any.
    package internal(set) var tellsAcks = false
    /// Messages that still waited when they had to make room.
    package internal(set) var displaced = 0
    /// When the oldest of those was sent that had to make room since the last acknowledgement.
    package internal(set) var displacedSince: Moment?
    /// How much is heard of it.
    package internal(set) var rate = EventRate()
    package internal(set) var awaited = AwaitedMessages()
    package internal(set) var latency = AckLatency()
    package internal(set) var failures = FailureCounts()
    /// The numbers of `whatsapp.lifecycle`. They are stored with the lifecycle's state, the others with `memory`.
    package internal(set) var lifecycle = SequenceLog()
    /// The numbers of `whatsapp.heartbeats`.
    package internal(set) var heartbeats = SequenceLog()
    /// The numbers of `whatsapp.messages`.
    package internal(set) var messages = SequenceLog()
    /// Up to when all was known at the last look.
    package internal(set) var horizon: Moment?
    /// What was wrong then, whatever was wrong before.
    package internal(set) var problems: TrafficProblems = []
    /// The same, and what was wrong before and isn't well enough yet.
    package internal(set) var lasting: TrafficProblems = []

    /// No traffic.
    package init() {}

    /// A message came in.
    package mutating func received(at time: Moment) { lastInAt = max(time, lastInAt ?? time) }

    /// A message went out.
    ///
    /// - parameter status: how far its gateway says that it has come.
    /// - parameter isNews: false for one that was sent long ago and is told of now.
    package mutating func sent(_ mark: MessageMark, at time: Moment, status: MessageStatus?, isNews: Bool = true) {
        lastOutAt = max(time, lastOutAt ?? time)
        guard isNews else { return }
        if status == .pending { tellsAcks = true }
        var isFirst = false
        update(mark) { message in
            isFirst = message.sentAt == AwaitedMessage.never
            // One that comes with an acknowledgement doesn't tell how long it waited for it.
            if let status, status == .server || status >= .delivered, isFirst { message.isSampled = true }
            message.sentAt = min(message.sentAt, time)
        }
        if isFirst { failures.sent(at: time) }
        switch status {
        case .server, .delivered, .read, .played: acked(mark, at: time, isDelivered: status != .server)
        case .failed: failed(mark, .none, at: time)
        case .pending, nil: break
        }
    }

    /// A status of one of its messages.
    package mutating func status(_ status: MessageStatus, of mark: MessageMark, at time: Moment, code: FailureCode) {
        switch status {
        case .pending: tellsAcks = true
        case .server: acked(mark, at: time, isDelivered: false)
        case .delivered, .read, .played: acked(mark, at: time, isDelivered: true)
        case .failed: failed(mark, code, at: time)
        }
    }

    private mutating func acked(_ mark: MessageMark, at time: Moment, isDelivered: Bool) {
        tellsAcks = true
        lastAckAt = max(time, lastAckAt ?? time)
        var revoked: AwaitedMessage?
        update(mark, mayDisplace: false) { message in
            message.ackedAt = min(message.ackedAt, time)
            if isDelivered, !message.isDelivered {
                message.isDelivered = true
                if message.failedAt != AwaitedMessage.never { revoked = message }
            }
        }
        if let revoked { failures.takeBack(revoked.code, at: revoked.failedAt) }
    }

    private mutating func failed(_ mark: MessageMark, _ code: FailureCode, at time: Moment) {
        tellsAcks = true
        var (before, isCounted) = (AwaitedMessage(mark: mark), false)
        update(mark) { message in
            before = message
            isCounted = time < message.failedAt && !message.isDelivered
            if time < message.failedAt { (message.failedAt, message.code) = (time, code) }
        }
        guard isCounted else { return }
        if before.failedAt != AwaitedMessage.never { failures.takeBack(before.code, at: before.failedAt) }
        failures.failed(code, at: time)
    }

    private mutating func update(
        _ mark: MessageMark, mayDisplace: Bool = true, _ change: (inout AwaitedMessage) -> Void
    ) {
        var acked: Moment?
        let old = awaited.update(mark, mayDisplace: mayDisplace) { message in
            change(&message)
            if message.isAcked { acked = message.sentAt }
        }
        if let acked { lastAckedAt = max(acked, lastAckedAt ?? acked) }
        guard let old else { return }
        if old.isWaiting { displace(old.sentAt) }
        if old.isAcked, !old.isSampled { Self.sample(old, into: &latency) }
    }

    /// A message made room while it waited: what is told of it from now on finds it no more, so it waits until something else that
    /// was acknowledged later shows that acknowledgements come.
    private mutating func displace(_ sentAt: Moment) {
        displaced &+= 1
        let answeredAt = answeredAt
        guard sentAt > answeredAt else { return }
        if let since = displacedSince, since > answeredAt {
            displacedSince = min(since, sentAt)
        } else {
            displacedSince = sentAt
        }
    }

    /// The newest answer, good or bad.
    var answeredAt: Moment { max(lastAckAt ?? .min, failures.lastAt ?? .min) }

    private static func sample(_ message: AwaitedMessage, into latency: inout AckLatency) {
        if message.wait <= AwaitedMessages.patience { latency.add(message.wait, at: message.ackedAt) }
    }

    /// Concludes what can be, now that everything up to `horizon` is read, and judges it.
    package mutating func look(at horizon: Moment, _ rules: TrafficRules) {
        guard horizon != self.horizon else { return }
        self.horizon = horizon
        // Taken out and not copied, since it is about to change.
        var latency = AckLatency()
        swap(&latency, &self.latency)
        awaited.look(at: horizon) { Self.sample($0, into: &latency) }
        swap(&latency, &self.latency)
        lifecycle.look(at: horizon)
        heartbeats.look(at: horizon)
        messages.look(at: horizon)
        problems = problems(at: horizon, rules)
        lasting = problems.union(easedProblems(at: horizon, rules))
    }
}
