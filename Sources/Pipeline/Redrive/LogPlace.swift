/// Where a record stands, in whichever life of its topic; ordered as the log is (design §1.5).
package struct LogPlace: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The life of the topic.
    package var logID: Int16
    /// The partition.
    package var partition: Int32
    /// The offset.
    package var offset: Int64

    /// A place.
    package init(logID: Int16, partition: Int32, offset: Int64) {
        self.logID = logID
        self.partition = partition
        self.offset = offset
    }

    /// By life, partition, offset.
    package static func < (left: LogPlace, right: LogPlace) -> Bool {
        (left.logID, left.partition, left.offset) < (right.logID, right.partition, right.offset)
    }

    /// For people: `3/1207 of life 1`.
    package var description: String { "\(partition)/\(offset) of life \(logID)" }
}
