/// One transaction to try: a run of the batch's records, and the offset steps that go with them.
package struct Attempt: Hashable, Sendable {
    /// The records, by their places in the batch.
    package var range: Range<Int>
    /// The offset steps, in the order of their slots, so that two lanes never lock rows in opposite orders.
    package var advances: [Advance]
    /// Slots whose records in `range` are left out, because the partition is no longer ours to write.
    package var skipped: Set<Int>
    /// The record that goes to `dead_letters` instead of the handler, with what the database said of it.
    package var letter: Letter?
    /// Whether to roll back instead of committing: it only finds out if the records would be taken.
    package var isProbe: Bool

    /// A record that the database refused.
    package struct Letter: Hashable, Sendable {
        /// Its place in the batch.
        package var index: Int
        /// Why it was refused.
        package var fault: Fault
    }
}
