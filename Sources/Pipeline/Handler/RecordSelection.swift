package import Bytes

/// The records of one attempt at a batch: a run of it, without partitions that are no longer ours to write.
package struct RecordSelection {
    private let records: ArraySlice<Record>
    private let isLeftOut: (Int) -> Bool
    private let isComplete: Bool

    /// All of `records`.
    package init(_ records: [Record]) {
        self.records = records[...]
        self.isLeftOut = { _ in false }
        self.isComplete = true
    }

    /// The records at `range`, but those whose place `isLeftOut` says so of.
    init(_ records: [Record], range: Range<Int>, leavingOut isLeftOut: @escaping (Int) -> Bool, isComplete: Bool) {
        self.records = records[range]
        self.isLeftOut = isLeftOut
        self.isComplete = isComplete
    }

    /// Those of them that `isTaken` says so of.
    func filtered(_ isTaken: (Record) -> Bool) -> RecordSelection {
        var taken: Set<Int> = []
        forEach { index, record in if isTaken(record) { taken.insert(index) } }
        return RecordSelection(taken, of: self)
    }

    private init(_ taken: Set<Int>, of whole: RecordSelection) {
        records = whole.records
        isLeftOut = { !taken.contains($0) }
        isComplete = false
    }

    /// At most so many records; what buffers are sized by.
    package var capacity: Int { records.count }

    /// Gives each record to `body`, with its place in the batch, in the order of arrival.
    @inline(__always)
    package func forEach(_ body: (Int, Record) -> Void) {
        for index in records.indices where isComplete || !isLeftOut(index) { body(index, records[index]) }
    }
}
