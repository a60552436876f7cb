@testable import Pipeline

/// A row of `consumer_offsets`; `start` is its `first_offset`.
struct StoredRow {
    var exists = false
    var epoch: Int64 = 0
    var next: Int64 = 0
    var anchor: Cursor.Anchor?
    var haltReason: String?
    var haltRetries = false
    /// Where it began when it was made: what the log had lost by then was never ours to apply.
    var start: Int64 = 0

    /// Whether nobody may go on before somebody acts.
    var isHalted: Bool { haltReason != nil && !haltRetries }
}

/// All that the database keeps, as one value: a transaction replaces it, a crash goes back to an earlier one.
struct StoreContents {
    var rows: [StoredRow]
    /// Per partition, the ids of the records that had their effect, in the order in which they had it.
    var effects: [[Int]]
    /// Per partition, the ids of the records in `dead_letters`.
    var letters: [[Int]]
    /// The cluster of the log's first claim.
    var cluster: String?

    init(partitions: Int) {
        rows = [StoredRow](repeating: StoredRow(), count: partitions)
        effects = [[Int]](repeating: [], count: partitions)
        letters = effects
    }
}
