/// A message of the session's own, and what has become of it. 56 bytes.
struct AwaitedMessage: Hashable, Sendable {
    /// No such time is known.
    static let never = Moment.max

    let mark: MessageMark
    /// When its gateway saw it sent.
    var sentAt = never
    /// When its gateway saw the first acknowledgement.
    var ackedAt = never
    /// When it was said to have failed first.
    var failedAt = never
    /// Why.
    var code = FailureCode.none
    /// Whether somebody has it: then a failure that is told later, or was told before, is none (contract §3).
    var isDelivered = false
    /// Whether its wait was counted.
    var isSampled = false

    /// Whether it was sent and nothing was heard of it since.
    var isWaiting: Bool { sentAt != Self.never && ackedAt == Self.never && failedAt == Self.never }

    /// Whether it was sent and acknowledged.
    var isAcked: Bool { sentAt != Self.never && ackedAt != Self.never }

    /// How long it waited; never less than nothing, since acknowledgements may be told first.
    var wait: Int64 { max(0, ackedAt &- sentAt) }

    /// The first that was heard of it.
    var firstAt: Moment { min(sentAt, ackedAt, failedAt) }

    /// How little is lost with it, least first, when room is needed.
    var rank: Int {
        if isWaiting { return 3 }
        if isAcked { return isSampled ? 0 : 1 }
        return failedAt != Self.never ? 1 : 2
    }
}
