internal import Kafka

/// What there is of a pipeline's topics, in archive and log, and where live stands: all that a start is decided by.
struct StartFacts: Hashable, Sendable {
    /// A partition in one life of its topic.
    struct Partition: Hashable, Sendable {
        var topic: String
        var logID: Int16
        var partition: Int32
        /// What the broker has; nil: a life that is over.
        var log: LogBounds?
        /// The next offset of the live pipeline; nil: it never claimed the partition in this life.
        var live: Int64?
        /// The offset that live began with; nil: nobody knows.
        var first: Int64?
        /// What the archive has; nil: nothing, or the pipeline doesn't read the archive of this topic.
        var archive: ArchiveExtent?
        /// What operators made the archive skip.
        var skips: [ArchiveSkip] = []
        /// The first offsets that aren't older than the time that was asked for, where one was.
        var atTime = AtTime()

        var place: TopicPartition { TopicPartition(topic, partition) }
    }

    /// Where the archive begins and ends.
    struct ArchiveExtent: Hashable, Sendable {
        /// Its first offset.
        var first: Int64
        /// The one behind its last.
        var next: Int64
    }

    /// Records that `offsets set` made the archive skip.
    struct ArchiveSkip: Hashable, Sendable {
        var offsets: Range<Int64>
        /// The row of `zapline.audit_log`.
        var audit: Int64
    }

    /// Offsets by time; nil: no record is that new.
    struct AtTime: Hashable, Sendable {
        var archive: Int64?
        var log: Int64?
    }

    var pipeline: String
    /// The topics whose records the archive has for this pipeline.
    var archivedTopics: Set<String>
    /// In the order of the pipeline's topics, older lives first.
    var partitions: [Partition]
    var prefix: String

    /// A partition for people.
    func name(_ partition: Partition) -> String {
        let place = partition.place.short(prefix: prefix)
        return partition.log == nil ? "\(place) (life \(partition.logID))" : place
    }
}
