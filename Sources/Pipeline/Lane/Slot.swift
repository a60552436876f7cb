/// One partition in a lane: what the claim gave, which records are taken, and how far they are applied.
struct Slot {
    let id: PartitionID
    let claim: Claim
    /// Which records are taken.
    var cursor: Cursor
    /// The stored `next_offset`.
    var position: SlotPosition
    /// The records that failed since one was applied.
    var streak = FailureStreak()
    /// Where a run until the end stops; nil once that was reported, or where there is none.
    var end: Int64?
    /// Up to where records come from the archive, since the log has them no more; nil once they were read.
    var seam: Int64?
    /// Why nothing more is taken, once records arrived that can't be read; what came before them is applied first.
    var damage: String?
    /// Records that arrived at a replay's limit, or behind it.
    var parked = Parked()

    init(_ number: Int, id: PartitionID, claim: Claim, end: Int64?) {
        self.id = id
        self.claim = claim
        self.end = end
        cursor = Cursor()
        seam = claim.seam
        cursor.begin(next: claim.next, anchor: claim.anchor, limit: claim.limit ?? .max, witness: claim.witness)
        position = SlotPosition(slot: number, epoch: claim.epoch, next: claim.next)
    }
}
