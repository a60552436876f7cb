/// How far a build is.
package struct ReplayProgress: Hashable, Sendable {
    /// One partition of one life.
    package struct Partition: Hashable, Sendable {
        /// The topic, with its prefix.
        package var topic: String
        /// Life and partition, and the offset that it began at.
        package var start: LogPlace
        /// The offset behind the last record that is committed.
        package var next: Int64
        /// The offset to stop before.
        package var limit: Int64
    }

    /// In the order of lives, topics and numbers.
    package var partitions: [Partition] = []
    /// Records that went through in this run.
    package var records = 0
    /// Their bytes.
    package var bytes = 0
    /// Why nothing moves at the moment, or nil.
    package var fault: String?
}
