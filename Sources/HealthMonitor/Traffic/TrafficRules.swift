/// When a session's message traffic is worth a word.
package struct TrafficRules: Hashable, Sendable {
    /// A message may always wait this long for its acknowledgement.
    package var pendingFloor = Span.minute
    /// How long one may wait where nothing is known of the session's habit.
    package var pendingDefault = 10 * Span.minute
    /// How many times its usual 95th percentile one may wait.
    package var pendingFactor: Int64 = 4
    /// How many waits make a habit.
    package var habit = 20
    /// So many overdue messages are worth a word though later ones were acknowledged.
    package var pendingCount = 8
    /// Acknowledgements that come as fast as this are never slow.
    package var slowFloor = 5 * Span.second
    /// How many times the usual median that of the last hour may be.
    package var slowFactor: Int64 = 4
    /// How many waits of the last hour make a median.
    package var slowSamples = 10
    /// So many failures in the last hour are enough.
    package var failingCount = 5
    /// So many hundredths of what was sent are many.
    package var failingShare = 25
    /// For how long a gap in `sequence` is worth a word; it stays among the facts for a day.
    package var gapAge = 60 * Span.minute

    /// The usual rules.
    package init() {}

    /// What must not be reached any more for failures and slow acknowledgements to be over.
    var eased: TrafficRules {
        var rules = self
        rules.slowFloor = slowFloor * 4 / 5
        rules.slowFactor = max(1, slowFactor - 1)
        rules.slowSamples = slowSamples / 2
        rules.failingCount = failingCount * 3 / 5
        rules.failingShare = failingShare * 3 / 5
        return rules
    }
}
