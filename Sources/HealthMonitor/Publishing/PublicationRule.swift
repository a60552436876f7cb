/// When something is said again: on each change that matters, and at least every five minutes, so that a reader who joins or
/// distrusts what it has need not wait longer.
package struct PublicationRule: Hashable, Sendable {
    /// The longest silence about a subject.
    package var interval: Int64 = 5 * Span.minute
    /// The part of it over which subjects are spread, so that not all of them fall due in the same second.
    package var spread: Int64 = Span.minute

    /// The usual rule.
    package init() {}

    /// Whether a subject is due.
    ///
    /// - parameter place: any number that stays with the subject.
    package func isDue(isChanged: Bool, last: Moment?, place: Int, now: Moment) -> Bool {
        // A moment that is still to come is one before the clock was set back.
        guard !isChanged, let last, last <= now else { return true }
        let earlier = Int64(truncatingIfNeeded: place).magnitude &* 7_919_377 % UInt64(max(spread, 1))
        // A twelfth of it as well, since the event still has to be written and sent.
        return now &- last >= interval &- spread / 12 &- Int64(clamping: earlier)
    }
}
