/// What a claim gave: the fencing number that is ours now, and where to go on.
package struct Claim: Hashable, Sendable {
    /// Which life of the topic the offsets belong to.
    package var logID: Int16
    /// Our fencing number; any older owner's transactions fail from now on.
    package var epoch: Int64
    /// The offset to go on from.
    package var next: Int64
    /// The record that was applied last, where it can still be read again.
    package var anchor: Cursor.Anchor?
    /// Why the partition may not go on, or nil.
    package var haltReason: String?
    /// Whether the row says so, and not what the claim found in the log.
    package var isHaltedByRow = false
    /// In a replay: the offset to stop before.
    package var limit: Int64?
    /// In a replay: up to where records are read from the archive, because the log begins there.
    package var seam: Int64?
    /// In a replay: where the log is read from, whatever the archive has before it.
    package var fetchFrom: Int64?
    /// In a replay: the first record from the seam on that the archive has, which the log must have, too.
    package var witness: Cursor.Anchor?

    /// A claim's outcome.
    package init(logID: Int16, epoch: Int64, next: Int64, anchor: Cursor.Anchor? = nil, haltReason: String? = nil) {
        self.logID = logID
        self.epoch = epoch
        self.next = next
        self.anchor = anchor
        self.haltReason = haltReason
    }

    /// The offset to fetch from: the anchor's, to look at that record once more.
    package var fetchOffset: Int64 { fetchFrom ?? anchor?.offset ?? next }
}
