/// What the offset row says of a transaction whose answer is missing: design §3.4, every case of it.
package enum Settlement: Hashable, Sendable {
    /// The row stands at the batch's end at our epoch: it was committed.
    case committed
    /// The row stands at the batch's start at our epoch: it was not.
    case notCommitted
    /// The row stands below the start at our epoch: the database lost commits that it had not flushed.
    case commitsLost
    /// The row is another's, halted by somebody, or gone: what is held must go, and the claim be made again.
    case notOurs
    /// A position that no run of ours can lead to.
    case impossible(String)

    /// Judges `row` (nil: there is none) against the step that was tried.
    package init(of step: Advance, row: OffsetRow?) {
        guard let row, row.epoch == step.epoch, !row.isHalted else {
            self = .notOurs
            return
        }
        switch row.next {
        case step.to: self = .committed
        case step.from: self = .notCommitted
        case ..<step.from: self = .commitsLost
        case (step.to + 1)...:
            self = .impossible(
                "the stored offset \(row.next) is beyond \(step.to), where this batch ends, at our own epoch")
        default:
            self = .impossible(
                "the stored offset \(row.next) is inside the batch \(step.from)..<\(step.to), which commits as a whole")
        }
    }
}
