/// Compares what lanes know of their partitions with what the rows say, for partitions that nothing happens to.
///
/// A lane notices by itself, with its next batch, that it was fenced or that the database lost commits which it had not flushed. A
/// partition without new records has no next batch: its last records would be missing until one came (design §3.4).
package enum PositionCheck {
    /// A row of `consumer_offsets` in the current life of its topic.
    package struct Row: Hashable, Sendable {
        package var logID: Int16
        package var epoch: Int64
        package var next: Int64
        package var isHalted: Bool

        /// A row.
        package init(logID: Int16, epoch: Int64, next: Int64, isHalted: Bool = false) {
            self.logID = logID
            self.epoch = epoch
            self.next = next
            self.isHalted = isHalted
        }
    }

    /// What has to be done.
    package enum Finding: Hashable, Sendable {
        /// The row isn't what the lane goes by: drop what is held under `epoch`, and claim again.
        case reclaim(epoch: Int64, Why)
        /// The halt was lifted: claim at once instead of with the next slow retry.
        case retry
    }

    /// Why a partition is claimed again.
    package enum Why: String, Hashable, Sendable {
        case fenced = "another owner claimed it, or an operator moved it"
        case commitsLost = "the database lost commits that it had not flushed"
        case leaderChanged = "another broker leads it"
        case stalled = "nothing came of it although there is something to consume"
    }

    /// Judges a consumed partition. `next` must have been read before the row was: a row may only be ahead of it.
    package static func judge(logID: Int16, epoch: Int64, next: Int64, row: Row?) -> Finding? {
        guard let row, row.logID == logID, row.epoch == epoch else { return .reclaim(epoch: epoch, .fenced) }
        return row.next < next ? .reclaim(epoch: epoch, .commitsLost) : nil
    }

    /// Judges a halted partition by the row that its halt was written to; where it had none, one means that somebody made it.
    package static func judgeHalted(logID: Int16, epoch: Int64, row: Row?) -> Finding? {
        guard let row else { return nil }
        return row.logID != logID || row.epoch != epoch || !row.isHalted ? .retry : nil
    }
}
