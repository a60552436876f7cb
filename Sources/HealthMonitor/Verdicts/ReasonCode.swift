/// Every code that a verdict can give as its reason: stable from version to version, since alerts and runbooks go by them. The runbook
/// has an entry for each.
package enum ReasonCode: String, Hashable, Sendable, CaseIterable {
    // MARK: Sessions: what the gateway says

    /// No lifecycle event tells the state.
    case noLifecycle = "no-lifecycle"
    /// It is coming up, and not for long.
    case connecting
    /// A code waits for somebody to scan it.
    case waitingForScan = "waiting-for-scan"
    /// It has been coming up for too long.
    case connectingForLong = "connecting-for-long"
    /// The gateway says that something is wrong.
    case degraded
    /// WhatsApp refuses some of what it sends (463).
    case limited
    /// It lost its connection.
    case disconnected
    /// Another process took the session over (440).
    case replaced
    /// The device was unlinked.
    case loggedOut = "logged-out"
    /// WhatsApp banned the account.
    case banned
    /// The gateway's version of WhatsApp is refused.
    case outdated
    /// The gateway gave up.
    case failed
    /// Somebody stopped it.
    case stopped
    /// It is gone for good.
    case deleted

    // MARK: Sessions: what its traffic says

    /// It says that it is connected, and is silent where it usually isn't.
    case silent
    /// It goes up and down again and again.
    case flapping
    /// Code after code is shown, and nobody scans one.
    case codesUnanswered = "codes-unanswered"
    /// What was sent waits for its acknowledgement longer than usual.
    case pending
    /// Acknowledgements take longer than usual.
    case slowAcks = "slow-acks"
    /// Many of the messages that were sent failed.
    case failing
    /// Events are missing: numbers of `sequence` never came.
    case sequenceGap = "sequence-gap"
    /// The monitor can't see what the session does.
    case unwatched

    // MARK: Consumers and pipelines

    /// No consumer has claimed the partition.
    case unclaimed
    /// It stands still until somebody mends the cause.
    case halted
    /// The broker doesn't say where the log ends.
    case noEndOffset = "no-end-offset"
    /// Records were deleted from the log before they were applied.
    case recordsLost = "records-lost"
    /// The oldest record that isn't applied waits too long.
    case lagging
    /// It goes on, and more comes in than it applies.
    case fallingBehind = "falling-behind"
    /// There are records to apply, and it doesn't move.
    case stalled
    /// Records were put aside that nobody has looked at.
    case deadLetters = "dead-letters"
    /// Nothing is known of the pipeline's topics.
    case noPartitions = "no-partitions"

    // MARK: Servers

    /// The broker can't be used.
    case broker
    /// The database can't be used.
    case database
    /// The canary takes longer than it should from its producer to a visible row.
    case canaryLate = "canary-late"
    /// The canary didn't arrive at all.
    case canaryLost = "canary-lost"
    /// The database's disk fills up.
    case diskSpace = "disk-space"
    /// The database has few connections left.
    case connections
    /// Clocks differ.
    case clockSkew = "clock-skew"

    // MARK: The monitor

    /// It still reads what was published before it became active.
    case catchingUp = "catching-up"
    /// What it knows is old.
    case behind
    /// Said by readers of the topic: its heartbeat is overdue, so nothing else on the topic can be believed.
    case noHeartbeat = "no-heartbeat"
}
